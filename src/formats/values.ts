import { fromBase64url, isJsonObject, type JsonObject } from './encoding.ts'
import { integer, refuse, text, type Reader } from './shape.ts'

/** Counters, generations, sequence numbers: everything that fits a signed 32-bit column. */
export const counter = integer(0, 2_147_483_647)
export const uint32 = integer(0, 4_294_967_295)
export const firmCode = integer(1, 2_147_483_647)

/** An id of the server's making (a UUID); a container compares it and nothing else. */
export const identifier = text(1, 64, /^[0-9A-Za-z][0-9A-Za-z._-]*$/)

/** SHA-256 in base64url: 43 characters. */
export const digestBytes: Reader<Buffer> = (value, path) => {
  const bytes = binary(32)(value, path)
  return bytes.length === 32 ? bytes : refuse(path, 'is not 32 bytes long')
}

/** Bytes in base64url, at most `max` of them. */
export function binary(max: number): Reader<Buffer> {
  return (value, path) => {
    if (typeof value !== 'string') refuse(path, 'is not a string')
    const bytes = fromBase64url(value, path)
    return bytes.length <= max ? bytes : refuse(path, `has ${bytes.length} bytes, more than ${max}`)
  }
}

/** As `binary`, but keeps the text: for values that are hashed as they were written. */
export function binaryText(max: number): Reader<string> {
  return (value, path) => binary(max)(value, path).toString('base64url')
}

const maxInt64 = 9_223_372_036_854_775_807n

/** 0 to 2^63-1 as decimal text without leading zeros; JSON numbers are not exact beyond 2^53. */
export const int64Text: Reader<string> = (value, path) => {
  const fits = typeof value === 'string' && /^(0|[1-9][0-9]{0,18})$/.test(value) && BigInt(value) <= maxInt64
  return fits ? value : refuse(path, 'is not a decimal string from 0 to 9223372036854775807')
}

export const int64: Reader<bigint> = (value, path) => BigInt(int64Text(value, path))

/** `2026-01-31T12:00:00.000Z`: always UTC, always milliseconds, always 24 characters, so that equal times are equal texts. */
export const timeText: Reader<string> = (value, path) => {
  const fits = typeof value === 'string' && /^\d{4}-/.test(value) && isoText(value) === value
  return fits ? value : refuse(path, 'is not a UTC time of the form 2026-01-31T12:00:00.000Z')
}

/** The one spelling of the time that a text means; `31 February` and `25:00` come out as another one, or as none. */
function isoText(value: string): string | undefined {
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

export const time: Reader<Date> = (value, path) => new Date(timeText(value, path))

/** An object taken as it is, for a second reader or for a hash over exactly these members. */
export const anyObject: Reader<JsonObject> = (value, path) =>
  isJsonObject(value) ? value : refuse(path, 'is not an object')
