import { requireFirmCode } from '../catalogue/firm-scope.ts'
import type { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { ownLicenses, readLicenseIds } from '../vendor-actions/own-licenses.ts'

/**
 * The one license that a call is about.
 * @throws Fault `LICENSE_UNKNOWN` when it does not exist for the caller, `FORBIDDEN` when its firm code is not his
 */
export async function ownLicense(tx: Tx, caller: Caller, licenseId: string, field: string): Promise<License> {
  const [license] = (await ownLicenses(tx, caller, readLicenseIds([licenseId]))).values()
  if (license === undefined) {
    throw new Fault('LICENSE_UNKNOWN', 'there is no license of this id in the order scope of this client', { field })
  }
  requireFirmCode(caller, license.firmCode, field)
  return license
}
