/** A choice of algorithms, fixed when a key is made and from then on stored beside it; no file may choose another. */
export interface Suite {
  readonly name: SuiteName
  /** `alg` of every signature. */
  readonly signatureAlgorithm: 'Ed25519' | 'ES256'
  readonly signingCurve: 'Ed25519' | 'P-256'
  readonly agreementCurve: 'X25519' | 'P-256'
  /** Hash argument of node:crypto's `sign`: Ed25519 brings its own. */
  readonly hash: null | 'sha256'
}

export type SuiteName = 'ed25519-x25519' | 'p256-p256'

export const suites: Readonly<Record<SuiteName, Suite>> = {
  'ed25519-x25519': {
    name: 'ed25519-x25519',
    signatureAlgorithm: 'Ed25519',
    signingCurve: 'Ed25519',
    agreementCurve: 'X25519',
    hash: null,
  },
  'p256-p256': {
    name: 'p256-p256',
    signatureAlgorithm: 'ES256',
    signingCurve: 'P-256',
    agreementCurve: 'P-256',
    hash: 'sha256',
  },
}

export const suiteNames = Object.keys(suites) as readonly SuiteName[]
