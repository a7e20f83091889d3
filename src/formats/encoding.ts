import { createHash } from 'node:crypto'
import { FormatError } from './errors.ts'

/** Any JSON value, as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/** A file longer than this is refused before it is looked at (docs/formats.md §2). */
export const maxFileLength = 16 * 1024 * 1024

export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export function toBase64url(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

/** Decodes base64url and refuses what another decoder might read differently: padding, blanks, spare bits. */
export function fromBase64url(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new FormatError('malformed', `${what} is not base64url`)
  return bytes
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Lists and objects inside each other that a file may have (docs/formats.md §2). */
const deepest = 100

/** Parses UTF-8 JSON text whose outermost value is an object. */
export function parseJsonObject(source: string | Uint8Array, what: string): JsonObject {
  let value: Json
  try {
    const text = typeof source === 'string' ? source : utf8.decode(source)
    if (isTooDeep(text)) throw new FormatError('malformed', `${what} is nested more than ${deepest} levels deep`)
    value = JSON.parse(text) as Json
  } catch (cause) {
    if (cause instanceof FormatError) throw cause
    throw new FormatError('malformed', `${what} is not JSON in UTF-8`, { cause })
  }
  if (!isJsonObject(value)) throw new FormatError('malformed', `${what} is not a JSON object`)
  return value
}

/**
 * Looked at before it is parsed: half a million brackets cost the parser many times the time and memory of a text of the same
 * length, and would break whoever follows them by recursion.
 */
function isTooDeep(text: string): boolean {
  let depth = 0
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) isQuoted = !isQuoted
    else if (isQuoted) i += code === 0x5c ? 1 : 0
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > deepest) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
