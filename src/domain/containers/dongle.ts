import type { LicenseContainer } from '../container.ts'

/** A container on a token, whose keys never leave it; the token itself is what it is bound to. */
export const dongle: LicenseContainer = {
  kind: 'dongle',
  serialMask: '3',
  suite: 'p256-p256',
  bindingScheme: 'operator',
  bindingSchemes: ['operator'],
  needsFingerprint: false,
  canBeOffline: true,
  livesOnServer: false,
  canBorrow: true,
  canBeRestored: false,
  cannotHold: () => undefined,
  judgeBinding: () => ({ holds: true, score: 1, reasons: [], rebinds: false }),
}
