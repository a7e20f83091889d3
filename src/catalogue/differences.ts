import type { GivenContent, ItemDefinition } from '../domain/item.ts'
import { withHashes } from './contents.ts'

export type Scalar = string | number | boolean

/** One place at which two versions of something in the catalogue differ; an absent side is undefined. */
export interface Difference {
  /** `options.hiddenData[3].accessCode`: entries of a list by what names them, not by their place. */
  readonly path: string
  readonly before: Scalar | undefined
  readonly after: Scalar | undefined
}

/** Every place at which the items differ, in the order of the newer one; contents of hidden and secret data by their hashes. */
export function itemDifferences(
  before: ItemDefinition<GivenContent> | undefined,
  after: ItemDefinition<GivenContent>,
): Difference[] {
  return differencesOf(before && withHashes(before), withHashes(after))
}

/** Every place at which two entries of the catalogue differ, in the order of the newer one. */
export function differencesOf(before: object | undefined, after: object): Difference[] {
  const was = before === undefined ? new Map<string, Scalar>() : flatten(before)
  const is = flatten(after)
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((difference) => difference.before !== difference.after)
}

/**
 * The differing fields as they were or are, for the event. Of hidden and secret data it only tells that they changed: a
 * short content could be guessed from its hash, and more people read the history than the catalogue.
 */
export function sideOf(differences: readonly Difference[], side: 'before' | 'after'): Record<string, unknown> {
  return Object.fromEntries(
    differences.map(({ path, [side]: value = null }) => {
      return [path, value !== null && /\.(accessCode|contentHash)$/.test(path) ? 'sealed' : value]
    }),
  )
}

function flatten(entry: object): Map<string, Scalar> {
  const flat = new Map<string, Scalar>()
  const visit = (path: string, value: unknown): void => {
    if (Array.isArray(value)) visitList(path, value)
    else if (typeof value === 'object' && value !== null) visitMembers(path, value)
    else if (value !== undefined) flat.set(path, value as Scalar)
  }
  const visitMembers = (path: string, value: object): void => {
    for (const [name, member] of Object.entries(value)) visit(path === '' ? name : `${path}.${name}`, member)
  }
  const visitList = (path: string, list: readonly unknown[]): void => {
    for (const [index, entry] of list.entries()) {
      if (typeof entry !== 'object' || entry === null) flat.set(`${path}[${String(entry)}]`, true)
      else visitMembers(`${path}[${nameOf(entry, index)}]`, entry)
    }
  }
  visit('', entry)
  return flat
}

/** Lists are sets: their entries are told apart by a number or name of their own, a dependency by both of its names. */
function nameOf(entry: object, index: number): string {
  const { dataNumber, productCode, itemNumber, name, optionName, dependsOn } = entry as Partial<Record<string, Scalar>>
  const dependency = optionName === undefined ? undefined : `${optionName}/${String(dependsOn)}`
  return String(dataNumber ?? productCode ?? itemNumber ?? name ?? dependency ?? index)
}
