import { canonicalJson } from './canonical.ts'
import { sha256, toBase64url } from './encoding.ts'

/** What a step does, without anything that is encrypted, counted or a clock's: the part that the digest covers. */
export interface PlainStep {
  readonly from: number
  readonly to: number
  readonly actions: readonly PlainAction[]
}

export type PlainAction =
  | { readonly put: { readonly licenseId: string; readonly generation: number; readonly optionsHash: string } }
  | { readonly remove: { readonly licenseId: string } }

/** The digest of a container before its first step. */
export const firstDigest: Buffer = Buffer.alloc(32)

/** SHA-256 over the canonical JSON of the clear options, exactly as they stand in the update, known members or not. */
export function optionsHash(options: object): string {
  return toBase64url(sha256(canonicalJson(options)))
}

/** The digest after a step: SHA-256(digest before ‖ canonical JSON of the plain step). */
export function nextDigest(before: Uint8Array, { from, to, actions }: PlainStep): Buffer {
  return sha256(before, canonicalJson({ from, to, actions }))
}
