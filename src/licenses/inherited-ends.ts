import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { isModule } from '../domain/base-license.ts'
import { isWithUser } from '../domain/license.ts'
import { License } from '../entities/license.ts'
import type { Tx } from '../store/store.ts'
import { withItems, type ItemLicense } from './ticket-licenses.ts'

/** A license as far as its end goes. */
type Ending = Pick<ItemLicense, 'id' | 'state' | 'expiresAt' | 'baseId' | 'item'>

/**
 * The ends of licenses, by id; null = none. A module in its container ends with its base at the latest, as the container
 * judges it (docs/formats.md §8.4). One statement for each storey of bases, none where there are no modules.
 */
export async function inheritedEnds(
  tx: Tx,
  catalogue: Catalogue,
  licenses: readonly Ending[],
): Promise<Map<string, Date | null>> {
  const known = new Map(licenses.map((license) => [license.id, license]))
  for (let storey = licenses; storey.length > 0;) {
    const missing = storey.flatMap((license) => {
      const baseId = baseOf(license)
      return baseId === undefined || known.has(baseId) ? [] : [baseId]
    })
    const rows = missing.length === 0 ? [] : await tx.findBy(License, { id: In(missing) })
    storey = await withItems(tx, catalogue, rows)
    for (const license of storey) known.set(license.id, license)
  }
  return new Map(licenses.map((license) => [license.id, endOf(license, known)]))
}

/** The license without which this one is worth nothing. */
function baseOf({ state, item, baseId }: Ending): string | undefined {
  return isModule(item) && isWithUser(state) ? (baseId ?? undefined) : undefined
}

/** The earliest end from a module down to the ground; nothing is looked at twice. */
function endOf(license: Ending, known: ReadonlyMap<string, Ending>): Date | null {
  const seen = new Set<Ending>()
  for (let each: Ending | undefined = license; each !== undefined && !seen.has(each);) {
    seen.add(each)
    each = known.get(baseOf(each) ?? '')
  }
  const ends = [...seen].flatMap(({ expiresAt }) => expiresAt ?? [])
  return ends.toSorted((a, b) => a.getTime() - b.getTime()).at(0) ?? null
}
