import { requireFirmCode } from '../catalogue/firm-scope.ts'
import type { CreatePushUpdate, CreatePushUpdateResponse, PushOrder, PushResult } from '../contract/sales.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import { manipulation, stateFault } from '../delivery/container-faults.ts'
import { loadReserved, type Reserved } from '../delivery/transfers.ts'
import type { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { ownContainer } from './own-container.ts'
import type { SalesParts } from './parts.ts'
import { pushedLicenses } from './pushed-licenses.ts'
import { pushStep } from './push-step.ts'

/**
 * Makes an update with everything that waits for a container, without asking it (domain.md §3.1): what its vendor has
 * decided, the licenses that are dedicated to it, and whatever it has not confirmed. It counts on the state that the
 * container showed last; one that is in another refuses the update, and loses nothing by it.
 *
 * @throws Fault `CONTAINER_UNKNOWN`, `CONTAINER_BLOCKED`, `MANIPULATION_DETECTED`, `TRANSFER_OPEN`, `NOTHING_TO_DO`,
 * `FIRM_CODE_UNKNOWN`, `REQUEST_CONFLICT`, `FORBIDDEN`, `UNAVAILABLE`
 */
export async function createPushUpdate(
  { pushOrder }: CreatePushUpdate,
  call: Call,
  parts: SalesParts,
): Promise<CreatePushUpdateResponse> {
  const { signing } = parts
  if (signing === undefined) throw new Fault('UNAVAILABLE', 'This node holds no firm keys and cannot sign an update.')
  const reserve = (tx: Tx) => reservePush(tx, call, parts, pushOrder)
  const { reserved, told } = await call.store.transact(reserve, { keep: !call.check })
  if (call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, signing, reserved, (updateFile) => ({ result: { transferId, updateFile, ...told } }))
}

interface ReservedPush {
  readonly reserved: Reserved
  readonly told: PushResult
}

async function reservePush(tx: Tx, call: Call, parts: SalesParts, pushOrder: PushOrder): Promise<ReservedPush> {
  const doneBefore = await findRequest(tx, call, { content: pushOrder })
  if (doneBefore !== undefined) return told(tx, await pushedBefore(tx, parts, doneBefore))
  const own = await ownContainer(tx, call, pushOrder.containerSerial, 'pushOrder/containerSerial')
  const chain = await ownChain(tx, call, own, pushOrder.firmCode)
  const reserved = await pushStep(tx, call, parts, { container: own.container, chain }, pushOrder.comment)
  await rememberRequest(tx, call, { content: pushOrder, reference: reserved.transfer.id })
  return told(tx, reserved)
}

async function told(tx: Tx, reserved: Reserved): Promise<ReservedPush> {
  return { reserved, told: { actionOutcomes: { actionOutcome: await pushedLicenses(tx, reserved) } } }
}

async function pushedBefore(tx: Tx, { catalogue }: SalesParts, transferId: string): Promise<Reserved> {
  const reserved = await loadReserved(tx, catalogue, transferId)
  if (reserved === undefined) throw new Error(`transfer ${transferId} of a known request is missing`)
  const fault = stateFault(reserved.container)
  if (fault !== undefined) throw fault
  if (reserved.transfer.state !== 'superseded') return reserved
  const text =
    'The update of this requestId leads nowhere since the container was accepted in another state; use a new requestId.'
  throw new Fault('NOTHING_TO_DO', text)
}

/** The chain that a push can go on with: one whose state is known. */
async function ownChain(
  tx: Tx,
  { caller }: Call,
  { container, chains }: { readonly container: Container; readonly chains: readonly Chain[] },
  firmCode: number,
): Promise<Chain> {
  const field = 'pushOrder/firmCode'
  requireFirmCode(caller, firmCode, field)
  const fault = stateFault(container)
  if (fault !== undefined) throw fault
  const chain = chains.find((each) => each.firmCode === firmCode)
  if (chain === undefined) {
    if (!(await tx.existsBy(FirmCode, { firmCode }))) {
      throw new Fault('FIRM_CODE_UNKNOWN', `There is no firm code ${firmCode}.`, { field })
    }
    const text = `Container ${container.serial} has not shown itself to firm code ${firmCode} yet; its first update needs a context.`
    throw new Fault('CONTAINER_UNKNOWN', text, { field })
  }
  if (chain.believeNextAt !== null) throw manipulation(container.serial, 'it was accepted and has not come since then')
  return chain
}
