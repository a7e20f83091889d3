import type { GivenContent, ItemDefinition } from '../domain/item.ts'
import { withHashes } from './contents.ts'

export type Scalar = string | number | boolean

/** One place at which two versions of an item differ; an absent side is undefined. */
export interface Difference {
  /** `options.hiddenData[3].accessCode`: entries of a list by what names them, not by their place. */
  readonly path: string
  readonly before: Scalar | undefined
  readonly after: Scalar | undefined
}

/** Every place at which the items differ, in the order of the newer one; contents of hidden and secret data by their hashes. */
export function differencesOf(
  before: ItemDefinition<GivenContent> | undefined,
  after: ItemDefinition<GivenContent>,
): Difference[] {
  const was = before === undefined ? new Map<string, Scalar>() : flatten(before)
  const is = flatten(after)
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((difference) => difference.before !== difference.after)
}

function flatten(item: ItemDefinition<GivenContent>): Map<string, Scalar> {
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
  visit('', withHashes(item))
  return flat
}

/** Lists are sets: their entries are told apart by a number or name of their own, a dependency by both of its names. */
function nameOf(entry: object, index: number): string {
  const { dataNumber, productCode, name, optionName, dependsOn } = entry as Partial<Record<string, Scalar>>
  const dependency = optionName === undefined ? undefined : `${optionName}/${String(dependsOn)}`
  return String(dataNumber ?? productCode ?? name ?? dependency ?? index)
}
