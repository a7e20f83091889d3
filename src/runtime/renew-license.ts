import { renewalErrand } from './errand.ts'
import { listLicenses } from './list-licenses.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Way } from './send-errand.ts'
import { settleOnline, type Settled } from './settle.ts'
import { showTicket } from './ticket-view.ts'

export interface RenewalWish {
  readonly ticketId: string
  /** Absent: the only license of the ticket that is on this machine and has an end. */
  readonly licenseId?: string | undefined
}

/**
 * Renews a license that has an end, and imports its new end; or tells what the vendor offers instead.
 * @throws RuntimeRefusal LICENSE_MISSING, and those of the Depot
 */
export async function renewLicense(way: Way, { ticketId, licenseId }: RenewalWish): Promise<Settled> {
  const onTicket = new Set((await showTicket(way.depot, ticketId)).licenses.map((license) => license.licenseId))
  const found = (await heldLicenses(way)).filter((license) =>
    licenseId === undefined
      ? onTicket.has(license.licenseId) && license.expiresAt !== undefined
      : license.licenseId === licenseId,
  )
  const [only, another] = found
  if (only !== undefined && another === undefined)
    return settleOnline(way, renewalErrand(only, ticketId, only.licenseId))
  throw only === undefined ? nothingToRenew(licenseId) : ambiguous(found)
}

async function heldLicenses({ runtime }: Way) {
  return (await listLicenses(runtime)).flatMap((one) =>
    'refusal' in one
      ? []
      : one.firms.flatMap(({ firmCode, licenses }) =>
          licenses.map((license) => ({ ...license, serial: one.serial, firmCode })),
        ),
  )
}

function nothingToRenew(licenseId: string | undefined): RuntimeRefusal {
  const message =
    licenseId === undefined
      ? 'No license of this ticket is on this machine and has an end.'
      : `The license ${licenseId} is not on this machine.`
  return new RuntimeRefusal(
    'LICENSE_MISSING',
    message,
    'See "opendepot-runtime list"; a license is renewed where it is.',
  )
}

function ambiguous(found: readonly { licenseId: string; name: string }[]): RuntimeRefusal {
  const words = found.map(({ licenseId, name }) => `${licenseId} (${name})`)
  const message = `Several licenses of this ticket have an end: ${words.join(', ')}.`
  return new RuntimeRefusal('LICENSE_MISSING', message, 'Name one with --license.')
}
