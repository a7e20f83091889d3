import { MoreThan } from 'typeorm'
import { appendUnasked } from '../delivery/append-unasked.ts'
import { deliverPending } from '../delivery/deliver-pending.ts'
import { openTransfers, startTransfer } from '../delivery/open-transfers.ts'
import { type PendingWork, pendingWork } from '../delivery/pending-work.ts'
import { reservedOf, type Reserved } from '../delivery/transfers.ts'
import type { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import { Fault } from '../faults.ts'
import { contentHash } from '../intake/content-hash.ts'
import { record } from '../ledger/record.ts'
import { bindingSchemeOf } from '../licenses/activation-target.ts'
import { actionsOf } from '../licenses/step-actions.ts'
import { licensesIn } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import type { SalesParts } from './parts.ts'

/** A container with the chain of the firm code that something waits for. */
interface Pushed {
  readonly container: Container
  readonly chain: Chain
}

/**
 * Appends a step with what waits for a container, and reserves the update. Where nothing waits but what it was given and has
 * not confirmed, the update is that once more.
 * @throws Fault `TRANSFER_OPEN`, `NOTHING_TO_DO`
 */
export async function pushStep(
  tx: Tx,
  call: Call,
  { catalogue }: SalesParts,
  pushed: Pushed,
  comment: string | undefined,
): Promise<Reserved> {
  const { container, chain } = pushed
  const { firmCode } = chain
  const where = { chainId: chain.id, counterTo: MoreThan(chain.confirmed) }
  const unconfirmed = await tx.find(Step, { where, order: { counterTo: 'ASC' } })
  const inContainer = await licensesIn(tx, catalogue, container.id)
  const destination = {
    ...{ serial: container.serial, kind: container.kind, bindingScheme: bindingSchemeOf(container) },
    ...{ firmCode, container, confirmed: chain.confirmed, unconfirmed, removed: [] },
    shown: inContainer.filter((license) => license.firmCode === firmCode).map(({ id }) => id),
  }
  const work = await pendingWork(tx, catalogue, destination)
  const append = appendUnasked(tx, call, container, chain)
  const asSupposed = { ...destination, shown: [...destination.shown, ...oldCopies(work)] }
  const { appended, waits } = await deliverPending(tx, call, catalogue, asSupposed, work, [], append)
  if (appended === undefined && waits) throw transferOpen(unconfirmed.length)
  const transfer = appended?.transfer ?? (await again(tx, call, pushed, unconfirmed))
  await recordPush(tx, call, pushed, transfer.id, comment)
  const steps = appended === undefined ? unconfirmed : [...unconfirmed, appended.step]
  return reservedOf(tx, catalogue, { transfer, container, firmCode }, steps)
}

/** What it is to give up it is supposed to hold still, since nobody asks it; what is not there does no harm (formats §8). */
function oldCopies({ actions }: PendingWork): string[] {
  return actions.flatMap(({ kind, licenseId }) => (kind === 'recall' && licenseId !== null ? [licenseId] : []))
}

/** The update with what the container was given before. */
async function again(tx: Tx, call: Call, { container, chain }: Pushed, unconfirmed: readonly Step[]) {
  if (!unconfirmed.flatMap(actionsOf).some(({ by }) => by !== undefined)) {
    const { serial } = container
    throw new Fault('NOTHING_TO_DO', `Nothing waits for container ${serial} and firm code ${chain.firmCode}.`)
  }
  const requestHash = contentHash({ kind: 'push', from: chain.confirmed, to: chain.counter })
  const facts = { kind: 'push', requestHash, results: { licenses: [] } }
  return startTransfer(tx, call, { chain, head: chain }, await openTransfers(tx, chain), unconfirmed, facts)
}

async function recordPush(tx: Tx, call: Call, { container }: Pushed, transferId: string, comment: string | undefined) {
  const version = await changeRow(tx, Container, container, { updatedAt: call.now })
  const after = { transferId }
  const change = 'ContainerUpdatePushed'
  await record(tx, call, [{ kind: 'container', id: container.id, version, change, after, comment }])
}

function transferOpen(open: number): Fault {
  const text = `${open} updates for this container are not confirmed, and there is no room for more; it has to import them and send a context.`
  return new Fault('TRANSFER_OPEN', text)
}
