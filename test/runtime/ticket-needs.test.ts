import type { DepotCall } from '../../src/runtime/depot-client.ts'
import { ticketNeeds } from '../../src/runtime/ticket-needs.ts'

/** A Depot that knows one ticket with licenses of these firm codes, in these states. */
function depotOf(licenses: readonly [firmCode: number, state: string][], inseparable = 'no'): DepotCall {
  const ticketLicense = licenses.map(([firmCode, state], index) => ({ licenseId: `L-${index}`, firmCode, state }))
  const ticketView = [{ inseparable, ticketLicenses: { ticketLicense } }]
  return <Result>() => Promise.resolve({ ticketViews: { ticketView } } as Result)
}

const three = [
  [3, 'NotCollected'],
  [2, 'Withdrawn'],
  [1, 'Confirmed'],
] as [number, string][]

test.each<[string, DepotCall, string[], number[]]>([
  ['all that can still be of use', depotOf(three), [], [1, 3]],
  ['those of the licenses that are named', depotOf(three), ['L-0'], [3]],
  ['all, if a named license is not shown', depotOf(three), ['L-0', 'L-100'], [1, 3]],
  ['all, if the ticket is inseparable', depotOf(three, 'yes'), ['L-0'], [1, 3]],
  ['that of licenses that are over, if there are no others', depotOf([[7, 'Blocked']]), [], [7]],
])('firm codes: %s', async (_, depot, licenseIds, firmCodes) => {
  expect(await ticketNeeds(depot, 'T', licenseIds)).toMatchObject({ firmCodes })
})

test('a ticket without licenses is no use', async () => {
  await expect(ticketNeeds(depotOf([]), 'T')).rejects.toMatchObject({ code: 'LICENSE_MISSING' })
})
