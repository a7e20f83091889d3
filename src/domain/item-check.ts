import { Fault } from '../faults.ts'
import { itemAdvice } from './item-advice.ts'
import { itemProblems } from './item-rules.ts'
import type { FieldOf, ItemProblem } from './item-problem.ts'
import type { ItemDraft } from './item.ts'

/**
 * Checks that an item makes sense, and gives advice on what is allowed but rarely meant, one sentence each.
 * @param fieldOf how a place of the item is called in the request that brought it
 * @throws Fault `ITEM_INVALID`: the first problem as text and field, all of them in the details by their fields
 */
export function checkItem(draft: ItemDraft, fieldOf: FieldOf = (path) => path.join('/')): string[] {
  refuseProblems(itemProblems(draft), fieldOf)
  return itemAdvice(draft)
}

/**
 * Refuses what has any problem.
 * @throws Fault `ITEM_INVALID`: the first problem as text and field, all of them in the details by their fields
 */
export function refuseProblems(problems: readonly ItemProblem[], fieldOf: FieldOf): void {
  const [first, ...others] = problems.map(({ path, text }) => ({ field: fieldOf(path), text }))
  if (first === undefined) return
  const details = new Map([[first.field, first.text]])
  for (const { field, text } of others) details.set(field, [details.get(field), text].filter(Boolean).join(' '))
  throw new Fault('ITEM_INVALID', first.text, { field: first.field, details: Object.fromEntries(details) })
}
