/**
 * The column types of this installation, each said once, so that SQLite, MariaDB and MySQL agree about every column.
 * No column has a database default: the application sets every value, also the clock's (design §5).
 */
import { Column, type ColumnOptions, type ValueTransformer } from 'typeorm'

type Choice = Pick<ColumnOptions, 'nullable' | 'primary'>

/** An id: UUID text in code and on the wire, 16 bytes in the row. */
export const Id = (choice: Choice = {}) => Column({ ...choice, type: 'binary', length: 16, transformer: uuidBytes })

/** Text of at most `length` characters, compared byte by byte. */
export const Text = (length: number, choice: Choice = {}) => Column({ ...choice, type: 'varchar', length })

/** Text without a bound of ours: signed files, keys. */
export const LongText = (choice: Choice = {}) => Column({ ...choice, type: 'mediumtext' })

/** A value kept as JSON text; the database never looks inside. */
export const Json = (choice: Choice = {}) => Column({ ...choice, type: 'mediumtext', transformer: jsonText })

/** A whole number within 32 bits. */
export const Whole = (choice: Choice = {}) => Column({ ...choice, type: 'int' })

/** A whole number that a JavaScript number holds exactly but 32 bits may not. */
export const BigWhole = (choice: Choice = {}) => Column({ ...choice, type: 'bigint', transformer: safeNumber })

export const Flag = () => Column({ type: 'boolean' })

/** An instant, to the millisecond, UTC. */
export const Instant = (choice: Choice = {}) => Column({ ...choice, type: 'datetime', precision: 3 })

/** A SHA-256 or HMAC-SHA-256 value. */
export const Hash = (choice: Choice = {}) => Column({ ...choice, type: 'binary', length: 32 })

/** Bytes of varying number. */
export const Bytes = (length: number) => Column({ type: 'varbinary', length })

/** Nothing is deleted or renumbered behind the application's back. */
export const restrict = { onDelete: 'NO ACTION', onUpdate: 'NO ACTION' } as const

/** The property is `null` or absent (in a partial row) exactly when the column is. */
const present = (to: (value: never) => unknown, from: (value: never) => unknown): ValueTransformer => ({
  to: (value: unknown) => (isAbsent(value) ? value : to(value as never)),
  from: (value: unknown) => (isAbsent(value) ? value : from(value as never)),
})

const isAbsent = (value: unknown): boolean => value === null || value === undefined

const uuidBytes = present(
  (id: string) => bytesOfId(id),
  (bytes: Buffer) => idOfBytes(bytes),
)
const jsonText = present(
  (value: unknown) => JSON.stringify(value),
  (text: string) => JSON.parse(text) as unknown,
)
const safeNumber = present(
  (value: number) => value,
  (value: string | number) => Number(value),
)

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The 16 bytes of an id, as statements written by hand need them. */
export function bytesOfId(id: string): Buffer {
  if (!uuidForm.test(id)) throw new TypeError(`not an id: ${JSON.stringify(id)}`)
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The id that 16 bytes stand for. */
export function idOfBytes(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
