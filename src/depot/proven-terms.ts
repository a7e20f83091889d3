import { In } from 'typeorm'
import type { ItemDefinition } from '../domain/item.ts'
import { ItemVersion } from '../entities/item-version.ts'
import type { License } from '../entities/license.ts'
import type { Tx } from '../store/store.ts'
import type { Proven } from './judge-proof.ts'

/** What the row of a license gets once its container has proved that it was given it. */
export type ProvenTerms = Partial<
  Pick<License, 'expiresAt' | 'expirationDay' | 'copyEndsAt' | 'baseId' | 'exchangeId' | 'replacesId' | 'replacedById'>
>

/**
 * What was fixed when licenses were put into a container, as far as the proof tells it: their ends, the bases of modules, and
 * which license an upgrade has taken the place of.
 * @param licenses those that the container shows, and those that it was to have
 */
export async function provenTerms(
  tx: Tx,
  licenses: readonly License[],
  { puts, exchanged }: Proven,
): Promise<Map<string, ProvenTerms>> {
  const versions = await tx.findBy(ItemVersion, { id: In(licenses.map(({ itemVersionId }) => itemVersionId)) })
  const items = new Map(versions.map(({ id, definition }) => [id, definition as ItemDefinition]))
  const byId = new Map(licenses.map((license) => [license.id, { license, item: items.get(license.itemVersionId) }]))
  const terms = new Map<string, ProvenTerms>()
  for (const { license, item } of byId.values()) {
    const { expirationTime, ridesOn } = puts.get(license.id)?.options ?? {}
    const end = expirationTime === undefined ? {} : endOf(item, new Date(expirationTime))
    terms.set(license.id, { ...end, ...(ridesOn !== undefined && { baseId: ridesOn }) })
  }
  for (const [id, oldId] of exchanged) {
    const [next, old] = [byId.get(id), byId.get(oldId)]
    if (next === undefined || old?.item === undefined) continue
    if (next.item?.upgradeBases?.includes(old.item.itemNumber) !== true) continue
    const place = { baseId: oldId, exchangeId: oldId, replacesId: next.license.replacesId ?? oldId }
    terms.set(id, { ...terms.get(id), ...place })
    terms.set(oldId, { replacedById: id })
  }
  return terms
}

/** A copy that is released when it is idle was told the end of the copy, which says nothing of the license. */
function endOf(item: ItemDefinition | undefined, end: Date): ProvenTerms {
  return item?.idleReleaseHours === undefined ? { expiresAt: end, expirationDay: null } : { copyEndsAt: end }
}
