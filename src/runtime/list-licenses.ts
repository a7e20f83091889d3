import { thumbprint } from '../formats/keys.ts'
import { listContainers, readContainer } from './container-folder.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import { withBaseTerms } from './base-terms.ts'
import { expiryOf, unitsLeft } from './license-terms.ts'
import type { ContainerState, FirmState, HeldLicense, Rebinding } from './state.ts'

/** A container as a list shows it; or why it cannot be opened. */
export type ListedContainer =
  | {
      readonly serial: string
      /** Serial number by the maker of the token that it is on. */
      readonly label?: string | undefined
      readonly firms: readonly ListedFirm[]
      /** When the container followed its machine after a change, the last times. */
      readonly rebound?: readonly Rebinding[] | undefined
    }
  | { readonly serial: string; readonly refusal: RuntimeRefusal }

export interface ListedFirm {
  readonly firmCode: number
  /** Thumbprint of the pinned root. */
  readonly root: string
  readonly test: boolean
  readonly counter: number
  readonly licenses: readonly ListedLicense[]
}

export interface ListedLicense {
  readonly licenseId: string
  readonly generation: number
  readonly itemNumber: string
  readonly name: string
  readonly productCode: number
  readonly featureMap?: number | undefined
  readonly licenseQuantity: number
  readonly unitsLeft?: string | undefined
  /** When it ends, whatever the reason; absent: never. */
  readonly expiresAt?: string | undefined
  /** The license that it rides on, if it is a module. */
  readonly ridesOn?: string | undefined
}

/** All containers in the folder with their licenses. A container that cannot be opened is listed with the reason. */
export async function listLicenses(runtime: Runtime): Promise<ListedContainer[]> {
  const list: ListedContainer[] = []
  for (const serial of await listContainers(runtime)) list.push(await listOne(runtime, serial))
  return list
}

async function listOne(runtime: Runtime, serial: string): Promise<ListedContainer> {
  try {
    const state = await readContainer(runtime, serial)
    return { serial, label: state.label, firms: firmsOf(state), rebound: state.rebound }
  } catch (refusal) {
    if (refusal instanceof RuntimeRefusal) return { serial, refusal }
    throw refusal
  }
}

function firmsOf({ firms }: ContainerState): ListedFirm[] {
  return Object.entries(firms).map(([code, firm]) => listFirm(Number(code), firm))
}

function listFirm(firmCode: number, { root, test, counter, licenses }: FirmState): ListedFirm {
  return {
    firmCode,
    root: thumbprint(root),
    test,
    counter,
    licenses: licenses.map((license) => listLicense(license, licenses)),
  }
}

/** @param held what else is in the container: a module has terms from its base */
export function listLicense(held: HeldLicense, all: readonly HeldLicense[]): ListedLicense {
  const license = withBaseTerms(held, all)
  const { licenseId, generation, options } = license
  const left = unitsLeft(license)
  return {
    licenseId,
    generation,
    itemNumber: options.itemNumber,
    name: options.name,
    productCode: options.productCode,
    featureMap: options.featureMap,
    licenseQuantity: options.licenseQuantity ?? 1,
    unitsLeft: left === undefined ? undefined : String(left),
    expiresAt: expiryOf(license)?.toISOString(),
    ridesOn: options.ridesOn,
  }
}
