import { LedgerEvent } from '../entities/ledger-event.ts'
import { LedgerReader } from '../entities/ledger-reader.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { Overtaken } from './tip.ts'

/** Number of the last event that this reader has made something of; 0: none. */
export async function readPosition(tx: Tx, name: string): Promise<number> {
  return (await tx.findOneBy(LedgerReader, { name }))?.sequence ?? 0
}

/**
 * Moves a reader on, in the transaction that stores what he made of the events; the first statement of it, since it lets
 * one node at a time go on from here.
 * @throws Overtaken when another node has moved him since
 */
export async function movePosition(tx: Tx, name: string, from: number, to: number): Promise<void> {
  if (from === 0 && !(await tx.existsBy(LedgerReader, { name }))) {
    await insertRows(tx, LedgerReader, [{ name, sequence: 0 }])
  }
  const statement = 'UPDATE ledger_readers SET sequence = ? WHERE name = ? AND sequence = ?'
  const result = await tx.queryRunner?.query(statement, [to, name, from], true)
  if (result?.affected !== 1) throw new Overtaken(`the events were read for ${name} by somebody else`)
}

/** When the last event happened that this reader has made something of; undefined before the first. */
export async function readUntil(tx: Tx, name: string): Promise<Date | undefined> {
  const sequence = await readPosition(tx, name)
  return (await tx.findOne(LedgerEvent, { select: { at: true }, where: { sequence } }))?.at
}
