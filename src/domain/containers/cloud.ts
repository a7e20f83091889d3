import type { LicenseContainer } from '../container.ts'

/** A container that lives on the server and belongs to a user; used by leases, so it is never offline. */
export const cloud: LicenseContainer = {
  kind: 'cloud',
  serialMask: '140',
  unavailable: 'Cloud containers come with a later version; choose a software container.',
  suite: 'ed25519-x25519',
  bindingScheme: 'operator',
  bindingSchemes: ['operator'],
  needsFingerprint: false,
  canBeOffline: false,
  canBorrow: false,
  canBeRestored: true,
  cannotHold: ({ licenseTransfer }) =>
    licenseTransfer !== undefined
      ? 'a cloud container cannot hold it, because it may be lent or moved without the server'
      : undefined,
  judgeBinding: () => ({ holds: true, score: 1, reasons: [] }),
}
