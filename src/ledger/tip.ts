import { LedgerTip } from '../entities/ledger-tip.ts'
import { Setting } from '../entities/setting.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { beginningHash } from './chain.ts'

/** How far the events are numbered. */
export interface Tip {
  /** The highest number; 0: none. */
  readonly sequence: number
  readonly hash: Buffer
}

const name = 'events'
const beginning: Tip = { sequence: 0, hash: beginningHash }

/** Undefined if no event was ever numbered here. */
export async function findTip(tx: Tx): Promise<Tip | undefined> {
  return (await tx.findOneBy(LedgerTip, { name })) ?? undefined
}

export async function readTip(tx: Tx): Promise<Tip> {
  return (await findTip(tx)) ?? beginning
}

/** Somebody else numbered events since the tip was read. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

/**
 * Moves the tip, if it still stands where it was read and nobody with a later fence has moved it.
 * @throws Overtaken
 */
export async function moveTip(tx: Tx, from: Tip, to: Tip, fence: number): Promise<void> {
  if (from.sequence === 0 && (await findTip(tx)) === undefined) {
    await insertRows(tx, LedgerTip, [{ name, ...beginning, fence }])
  }
  const statement = `UPDATE ledger_tips SET sequence = ?, hash = ?, fence = ?
    WHERE name = ? AND sequence = ? AND hash = ? AND fence <= ?`
  const values = [to.sequence, to.hash, fence, name, from.sequence, from.hash, fence]
  const result = await tx.queryRunner?.query(statement, values, true)
  if (result?.affected !== 1) throw new Overtaken('the events were numbered by somebody else')
}

/** How often the installation was restored from a backup, from 1: what a cursor of before remembers may have been undone. */
export async function ledgerEpoch(tx: Tx): Promise<number> {
  const known = await tx.findOneBy(Setting, { name: 'ledgerEpoch' })
  return known === null ? 1 : Number(known.value)
}
