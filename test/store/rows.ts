import { FirmCode } from '../../src/entities/firm-code.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import type { Tx } from '../../src/store/store.ts'

/** The instant of all rows in the tests of the store. */
export const now = new Date('2026-03-04T05:06:07.089Z')

export const firmCode = (number: number, name = `firm ${String(number)}`): FirmCode => ({
  firmCode: number,
  name,
  comment: '',
  version: 1,
  createdAt: now,
  updatedAt: now,
})

/** Inserts firm codes; they stand for any row with a key. */
export const addFirms = (tx: Tx, ...numbers: number[]): Promise<void> =>
  insertRows(
    tx,
    FirmCode,
    numbers.map((number) => firmCode(number)),
  )

export const firmNumbers = async (tx: Tx): Promise<number[]> =>
  (await tx.find(FirmCode, { order: { firmCode: 'ASC' } })).map((row) => row.firmCode)
