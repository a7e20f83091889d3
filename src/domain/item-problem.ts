import type { ItemDraft } from './item.ts'

/** Where in a definition something is: `['options', 'hiddenData', 2, 'dataNumber']`. */
export type ItemPath = readonly (string | number)[]

/** A rule that an item breaks. */
export interface ItemProblem {
  readonly path: ItemPath
  readonly text: string
}

/** Tells of a problem at a place of the item. */
export type Say = (path: ItemPath, text: string) => void

/** Looks at one matter of an item. */
export type ItemRule = (item: ItemDraft, say: Say) => void

/** How a place of the item is called in the request that brought it. */
export type FieldOf = (path: ItemPath) => string

/** The places whose value stood before. */
export function repeated(values: readonly unknown[]): number[] {
  return values.map((value, index) => (values.indexOf(value) < index ? index : -1)).filter((index) => index >= 0)
}
