import type { Refusal } from './activation-rules.ts'
import type { Holding } from './holding.ts'
import type { ItemDefinition } from './item.ts'

/** The license that another one needs: a module rides on it, an upgrade takes its place. */
export interface BaseChoice {
  readonly kind: 'module' | 'upgrade'
  readonly licenseId: string
}

/** A license as the rules for bases look at it. */
export interface BasedLicense {
  readonly firmCode: number
  /** A module: the license that it rode on last. An upgrade: the license whose place it took, once it did. */
  readonly baseId: string | null
  readonly item: Pick<ItemDefinition, 'itemNumber' | 'moduleBases' | 'upgradeBases'>
}

/** Whether licenses of an item ride on others. */
export function isModule({ moduleBases = [] }: Pick<ItemDefinition, 'moduleBases'>): boolean {
  return moduleBases.length > 0
}

/** Whether licenses of an item take the places of others. */
export function isUpgrade({ upgradeBases = [] }: Pick<ItemDefinition, 'upgradeBases'>): boolean {
  return upgradeBases.length > 0
}

/** Which base, if one is needed; or why there is none, and whether there is one after the update that is planned. */
export type BaseVerdict = { readonly base?: BaseChoice } | { readonly refusal: Refusal; readonly isOnlyLater: boolean }

/** The items of which a license needs another one in its container, and what for; an upgrade only until it has had one. */
export function neededBases({ item, baseId }: Pick<BasedLicense, 'item' | 'baseId'>): {
  readonly kind: BaseChoice['kind'] | 'none'
  readonly itemNumbers: readonly string[]
} {
  const { moduleBases = [], upgradeBases = [] } = item
  if (isModule(item)) return { kind: 'module', itemNumbers: moduleBases }
  if (isUpgrade(item) && baseId === null) return { kind: 'upgrade', itemNumbers: upgradeBases }
  return { kind: 'none', itemNumbers: [] }
}

/** Chooses the base of a license among what its container holds (domain.md §2.1, §4.7). */
export function baseOf(license: BasedLicense, holding: Holding): BaseVerdict {
  const { kind, itemNumbers } = neededBases(license)
  if (kind === 'module') return moduleBase(license, itemNumbers, holding)
  return kind === 'upgrade' ? upgradeBase(license, itemNumbers, holding) : {}
}

/**
 * A module goes where its base is, or with it in one step. It stays with the license that it rode on before; else it takes
 * one that carries no module of the kind yet.
 */
function moduleBase(
  { item, firmCode, baseId }: BasedLicense,
  itemNumbers: readonly string[],
  holding: Holding,
): BaseVerdict {
  const bases = holding.bases(itemNumbers, firmCode)
  const base =
    bases.find(({ id }) => id === baseId) ?? bases.find(({ id }) => !holding.carries(id, item.itemNumber)) ?? bases[0]
  if (base !== undefined) return { base: { kind: 'module', licenseId: base.id } }
  const text = `Item ${item.itemNumber} goes only where a license of ${either(itemNumbers)} is; activate that first, or both together.`
  const remedy = `Activate a license of ${either(itemNumbers)} into the container first, or together with it.`
  return { refusal: { code: 'BASE_LICENSE_MISSING', text, remedy }, isOnlyLater: false }
}

/**
 * An upgrade takes the place of its base once; wherever it moves from then on, it needs none. A base that is put by the
 * same step can only be taken out by a later one.
 */
function upgradeBase({ item, firmCode }: BasedLicense, itemNumbers: readonly string[], holding: Holding): BaseVerdict {
  const bases = holding.bases(itemNumbers, firmCode)
  const base = bases.find(({ id }) => !holding.isGoing(id))
  if (base !== undefined) return { base: { kind: 'upgrade', licenseId: base.id } }
  const isOnlyLater = bases.length > 0
  const text = isOnlyLater
    ? `Item ${item.itemNumber} takes the place of a license that goes into the container now; activate it afterwards.`
    : `Item ${item.itemNumber} upgrades a license of ${either(itemNumbers)}, and the container holds none.`
  const remedy = isOnlyLater
    ? 'Activate it after the receipt of its base.'
    : `Activate it into a container that holds a license of ${either(itemNumbers)}.`
  return { refusal: { code: 'BASE_LICENSE_MISSING', text, remedy }, isOnlyLater }
}

function either(itemNumbers: readonly string[]): string {
  return itemNumbers.join(' or ')
}

/** The licenses with each before those that can be based on it: a module goes after its base, and with it. */
export function basesFirst<License extends { readonly item: BasedLicense['item'] }>(
  licenses: readonly License[],
): readonly License[] {
  const items = new Map(licenses.map(({ item }) => [item.itemNumber, item]))
  const depths = new Map<string, number>()
  const depthOf = (itemNumber: string): number => {
    const known = depths.get(itemNumber)
    if (known !== undefined) return known
    const item = items.get(itemNumber)
    // Items that are bases of each other end here.
    depths.set(itemNumber, 0)
    const moduleBases = item?.moduleBases ?? []
    // An upgrade takes the place of a base before modules look for one.
    const upgrades = [...items.values()].filter(({ upgradeBases = [] }) =>
      upgradeBases.some((base) => moduleBases.includes(base)),
    )
    const upgradeNumbers = upgrades.map((upgrade) => upgrade.itemNumber)
    const bases = [...moduleBases, ...(item?.upgradeBases ?? []), ...upgradeNumbers].filter((base) => items.has(base))
    const depth = bases.length === 0 ? 0 : 1 + Math.max(...bases.map(depthOf))
    depths.set(itemNumber, depth)
    return depth
  }
  return licenses.toSorted((a, b) => depthOf(a.item.itemNumber) - depthOf(b.item.itemNumber))
}

/**
 * What a license is based on that takes the place of another by the vendor's decision: it goes on with what the old one had.
 * An upgrade of the very item has its base in the old one. Null: it is still to find one, if it needs any.
 */
export function successorBase(
  old: Pick<BasedLicense, 'baseId'> & { readonly id: string; readonly item: BasedLicense['item'] },
  item: BasedLicense['item'],
): string | null {
  const { upgradeBases = [] } = item
  if (isModule(item)) return isModule(old.item) ? old.baseId : null
  if (upgradeBases.includes(old.item.itemNumber)) return old.id
  return isUpgrade(item) && !isModule(old.item) ? old.baseId : null
}

/** A license in a container, and what it rides on. */
interface Rider {
  readonly id: string
  readonly baseId: string | null
}

/**
 * What leaves a container together with these licenses: every module that rides on one of them, directly or on another
 * module. A return, a restoring and a move take them along (domain.md §2.1).
 */
export function withRiders(licenseIds: readonly string[], inContainer: readonly Rider[]): string[] {
  const leaving = new Set(licenseIds)
  // A set that grows while it is walked through shows its new members too.
  for (const id of leaving) for (const rider of inContainer) if (rider.baseId === id) leaving.add(rider.id)
  return [...leaving]
}
