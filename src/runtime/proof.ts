import type { FirmState } from './state.ts'

/** A request is at most 1 MiB, envelope and all; the context grows with the licenses that it lists. */
const mostCharacters = 1_000_000
const charactersOfLicense = 180

/** docs/formats.md §11.1 */
const mostFiles = 64

/**
 * The kept updates that prove to a Depot what it has issued (docs/formats.md §11.1), as many as one request holds: the newest,
 * which leads to the present step, those that brought the licenses held now, then the others; always the newest first.
 */
export function proofOf({ updates, licenses, removed }: Pick<FirmState, 'updates' | 'licenses' | 'removed'>): string[] {
  const [newest, ...older] = updates.toReversed()
  if (newest === undefined) return []
  const origins = new Set(licenses.map(({ broughtBy }) => broughtBy))
  const byUse = [...older.filter(({ id }) => origins.has(id)), ...older.filter(({ id }) => !origins.has(id))]
  let room = mostCharacters - charactersOfLicense * (licenses.length + removed.length) - newest.file.length
  const chosen = new Set([newest])
  for (const update of byUse) {
    if (chosen.size === mostFiles || update.file.length > room) continue
    chosen.add(update)
    room -= update.file.length
  }
  return [newest, ...older].filter((update) => chosen.has(update)).map(({ file }) => file)
}
