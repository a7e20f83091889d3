import type { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import type { Change } from '../ledger/record.ts'
import type { StoredAction } from '../licenses/step-actions.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { newTransfer, type TransferFacts } from './transfers.ts'

/** A step that was added to a chain, with the transfer which carries it. */
export interface Appended {
  readonly container: Container
  readonly transfer: Transfer
  readonly step: Step
  /** What came of it beside; to be recorded by the caller. */
  readonly events: readonly Change[]
}

/** Adds a step to a chain, whose head it moves. */
export type AppendStep = (actions: readonly StoredAction[], facts: TransferFacts) => Promise<Appended>

/** Where a new step stands. */
export interface StepPlace {
  readonly chain: Pick<Chain, 'id'>
  /** Number of the last confirmed step: the update begins after it. */
  readonly confirmed: number
  readonly counterTo: number
  readonly digest: Buffer
}

/** Writes the step after the head of a chain, and a transfer for it and every step before that is not confirmed. */
export async function storeStep(
  tx: Tx,
  call: Call,
  { chain, confirmed, counterTo, digest }: StepPlace,
  actions: readonly StoredAction[],
  facts: TransferFacts,
): Promise<Pick<Appended, 'transfer' | 'step'>> {
  const transfer = newTransfer(call, chain, { ...facts, counterFrom: confirmed, counterTo })
  const place = { chainId: chain.id, counterTo, transferId: transfer.id }
  const step = { ...place, actions, digest, receiptSeq: null, createdAt: call.now }
  await insertRows(tx, Transfer, [transfer])
  await insertRows(tx, Step, [step])
  return { transfer, step }
}
