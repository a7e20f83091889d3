import { createHash } from 'node:crypto'

const longest = 64
const uuid = /^[0-9a-f]{32}$/

/**
 * One spelling for the ids by which callers name a request (design §2.2), so that the same UUID from another stack or
 * header is the same: no `urn:uuid:` (or `uuid:`), no braces, no dashes, lower case. Any other id counts as it is, since
 * `A-11` and `A-1-1` may well be two orders (docs/decisions/0005). An id that is longer than the column is remembered by
 * its SHA-256. Nothing but blanks is no id.
 */
export function normaliseRequestId(text: string | undefined): string | undefined {
  const id = text?.normalize('NFC').trim()
  if (!id) return undefined
  const bare = id
    .toLowerCase()
    .replace(/^(urn:)?uuid:/, '')
    .replaceAll(/[{}-]/g, '')
  if (uuid.test(bare)) return bare
  return id.length > longest ? createHash('sha256').update(id).digest('hex') : id
}
