import { isModule } from '../domain/base-license.ts'
import type { KeptEnd } from '../domain/expiration.ts'
import { toldEnd } from '../domain/idle-release.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { sealedLength } from '../formats/sealed.ts'
import { putOptions } from './put-options.ts'
import type { StoredPut } from './step-actions.ts'
import type { ItemLicense } from './ticket-licenses.ts'

/** What is to be said of a license beside its row, when a step puts it into a container. */
export interface PutFacts {
  readonly generation: number
  readonly end: KeptEnd
  /** Those of the order and of the activation. */
  readonly parameters: Readonly<Record<string, string>>
  /** The license that it rides on, if it is a module. */
  readonly ridesOn: string | undefined
}

/** What a step does to put a license into a container, or to put it there once more with other terms. */
export function putLicense(license: ItemLicense, { generation, end, parameters, ridesOn }: PutFacts): StoredPut {
  const { id: licenseId, item, itemVersionId } = license
  const expiresAt = toldEnd(end.expiresAt, license.copyEndsAt)
  const options = putOptions(item, { ...license, expiresAt, parameters, ridesOn })
  return { put: { licenseId, generation, options }, ...sealing(item, itemVersionId) }
}

/** The base of a module as it goes into its options: the one that it has now, or had last. */
export function ridesOn({ item, baseId }: Pick<ItemLicense, 'item' | 'baseId'>): string | undefined {
  return isModule(item) ? (baseId ?? undefined) : undefined
}

/** Where the hidden and secret data of a license come from, and how long they may become when they are sealed. */
function sealing({ options }: ItemDefinition, itemVersionId: string) {
  const { hiddenData, secretData } = options
  if ((hiddenData ?? secretData) === undefined) return {}
  // At rest they are longer than in clear.
  const lengths = [...(hiddenData ?? []), ...(secretData ?? [])].map(({ sealed }) => Math.ceil((sealed.length * 3) / 4))
  return { sealFrom: itemVersionId, sealedLength: sealedLength(lengths) }
}
