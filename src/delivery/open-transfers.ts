import type { ChainHead } from '../domain/chain.ts'
import type { Chain } from '../entities/chain.ts'
import type { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import { roomForSteps } from '../formats/update-size.ts'
import { sizeOfStep } from '../licenses/step-actions.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { newTransfer, type TransferFacts } from './transfers.ts'

/** How far a container is known to be. */
type Reach = Pick<ChainHead, 'confirmed'>

/** A transfer as it is looked for: without its file and its results, which may be large. */
export type OpenTransfer = Pick<Transfer, 'id' | 'counterFrom' | 'counterTo' | 'requestHash' | 'createdAt'>

/** Open transfers of a chain, the one that reaches furthest first. */
export async function openTransfers(tx: Tx, chain: Chain | undefined): Promise<OpenTransfer[]> {
  if (chain === undefined) return []
  return tx.find(Transfer, {
    select: { id: true, counterFrom: true, counterTo: true, requestHash: true, createdAt: true },
    where: { chainId: chain.id, state: 'open' },
    order: { counterTo: 'DESC', createdAt: 'DESC', id: 'DESC' },
  })
}

/** Steps that an update can hold (docs/formats.md §8). */
const maxSteps = 1000

/** Whether a container in this state can begin with the update of a transfer, and learns something by it. */
export function catchesUp(
  { counterFrom, counterTo }: Pick<Transfer, 'counterFrom' | 'counterTo'>,
  { confirmed }: Reach,
): boolean {
  return counterFrom <= confirmed && confirmed < counterTo
}

/**
 * A transfer over steps that are there already: everything that the container lacks, or as much of it as one update holds.
 * One that is open over the same steps serves everybody who asks for them, so that asking again makes no more of them.
 * @param open the open transfers of the chain
 * @param steps at least those that are not confirmed, in their order
 */
export async function startTransfer(
  tx: Tx,
  call: Call,
  { chain, head }: { readonly chain: Pick<Chain, 'id'>; readonly head: Reach },
  open: readonly OpenTransfer[],
  steps: readonly Step[],
  facts: TransferFacts,
): Promise<Transfer> {
  const span = { counterFrom: head.confirmed, counterTo: reachOf(head, steps) }
  const same = open.find(
    ({ counterFrom, counterTo }) => counterFrom === span.counterFrom && counterTo === span.counterTo,
  )
  if (same !== undefined) return transferOf(tx, same)
  const transfer = newTransfer(call, chain, { ...facts, ...span })
  await insertRows(tx, Transfer, [transfer])
  return transfer
}

/** The whole row of an open transfer. */
export async function transferOf(tx: Tx, { id }: OpenTransfer): Promise<Transfer> {
  return tx.findOneByOrFail(Transfer, { id })
}

/** The last step that an update can hold which begins at the first unconfirmed one; that one always fits. */
function reachOf({ confirmed }: Reach, steps: readonly Step[]): number {
  let room = roomForSteps
  const lacking = steps.filter(({ counterTo }) => counterTo > confirmed).slice(0, maxSteps)
  const tooMuch = lacking.findIndex((step, index) => (room -= sizeOfStep(step)) < 0 && index > 0)
  return confirmed + (tooMuch < 0 ? lacking.length : tooMuch)
}
