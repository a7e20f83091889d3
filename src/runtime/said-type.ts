import { fromBase64url, parseJsonObject } from '../formats/encoding.ts'

/** The type that a signed file says it has, unverified: only to find who reads it. Undefined: it is no signed file. */
export function saidType(text: string): unknown {
  try {
    const { protected: header } = parseJsonObject(text, 'file')
    return typeof header === 'string' ? parseJsonObject(fromBase64url(header, 'header'), 'header')['typ'] : undefined
  } catch {
    return undefined
  }
}
