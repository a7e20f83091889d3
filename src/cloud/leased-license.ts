import type { Catalogue } from '../catalogue/catalogue.ts'
import { ownParameters } from '../delivery/collect-licenses.ts'
import { usedUnits } from '../delivery/used-units.ts'
import { isModule } from '../domain/base-license.ts'
import { endOfUsage, whyNotUsable } from '../domain/lease.ts'
import { multiplyOptions } from '../domain/item.ts'
import { isWithUser, type LicenseState } from '../domain/license.ts'
import type { Container } from '../entities/container.ts'
import { FirstUse } from '../entities/first-use.ts'
import { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import type { LicenseOptions } from '../formats/options.ts'
import { putLicense } from '../licenses/put-license.ts'
import { orderParameters, withItems, type ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/** A license as it can be used in a cloud container now. */
export interface LeasedLicense {
  readonly license: ItemLicense
  /** The clear options; those that a module inherits are filled in. */
  readonly options: LicenseOptions
  /** When it cannot be used any more; null = never. */
  readonly end: Date | null
  /** Units that were used so far. */
  readonly consumed: bigint
}

/** Which license of which container. */
export interface LicensePlace {
  readonly container: Container
  readonly licenseId: string
  readonly firmCode: number
}

/**
 * Reads a license of a cloud container and judges it as a container in the field would: it is there, has begun and not
 * ended, and a module only while its bases are as well. Its first use begins its usage period. Undefined if the container
 * does not hold it.
 * @throws Fault `LICENSE_STATE` if it cannot be used now
 */
export async function leasedLicense(
  tx: Tx,
  call: Call,
  catalogue: Catalogue,
  { container, licenseId, firmCode }: LicensePlace,
): Promise<LeasedLicense | undefined> {
  const license = await licenseIn(tx, catalogue, container, licenseId)
  if (license?.firmCode !== firmCode) return undefined
  const storeys = [license, ...(await basesOf(tx, catalogue, container, license))]
  const ends: Date[] = []
  for (const each of storeys) ends.push(...(await endsOf(tx, call, container, each)))
  const options = await optionsOf(tx, storeys)
  const [end = null] = ends.toSorted((a, b) => a.getTime() - b.getTime())
  const used = await usedUnits(tx, [{ put: { licenseId, generation: license.generation, options } }])
  return { license, options, end, consumed: used.get(licenseId) ?? 0n }
}

async function licenseIn(tx: Tx, catalogue: Catalogue, { id: containerId }: Container, id: string) {
  const row = await tx.findOneBy(License, { id, containerId })
  if (row === null || !isWithUser(row.state as LicenseState)) return undefined
  const [license] = await withItems(tx, catalogue, [row])
  return license
}

/** What a module rides on, down to the ground. */
async function basesOf(
  tx: Tx,
  catalogue: Catalogue,
  container: Container,
  module: ItemLicense,
): Promise<ItemLicense[]> {
  const bases: ItemLicense[] = []
  for (let license = module; isModule(license.item);) {
    const base = await licenseIn(tx, catalogue, container, license.baseId ?? '')
    if (base === undefined || base === module || bases.includes(base)) {
      throw notUsable('It is a module, and the license that it rides on is not in this container.')
    }
    bases.push(base)
    license = base
  }
  return bases
}

/** The instants at which a license ends, as far as there are any. */
async function endsOf(tx: Tx, call: Call, container: Container, license: ItemLicense): Promise<Date[]> {
  const { state, expiresAt, copyEndsAt, item } = license
  const { usagePeriod, activationTime } = item.options
  const usageEnd =
    usagePeriod === undefined ? undefined : endOfUsage(await firstUse(tx, call, container, license), usagePeriod)
  for (const end of [expiresAt, copyEndsAt, usageEnd ?? null]) {
    const why = whyNotUsable({ state, expiresAt: end, activationTime }, call.now)
    if (why !== undefined) throw notUsable(why)
  }
  return [expiresAt ?? [], copyEndsAt ?? [], usageEnd ?? []].flat()
}

async function firstUse(tx: Tx, { now }: Call, container: Container, license: ItemLicense): Promise<Date> {
  const use = { containerId: container.id, licenseId: license.id, generation: license.generation }
  const known = await tx.findOneBy(FirstUse, use)
  if (known !== null) return known.usedAt
  await insertRows(tx, FirstUse, [{ ...use, usedAt: now }])
  return now
}

/** A module has what its bases have where its own options say nothing (docs/formats.md §8.4). */
async function optionsOf(tx: Tx, storeys: readonly ItemLicense[]): Promise<LicenseOptions> {
  const lines = await orderParameters(tx, storeys)
  const [own, ...bases] = storeys.map((license) => clearOptions(license, lines.get(license.orderLineId)))
  if (own === undefined) throw new Error('a lease is for a license')
  const quantity = [own, ...bases].find(({ licenseQuantity }) => licenseQuantity !== undefined)?.licenseQuantity
  const period = [own, ...bases].find(({ maintenancePeriod }) => maintenancePeriod !== undefined)?.maintenancePeriod
  return {
    ...own,
    ...(quantity !== undefined && { licenseQuantity: quantity }),
    ...(period !== undefined && { maintenancePeriod: period }),
  }
}

/** Of a lease nothing is looked up elsewhere, so it names no base. */
function clearOptions(license: ItemLicense, ordered: Readonly<Record<string, string>> = {}): LicenseOptions {
  const { generation, expiresAt, expirationDay, activationParameters } = license
  const parameters = { ...(ownParameters(license) ?? ordered), ...activationParameters }
  const end = { expiresAt, expirationDay }
  return putLicense(license, { generation, end, parameters, ridesOn: undefined }).put.options
}

/** Units that were ever granted; undefined if the license counts none. */
export function grantedUnits({
  item,
  factor,
  units,
}: Pick<ItemLicense, 'item' | 'factor' | 'units'>): bigint | undefined {
  const { unitCounter } = multiplyOptions(item.options, factor)
  return unitCounter && BigInt(units ?? unitCounter.units)
}

/** The fault of a license that cannot be used now. */
export function notUsable(why: string): Fault {
  return new Fault('LICENSE_STATE', `The license cannot be used: ${why}`)
}
