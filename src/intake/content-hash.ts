import { createHash } from 'node:crypto'
import { canonicalJson } from '../formats/canonical.ts'

/**
 * Number of the rule by which contents are hashed. It rises with every change of what belongs to a content or of how it is
 * spelt, as a hash by another rule says nothing about whether two contents are the same.
 */
export const hashVersion = 1

/** SHA-256 of the one spelling of a content (RFC 8785). A member that is `undefined` counts as absent. */
export function contentHash(content: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(content)).digest()
}
