import type { FirmState, KeptUpdate } from './state.ts'

/** A request is at most 1 MiB; the context and the envelope need their room. */
const mostCharacters = 700_000

/** So many updates one request can hold (docs/formats.md §11.1). */
const mostUpdates = 64

/**
 * The kept updates that prove to a Depot what it has issued, the newest first. If one request cannot hold them all, first the
 * one that led to the present counter and those that brought the licenses held now; of these the newest, since a Depot that
 * was put back to a backup has forgotten the newest.
 */
export function proofOf({ counter, licenses, updates }: Pick<FirmState, 'counter' | 'licenses' | 'updates'>): string[] {
  const bringing = new Set(licenses.map(({ broughtBy }) => broughtBy))
  const isNeeded = ({ id, to }: KeptUpdate) => to === counter || bringing.has(id)
  const newestFirst = updates.toReversed()
  const sent = new Set<KeptUpdate>()
  let characters = 0
  for (const update of [...newestFirst.filter(isNeeded), ...newestFirst]) {
    const { length } = update.file
    if (sent.has(update) || sent.size === mostUpdates || characters + length > mostCharacters) continue
    sent.add(update)
    characters += length
  }
  return newestFirst.filter((update) => sent.has(update)).map(({ file }) => file)
}
