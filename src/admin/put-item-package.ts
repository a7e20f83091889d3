import { putPackage } from '../catalogue/put-package.ts'
import type { PutItemPackage, PutItemPackageResponse } from '../contract/admin.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import { fieldOfPackage, packageDefinitionOf } from './package-conversion.ts'
import type { AdminParts } from './parts.ts'

/**
 * Creates a package, or gives it a new version when it differs. A `requestId` that was done before is answered with the
 * package's present version, whatever happened to it since.
 * @throws Fault `ITEM_INVALID`, `ITEM_UNKNOWN`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function putItemPackage(
  { itemPackage }: PutItemPackage,
  call: Call,
  { catalogue }: AdminParts,
): Promise<PutItemPackageResponse> {
  const definition = packageDefinitionOf(itemPackage)
  const { itemNumber } = definition
  return call.answer(async (tx) => {
    const known = await claimRequest(tx, call, { content: definition, reference: itemNumber })
    if (known !== undefined) {
      const present = (await catalogue.offer(tx, [known])).packages.get(known)
      if (present === undefined) throw new Error(`package ${known} was put by a request and is gone`)
      return { result: { itemNumber: known, versionNumber: present.versionNumber, outcome: 'replayed' } }
    }
    const wish = { definition, comment: itemPackage.comment, fieldOf: fieldOfPackage }
    const { versionNumber, outcome } = await putPackage(tx, call, wish, catalogue)
    call.note({ itemNumber, outcome })
    return { result: { itemNumber, versionNumber, outcome } }
  })
}
