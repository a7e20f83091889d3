import { FirmCode } from '../entities/firm-code.ts'
import { firmCodeId, record } from '../ledger/record.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Author } from './author.ts'
import { requireFirmCode } from './firm-scope.ts'

/** A firm code as somebody wishes it to be. */
export interface FirmWish {
  readonly firmCode: number
  readonly name: string
  readonly comment?: string | undefined
  /** Path of the firm code in the request. */
  readonly field: string
}

export interface PutFirm {
  readonly outcome: 'created' | 'changed' | 'unchanged'
  /** The name as it was; undefined for a new firm code. */
  readonly nameBefore: string | undefined
}

/**
 * Registers a firm code or changes its name; the one function behind `PutFirmCode` and `items apply`. Keys are not made
 * here.
 * @throws Fault `FORBIDDEN`
 */
export async function putFirmCode(tx: Tx, author: Author, wish: FirmWish): Promise<PutFirm> {
  const { firmCode, name, comment } = wish
  requireFirmCode(author.caller, firmCode, wish.field)
  const known = await tx.findOneBy(FirmCode, { firmCode })
  if (known?.name === name) return { outcome: 'unchanged', nameBefore: name }
  const event = { kind: 'firmCode', id: firmCodeId(firmCode), comment, after: { name } } as const
  const stamps = { createdAt: author.now, updatedAt: author.now }
  if (known === null) {
    await insertRows(tx, FirmCode, [{ firmCode, name, comment: comment ?? '', version: 1, ...stamps }])
    await record(tx, author, [{ ...event, version: 1, change: 'FirmCodeCreated' }])
    return { outcome: 'created', nameBefore: undefined }
  }
  const changes = { name, comment: comment ?? known.comment, updatedAt: author.now }
  const version = await changeRow(tx, FirmCode, { firmCode, version: known.version }, changes)
  await record(tx, author, [{ ...event, version, change: 'FirmCodeChanged', before: { name: known.name } }])
  return { outcome: 'changed', nameBefore: known.name }
}
