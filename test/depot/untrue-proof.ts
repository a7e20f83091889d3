import { toBase64url } from '../../src/formats/encoding.ts'
import type { FieldContainer, PinnedFirm } from './field-container.ts'

/**
 * What a container sends that shows steps which nobody issued, and brings a file of its own making as proof: from then on
 * it waits for a person.
 */
export async function untrueProof(firm: PinnedFirm, container: FieldContainer) {
  const contextFile = await container.context(firm, { counter: 9 })
  const part = toBase64url('{}')
  const file = JSON.stringify({ payload: part, protected: part, signature: part })
  return { confirmation: { contextFile, proofFiles: { proofFile: [file] } } }
}
