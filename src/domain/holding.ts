import type { BaseChoice } from './base-license.ts'

/** A license in a container, or in a step on its way there, as the rules for other licenses look at it. */
export interface HeldLicense {
  readonly id: string
  readonly itemNumber: string
  readonly firmCode: number
  /** Nobody takes it out, as far as is known: others may ride on it or take its place. */
  readonly stays: boolean
  /** The license that it rides on, if it is a module. */
  readonly baseId: string | null
  /** Items that it is an upgrade of. */
  readonly upgradeBases: readonly string[]
}

/** What a container holds once it has taken every step that is reserved for it, and which trials it ever had. */
export interface ContainerContents {
  /** Of every firm code, the oldest first. */
  readonly licenses: readonly HeldLicense[]
  readonly trials: readonly { readonly itemNumber: string; readonly licenseId: string }[]
}

/** A container that was never seen. */
export const nothingHeld: ContainerContents = { licenses: [], trials: [] }

/** A license that joins what is held. */
export type Joining = Omit<HeldLicense, 'stays' | 'baseId'> & { readonly isTrial: boolean }

/** The contents of a container while an activation is planned: each license that is to go is there for those after it. */
export class Holding {
  readonly #licenses = new Map<string, HeldLicense>()
  readonly #byItem = new Map<string, Set<string>>()
  readonly #riders = new Map<string, Set<string>>()
  readonly #trials = new Map<string, Set<string>>()
  readonly #going = new Set<string>()
  readonly #superseded = new Set<string>()

  constructor({ licenses, trials }: ContainerContents) {
    for (const license of licenses) this.#add(license)
    for (const { itemNumber, licenseId } of trials) addTo(this.#trials, itemNumber, licenseId)
  }

  /** How many licenses it holds. */
  get count(): number {
    return this.#licenses.size
  }

  /** The licenses that have had a trial of the item in this container. */
  trialsOf(itemNumber: string): ReadonlySet<string> {
    return this.#trials.get(itemNumber) ?? new Set()
  }

  /** The licenses of a firm code on which others can be based, in the order of the items, the oldest of each first. */
  bases(itemNumbers: readonly string[], firmCode: number): HeldLicense[] {
    return itemNumbers
      .flatMap((itemNumber) => [...(this.#byItem.get(itemNumber) ?? [])])
      .flatMap((id) => this.#licenses.get(id) ?? [])
      .filter((license) => license.stays && license.firmCode === firmCode)
  }

  /** Whether a license goes into the container by the very step that is planned. */
  isGoing(licenseId: string): boolean {
    return this.#going.has(licenseId)
  }

  /** Whether a module of this item rides on the license already. */
  carries(licenseId: string, itemNumber: string): boolean {
    return this.#riders.get(licenseId)?.has(itemNumber) === true
  }

  /** Whether it holds an upgrade of the item: then it does not lack the item, although it holds no license of it. */
  hasUpgradeOf(itemNumber: string): boolean {
    return this.#superseded.has(itemNumber)
  }

  /** A license goes, and takes the place of its base if it is an upgrade. */
  join({ isTrial, ...license }: Joining, base: BaseChoice | undefined): void {
    this.#add({ ...license, stays: true, baseId: base?.kind === 'module' ? base.licenseId : null })
    this.#going.add(license.id)
    if (isTrial) addTo(this.#trials, license.itemNumber, license.id)
    if (base?.kind === 'upgrade') this.#licenses.delete(base.licenseId)
  }

  #add(license: HeldLicense): void {
    this.#licenses.set(license.id, license)
    addTo(this.#byItem, license.itemNumber, license.id)
    if (license.stays) for (const itemNumber of license.upgradeBases) this.#superseded.add(itemNumber)
    if (license.baseId !== null) addTo(this.#riders, license.baseId, license.itemNumber)
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([member]))
  else set.add(member)
}
