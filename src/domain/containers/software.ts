import { judgeBinding } from '../binding.ts'
import type { LicenseContainer } from '../container.ts'

/**
 * A container in a file of a machine. Its keys are encrypted to the machine, so a copied file is useless elsewhere; the
 * fingerprint in its contexts lets the server see the same.
 */
export const software: LicenseContainer = {
  kind: 'software',
  serialMask: '130',
  suite: 'ed25519-x25519',
  bindingScheme: 'strict',
  bindingSchemes: ['strict', 'tolerant', 'operator'],
  needsFingerprint: true,
  canBeOffline: true,
  livesOnServer: false,
  canBorrow: true,
  canBeRestored: true,
  cannotHold: () => undefined,
  judgeBinding,
}
