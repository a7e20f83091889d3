import { changeContainer, firmIn, withFirm } from './container-folder.ts'
import { unitsLeft } from './license-terms.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'

/**
 * Takes units from a license with a unit counter; durable before it returns. The firm learns of it with the next context.
 * Gives the units left.
 * @throws RuntimeRefusal LICENSE_MISSING, UNITS_USED_UP if fewer are left (then none is taken)
 */
export async function useUnits(runtime: Runtime, serial: string, firmCode: number, licenseId: string, units: bigint) {
  if (units <= 0n) throw new RangeError('units to use must be more than 0')
  return changeContainer(runtime, serial, (state) => {
    const firm = firmIn(state, firmCode)
    const license = firm.licenses.find((held) => held.licenseId === licenseId)
    const left = license && unitsLeft(license)
    if (license === undefined || left === undefined) {
      const message = `The container ${serial} holds no license ${licenseId} with units.`
      throw new RuntimeRefusal('LICENSE_MISSING', message, 'See "opendepot-runtime list".')
    }
    if (left < units) {
      const message = `The license ${licenseId} has ${left} units left, not ${units}.`
      throw new RuntimeRefusal('UNITS_USED_UP', message, 'Ask the vendor for more units.')
    }
    const used = { ...license, consumed: String(BigInt(license.consumed) + units) }
    const licenses = firm.licenses.map((held) => (held === license ? used : held))
    return Promise.resolve([withFirm(state, firmCode, { ...firm, licenses }), left - units])
  })
}
