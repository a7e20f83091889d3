/**
 * The container runtime as a library, `opendepot/runtime`: for protected programs, and for those that handle licenses
 * themselves (docs/runtime-library.md).
 */

// For every protected program.
export { openRuntime } from './open-runtime.ts'
export { readRootKey } from './root-key.ts'
export { useLicense, type LicenseUse, type UnitsTaken, type UseWish } from './use-license.ts'
export { verifyLicense, type Question } from './verify-license.ts'
export type { Reason, Refused, Verdict } from './verdict.ts'
export type { KeySource, LicenseData } from './license-data.ts'
export { deriveKey, type KeyPurpose } from '../formats/derived-key.ts'
export { listLicenses, type ListedContainer, type ListedLicense } from './list-licenses.ts'
export { RuntimeRefusal, type RefusalCode } from './refusal.ts'
export { runtimeVersion, type Runtime } from './runtime.ts'

// For programs that fill their container themselves.
export { activate, type Activated, type ActivationWish } from './activate.ts'
export { autoUpdate, type AutoUpdated } from './auto-update.ts'
export { importBlockList, type ImportedBlockList } from './blocked.ts'
export { confirm, type Confirmed } from './confirm.ts'
export { createContainer, pinFirm, type PinnedFirm } from './create-container.ts'
export { connectDepot, DepotRefusal } from './depot-client.ts'
export { enroll, fetchRoot } from './enroll.ts'
export { importUpdate, type Imported } from './import-update.ts'
export { machineIn, thisMachine, type GivenIdentity, type MachineReader } from './machine.ts'
export { makeContext } from './make-context.ts'
export { reactivate, type ReactivationWish } from './reactivate.ts'
export { renewLicense, type RenewalWish } from './renew-license.ts'
export { restoreContainer, type RestorationWish } from './restore-container.ts'
export { returnLicenses, type ReturnWish } from './return-licenses.ts'
export { adviceOn, type Language } from './advice.ts'
export type { Way } from './send-errand.ts'
export type { Offer, Settled } from './settle.ts'
export { showTicket, type TicketLicense, type TicketView } from './ticket-view.ts'
export type { Progress } from './progress.ts'
export { TokenHome, type TokenPlace } from './token-home.ts'
export { useUnits } from './use-units.ts'

// For programs that use licenses of a cloud container.
export { openCloud, type CloudAccount } from './cloud/account.ts'
export { createCloud, type CloudWish } from './cloud/create-cloud.ts'
export { changePassword, type PasswordWish } from './cloud/change-password.ts'
export { activateCloud, findCloudLicense, listCloud, type CloudLicense } from './cloud/licenses.ts'
export { useCloudLicense, type CloudUse, type CloudUseWish, type CloudVerdict } from './cloud/use-cloud.ts'
