import type { ExtendLicenses, ExtendLicensesResponse } from '../contract/sales.ts'
import { extend } from '../domain/extension.ts'
import type { LicenseState } from '../domain/license.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { giveTerms, judgeExtensible } from '../vendor-actions/give-terms.ts'
import { extensionContent, readExtension } from './extension-wish.ts'
import { atOnce } from './at-once.ts'
import type { SalesParts } from './parts.ts'

/**
 * Gives licenses a later end, more units or longer maintenance; the ticket stays. What nobody has is collected with the new
 * terms; what is with a user has them in our books at once, and in its container after the next contact.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `NOTHING_TO_DO`, `LIMIT_EXCEEDED`, `REQUEST_CONFLICT`,
 * `INVALID_REQUEST`
 */
export async function extendLicenses(
  { extension: message }: ExtendLicenses,
  call: Call,
  { catalogue, serveHere }: SalesParts,
): Promise<ExtendLicensesResponse> {
  const extension = readExtension(message)
  return call.answer(async (tx) => {
    const actionOutcome = await actOnLicenses(tx, call, {
      licenseIds: message.licenseIds.licenseId,
      field: 'extension/licenseIds',
      content: extensionContent(message, extension),
      judge: async (_, licenses) => {
        const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
        const versions = await catalogue.versions(tx, versionIds)
        return (license) => {
          const item = versions.get(license.itemVersionId)?.definition
          if (item === undefined) throw new Error(`item version ${license.itemVersionId} is missing`)
          return judgeExtensible(license.state as LicenseState) ?? extend({ ...license, item }, extension, call)
        }
      },
      act: async (_, planned) => atOnce(tx, call, serveHere, await giveTerms(tx, call, planned, message)),
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}
