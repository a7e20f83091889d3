import { isAscii, isUtf8 } from 'node:buffer'
import { Fault } from '../faults.ts'

/**
 * The text of a message: UTF-8 (with or without byte order mark), UTF-16 with byte order mark, ISO-8859-1 if declared
 * (WS-I BP 1.1 R1012 asks for the first two; very old clients send the third). The byte order mark, the `charset` of the
 * Content-Type and the XML declaration must agree; bytes that are not of the encoding are refused, never replaced.
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mark = byteOrderMark(buffer)
  const wide = mark === 'utf-16le' || mark === 'utf-16be' ? fromUtf16(buffer, mark) : undefined
  const declared = declaredEncoding(wide?.slice(0, 200) ?? buffer.toString('latin1', mark === undefined ? 0 : 3, 200))
  const outer = charset === undefined ? undefined : known(charset, 'the charset of the Content-Type')
  const inner = declared === undefined ? undefined : known(declared, 'the encoding of the XML declaration')
  const encoding = agree(mark, outer, inner)
  if (wide !== undefined) return wide
  if (encoding === 'iso-8859-1') return buffer.toString('latin1')
  return fromUtf8(mark === undefined ? buffer : buffer.subarray(3), encoding)
}

type Encoding = 'utf-8' | 'utf-16' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'us-ascii'

const aliases: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'us-ascii'],
  ['ascii', 'us-ascii'],
  ['utf-16', 'utf-16'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['iso-8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
])

function known(label: string, where: string): Encoding {
  const encoding = aliases.get(label.toLowerCase())
  if (encoding) return encoding
  throw refusal(`${where} is not supported; use UTF-8, UTF-16 or ISO-8859-1`)
}

function byteOrderMark(buffer: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return 'utf-8'
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le'
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be'
  return undefined
}

/** The encoding named by the XML declaration, of which every encoding but UTF-16 shows the same bytes. */
function declaredEncoding(head: string): string | undefined {
  if (!head.startsWith('<?xml')) return undefined
  return /\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(head.split('?>', 1)[0]!)?.[1]
}

function agree(mark: Encoding | undefined, outer: Encoding | undefined, inner: Encoding | undefined): Encoding {
  const found = mark ?? outer ?? inner ?? 'utf-8'
  for (const other of [outer, inner]) {
    if (other !== undefined && !isSame(found, other)) throw refusal(`the encodings contradict: ${found} and ${other}`)
  }
  if (mark === undefined && found.startsWith('utf-16')) throw refusal('UTF-16 needs a byte order mark')
  return found
}

function isSame(found: Encoding, other: Encoding): boolean {
  if (found === other) return true
  if (other === 'utf-16') return found === 'utf-16le' || found === 'utf-16be'
  return (found === 'utf-8' && other === 'us-ascii') || (found === 'us-ascii' && other === 'utf-8')
}

function fromUtf8(buffer: Buffer, encoding: Encoding): string {
  if (isAscii(buffer)) return buffer.toString('latin1')
  if (encoding === 'us-ascii') throw refusal('the bytes are not US-ASCII')
  if (!isUtf8(buffer)) throw refusal('the bytes are not UTF-8')
  return buffer.toString('utf8')
}

function fromUtf16(buffer: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(buffer)
  } catch {
    throw refusal('the bytes are not UTF-16')
  }
}

function refusal(text: string): Fault {
  return new Fault('INVALID_REQUEST', `the message cannot be read: ${text}`)
}
