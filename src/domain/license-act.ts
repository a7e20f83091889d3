import { Fault, type FaultCode } from '../faults.ts'

/** Why something cannot be done with one license: a code for programs, a sentence for people. */
export interface LicenseRefusal {
  readonly licenseId: string
  readonly code: FaultCode
  readonly text: string
}

/** So many licenses are told of in the details of a fault. */
const mostDetails = 100

/**
 * The fault of a call by which nothing can be done with any license: the code on which all agree, else `NOTHING_TO_DO`; the
 * details say why for each.
 * @param waitUntil when the first of them can be done, if it only has to wait
 */
export function nothingDone(refused: readonly LicenseRefusal[], field: string, waitUntil?: Date): Fault {
  const details = Object.fromEntries(
    refused.slice(0, mostDetails).map(({ licenseId, code, text }) => [`license[${licenseId}]`, `${code}: ${text}`]),
  )
  const when = waitUntil === undefined ? {} : { waitUntil }
  const [first, ...others] = refused
  if (first === undefined || others.some(({ code }) => code !== first.code)) {
    const text = 'Nothing can be done with any of the licenses, for several reasons; see the details.'
    return new Fault('NOTHING_TO_DO', text, { field, details, ...when })
  }
  const text = others.length === 0 ? first.text : `None of ${refused.length} licenses, the first because: ${first.text}`
  return new Fault(first.code, text, { field, details, ...when })
}
