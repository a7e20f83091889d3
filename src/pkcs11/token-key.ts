import type { PublicJwk } from '../formats/keys.ts'

/** How a library names an object while it is open. */
export type Handle = Buffer

/** A P-256 key pair on a token; the private half never leaves it. */
export interface TokenKey {
  readonly handle: Handle
  readonly label: string
  /** CKA_ID, which both halves share. */
  readonly id: Buffer
  readonly publicKey: PublicJwk
}

/** What a new key pair is to be. */
export interface KeyWish {
  readonly label: string
  /** 16 fresh random bytes. */
  readonly id: Buffer
  readonly use: 'sign' | 'derive'
}

/** A data object of a token. */
export interface TokenObject {
  readonly handle: Handle
  readonly label: string
}
