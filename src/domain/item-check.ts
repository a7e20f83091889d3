import { Fault } from '../faults.ts'
import type { ItemDraft } from './item.ts'
import { itemAdvice } from './item-advice.ts'
import type { ItemPath } from './item-problem.ts'
import { itemProblems } from './item-rules.ts'

/**
 * Checks that an item makes sense, and gives advice on what is allowed but rarely meant, one sentence each.
 * @param fieldOf how a path is called in the request that brought the item
 * @throws Fault `ITEM_INVALID`: the first problem as text and field, all of them in the details
 */
export function checkItem(draft: ItemDraft, fieldOf: (path: ItemPath) => string = (path) => path.join('/')): string[] {
  const problems = itemProblems(draft)
  const [first] = problems
  if (first === undefined) return itemAdvice(draft)
  const details = Object.fromEntries(problems.map(({ path, text }) => [fieldOf(path), text]))
  throw new Fault('ITEM_INVALID', first.text, { field: fieldOf(first.path), details })
}
