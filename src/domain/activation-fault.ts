import { Fault } from '../faults.ts'
import { earliestWait, type LicenseOutcome } from './activation.ts'

/** So many licenses are told of in the details of a fault. */
const mostDetails = 100

/**
 * The fault of an activation by which no license can go: the code on which all licenses agree, else `NOTHING_TO_DO`; the
 * details say why for each license.
 * @param request name of the element that holds what was asked for
 */
export function nothingToActivate(outcomes: readonly LicenseOutcome[], request = 'activation'): Fault {
  const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]))
  const details = Object.fromEntries(
    refused.slice(0, mostDetails).map(({ licenseId, code, text }) => [`license[${licenseId}]`, `${code}: ${text}`]),
  )
  const waitUntil = earliestWait(outcomes)
  const [first, ...others] = refused
  if (first === undefined) return new Fault('NOTHING_TO_DO', 'The ticket holds no license that can be collected.')
  if (others.some(({ code }) => code !== first.code)) {
    return new Fault('NOTHING_TO_DO', 'No license can be activated, for several reasons; see the details.', { details })
  }
  const text =
    others.length === 0
      ? first.text
      : `No license can be activated, the first of ${refused.length} because: ${first.text}`
  return new Fault(first.code, text, {
    details,
    ...(waitUntil !== undefined && { waitUntil }),
    ...(first.code === 'PARAMETER_INVALID' ? { field: `${request}/parameters` } : {}),
  })
}
