import { retireItem as retireInCatalogue } from '../catalogue/retire-item.ts'
import type { RetireItem, RetireItemResponse } from '../contract/admin.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { AdminParts } from './parts.ts'

/**
 * Stops selling an item; licenses that were sold keep everything.
 * @throws Fault `ITEM_UNKNOWN`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function retireItem(
  { retirement }: RetireItem,
  call: Call,
  parts: AdminParts,
): Promise<RetireItemResponse> {
  const field = 'retirement/itemNumber'
  const itemNumber = requiredIdentifier(retirement.itemNumber, field, 64)
  return call.answer(async (tx) => {
    const known = await claimRequest(tx, call, { content: { itemNumber }, reference: itemNumber })
    if (known !== undefined) return { result: { itemNumber: known, outcome: 'replayed' } }
    const wish = { itemNumber, comment: retirement.comment, field }
    const outcome = await retireInCatalogue(tx, call, wish, parts.catalogue)
    call.note({ itemNumber, outcome })
    return { result: { itemNumber, outcome } }
  })
}
