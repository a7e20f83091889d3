import type { FirmState } from './state.ts'

/** A request is at most 1 MiB; the context and the envelope need their room. */
const mostCharacters = 700_000

/**
 * The kept updates that prove to a Depot what it has issued, the newest first; as many as one request holds. The newest alone
 * shows that the counter is right, the older ones show where each license came from.
 */
export function proofOf({ updates }: FirmState): string[] {
  const files: string[] = []
  let characters = 0
  for (const { file } of updates.toReversed()) {
    characters += file.length
    if (characters > mostCharacters) break
    files.push(file)
  }
  return files
}
