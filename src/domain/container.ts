import type { ContainerKind } from './item.ts'

/**
 * What a kind of container knows of itself. Everybody else asks through this interface and never which kind it is; a
 * new kind is one file in `containers/` and one line in its index.
 */
export interface LicenseContainer {
  readonly kind: ContainerKind
  /** First half of its serials: `130` for software. */
  readonly serialMask: string
  /** How it proves itself: the pair of algorithms that both its keys belong to. */
  readonly suite: 'ed25519-x25519' | 'p256-p256'
  /** How a new one is to be bound to its place; also what its template says. */
  readonly bindingScheme: BindingScheme
  /** How one can be bound; a container type of the vendor says which of these it means. */
  readonly bindingSchemes: readonly BindingScheme[]
  /** Whether a context without a fingerprint is worth nothing. */
  readonly needsFingerprint: boolean
  /** Whether it can use its licenses without a connection. */
  readonly canBeOffline: boolean
  /**
   * Whether it lives on the server, and what others hold is only the key to it: its steps are done as soon as they are
   * written, and its contexts show who asks, not what it holds.
   */
  readonly livesOnServer: boolean
  /** Whether licenses can be lent to another container. */
  readonly canBorrow: boolean
  /** Whether everything it held can be put into its successor. */
  readonly canBeRestored: boolean
  /** Why it cannot hold a license with these options, as the rest of a sentence; undefined when it can. */
  readonly cannotHold: (options: HeldOptions) => string | undefined
  /** Compares the fingerprint that it is bound to and the one it shows now. */
  readonly judgeBinding: (bound: Fingerprint | undefined, shown: Fingerprint | undefined) => BindingJudgement
}

export type BindingScheme = 'strict' | 'tolerant' | 'operator'

/** Named parts of a machine, as salted hashes. */
export interface Fingerprint {
  readonly scheme: BindingScheme
  readonly parts: readonly FingerprintPart[]
}

export interface FingerprintPart {
  readonly name: string
  /** Salted SHA-256 of its value. */
  readonly hash: Uint8Array
}

export interface BindingJudgement {
  readonly holds: boolean
  /** Share of the bound parts that were found again: 0 to 1. */
  readonly score: number
  /** One sentence half per part that differs. */
  readonly reasons: readonly string[]
  /** It holds, and from now on the container is bound to what it shows. */
  readonly rebinds: boolean
}

/** The options of a license that not every kind can hold. */
export interface HeldOptions {
  readonly licenseTransfer?: object | undefined
}
