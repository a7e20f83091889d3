import type { LicenseContainer } from '../container.ts'

/**
 * A container that lives on the server and belongs to a user, who opens it with a credential from any device. Its licenses
 * are used by leases, so it is never offline. Nothing of it can be lost in the field: for a lost credential there is a new
 * one, and so it never needs to be restored.
 */
export const cloud: LicenseContainer = {
  kind: 'cloud',
  serialMask: '140',
  suite: 'ed25519-x25519',
  bindingScheme: 'operator',
  bindingSchemes: ['operator'],
  needsFingerprint: false,
  canBeOffline: false,
  livesOnServer: true,
  canBorrow: false,
  canBeRestored: false,
  cannotHold: ({ licenseTransfer }) =>
    licenseTransfer !== undefined
      ? 'a cloud container cannot hold it, because it may be lent or moved without the server'
      : undefined,
  judgeBinding: () => ({ holds: true, score: 1, reasons: [], rebinds: false }),
}
