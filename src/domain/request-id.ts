import { createHash } from 'node:crypto'

const longest = 64

/**
 * One spelling for the ids by which callers name a request (design §2.2), so that the same id from another stack or
 * header is the same: no `urn:uuid:` (or `uuid:`), no braces, no dashes, lower case. An id that is longer than the column
 * is remembered by its SHA-256. Nothing but blanks is no id.
 */
export function normaliseRequestId(text: string | undefined): string | undefined {
  const id = text
    ?.normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/^(urn:)?uuid:/, '')
    .replaceAll(/[{}-]/g, '')
  if (!id) return undefined
  return id.length > longest ? createHash('sha256').update(id).digest('hex') : id
}
