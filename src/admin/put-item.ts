import { withHashes } from '../catalogue/contents.ts'
import { putItem as putIntoCatalogue } from '../catalogue/put-item.ts'
import type { ItemResult, PutItem, PutItemResponse } from '../contract/admin.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { draftOf, fieldOfItem } from './item-conversion.ts'
import type { AdminParts } from './parts.ts'

/**
 * Creates an item, or gives it a new version when it differs. A `requestId` that was done before is answered with the
 * item's present version, whatever happened to it since.
 * @throws Fault `ITEM_INVALID`, `FIRM_CODE_UNKNOWN`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function putItem({ item }: PutItem, call: Call, parts: AdminParts): Promise<PutItemResponse> {
  const draft = draftOf(item)
  const { itemNumber } = draft
  return call.answer(async (tx) => {
    const known = await claimRequest(tx, call, { content: withHashes(draft), reference: itemNumber })
    if (known !== undefined) return { result: await presentItem(tx, known, parts) }
    const wish = { draft, comment: item.comment, fieldOf: fieldOfItem }
    const { versionNumber, outcome, warnings } = await putIntoCatalogue(tx, call, wish, parts)
    call.note({ itemNumber, outcome })
    return { result: { itemNumber, versionNumber, outcome, warnings: { warning: [...warnings] } } }
  })
}

async function presentItem(tx: Tx, itemNumber: string, { catalogue }: AdminParts): Promise<ItemResult> {
  const item = (await catalogue.sold(tx, [itemNumber])).get(itemNumber)
  if (item === undefined) throw new Error(`item ${itemNumber} was put by a request and is gone`)
  return { itemNumber, versionNumber: item.versionNumber, outcome: 'replayed', warnings: { warning: [] } }
}
