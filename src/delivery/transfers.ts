import { Between } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { LicenseOutcome } from '../domain/activation.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import { actionsOf } from '../licenses/step-actions.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { isVoid } from './is-void.ts'
import { usedUnits } from './used-units.ts'

/** What a transfer remembers beside its steps. */
export interface TransferResults {
  readonly licenses: readonly LicenseOutcome[]
  /** Who collected, as the caller says. */
  readonly collector?: { readonly userId: string; readonly name?: string | undefined } | undefined
  /** The lost container whose licenses these are, and how well its machine fits. */
  readonly restored?: { readonly oldSerial: string; readonly score: number } | undefined
}

/** A transfer with everything that signing its update needs. */
export interface Reserved {
  readonly transfer: Transfer
  readonly container: Container
  readonly firmCode: number
  /** Its file is signed and will be believed; otherwise it is to be signed, for the first time or once more. */
  readonly isReady: boolean
  /** The steps of the update. */
  readonly steps: readonly Step[]
  /** Items whose hidden and secret data the steps seal, by item version. */
  readonly items: ReadonlyMap<string, ItemDefinition>
  /** Units that were used so far, of licenses which count them. */
  readonly used: ReadonlyMap<string, bigint>
}

/** What asks for a transfer, and what became of it. */
export type TransferFacts = Pick<Transfer, 'requestHash' | 'kind'> & { readonly results: TransferResults }

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
  const { transfer, firmCode } = facts
  const steps = await stepsOf(tx, transfer, known)
  const isReady = transfer.signed !== null && !(await isVoid(tx, firmCode, transfer.signed))
  if (isReady) return { ...facts, isReady, steps, items: new Map(), used: new Map() }
  const actions = steps.flatMap(actionsOf)
  const sources = actions.flatMap((action) => ('put' in action ? (action.sealFrom ?? []) : []))
  const versions = await catalogue.versions(tx, sources)
  const items = new Map([...versions].map(([id, { definition }]) => [id, definition]))
  return { ...facts, isReady, steps, items, used: await usedUnits(tx, actions) }
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
