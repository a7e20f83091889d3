import { Between } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { LicenseOutcome } from '../domain/activation.ts'
import type { ChainHead } from '../domain/chain.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import { roomForSteps } from '../formats/update-size.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { usedUnits } from './consumption.ts'
import type { OpenTransfer } from './meet-container.ts'
import type { Contact } from './settle-contact.ts'
import { actionsOf, sizeOfStep } from '../licenses/step-actions.ts'

/** What a transfer remembers beside its steps. */
export interface TransferResults {
  readonly licenses: readonly LicenseOutcome[]
  /** Who collected, as the caller says. */
  readonly collector?: { readonly userId: string; readonly name?: string | undefined } | undefined
}

/** A transfer with everything that signing its update needs. */
export interface Reserved {
  readonly transfer: Transfer
  readonly container: Container
  readonly firmCode: number
  /** The steps of the update. */
  readonly steps: readonly Step[]
  /** Items whose hidden and secret data the steps seal, by item version. */
  readonly items: ReadonlyMap<string, ItemDefinition>
  /** Units that were used so far, of licenses which count them. */
  readonly used: ReadonlyMap<string, bigint>
}

/** Steps that an update can hold (docs/formats.md §8). */
const maxSteps = 1000

/** Whether a container in this state can begin with the update of a transfer, and learns something by it. */
export function catchesUp(
  { counterFrom, counterTo }: Pick<Transfer, 'counterFrom' | 'counterTo'>,
  { confirmed }: ChainHead,
): boolean {
  return counterFrom <= confirmed && confirmed < counterTo
}

/** What asks for a transfer, and what became of it. */
export type TransferFacts = Pick<Transfer, 'requestHash' | 'kind'> & { readonly results: TransferResults }

/**
 * A transfer over steps that are there already: everything that the container lacks, or as much of it as one update holds.
 * One that is open over the same steps serves everybody who asks for them, so that asking again makes no more of them.
 * @param open the open transfers of the chain
 * @param steps at least those that are not confirmed, in their order
 */
export async function startTransfer(
  tx: Tx,
  call: Call,
  { chain, head }: Pick<Contact, 'chain' | 'head'>,
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
function reachOf({ confirmed }: ChainHead, steps: readonly Step[]): number {
  let room = roomForSteps
  const lacking = steps.filter(({ counterTo }) => counterTo > confirmed).slice(0, maxSteps)
  const tooMuch = lacking.findIndex((step, index) => (room -= sizeOfStep(step)) < 0 && index > 0)
  return confirmed + (tooMuch < 0 ? lacking.length : tooMuch)
}

/** A row that is not signed yet. */
export function newTransfer(
  call: Call,
  { id: chainId }: Pick<Chain, 'id'>,
  facts: TransferFacts & Pick<Transfer, 'counterFrom' | 'counterTo'>,
): Transfer {
  const { now } = call
  const row = { id: call.newId(), chainId, ...facts, signed: null, state: 'open', version: 1 } as const
  return { ...row, createdAt: now, updatedAt: now }
}

/** The transfer of this id, ready to be signed, or undefined. */
export async function loadReserved(tx: Tx, catalogue: Catalogue, transferId: string): Promise<Reserved | undefined> {
  const transfer = await tx.findOneBy(Transfer, { id: transferId })
  const chain = transfer && (await tx.findOneBy(Chain, { id: transfer.chainId }))
  const container = chain && (await tx.findOneBy(Container, { id: chain.containerId }))
  return container ? reservedOf(tx, catalogue, { transfer, container, firmCode: chain.firmCode }) : undefined
}

/** Adds steps, items and units; the steps given are used as far as they reach. */
export async function reservedOf(
  tx: Tx,
  catalogue: Catalogue,
  facts: Pick<Reserved, 'transfer' | 'container' | 'firmCode'>,
  known: readonly Step[] = [],
): Promise<Reserved> {
  const { transfer } = facts
  if (transfer.signed !== null) return { ...facts, steps: [], items: new Map(), used: new Map() }
  const steps = await stepsOf(tx, transfer, known)
  const actions = steps.flatMap(actionsOf)
  const sources = actions.flatMap((action) => ('put' in action ? (action.sealFrom ?? []) : []))
  const versions = await catalogue.versions(tx, sources)
  const items = new Map([...versions].map(([id, { definition }]) => [id, definition]))
  return { ...facts, steps, items, used: await usedUnits(tx, actions) }
}

/** The steps of a transfer; those that are known already are not read. */
export async function stepsOf(
  tx: Tx,
  { chainId, counterFrom, counterTo }: Transfer,
  known: readonly Step[] = [],
): Promise<Step[]> {
  const steps = known.filter((step) => step.counterTo > counterFrom && step.counterTo <= counterTo)
  if (steps.length === counterTo - counterFrom) return steps
  return tx.find(Step, {
    where: { chainId, counterTo: Between(counterFrom + 1, counterTo) },
    order: { counterTo: 'ASC' },
  })
}
