/** What can be wrong with a token; each has its own message and advice. */
export type TokenErrorCode =
  /** The package pkcs11js or the library of the token cannot be loaded. */
  | 'PKCS11_MISSING'
  /** No token of that label or serial number is there. */
  | 'TOKEN_MISSING'
  /** Several tokens fit. */
  | 'TOKEN_AMBIGUOUS'
  | 'PIN_WRONG'
  /** Too many wrong PINs. */
  | 'PIN_LOCKED'
  /** The token has no memory left. */
  | 'TOKEN_FULL'
  /** It was pulled out, or its session is over; open it again. */
  | 'TOKEN_REMOVED'
  /** It cannot do elliptic curves, or not this use of a key. */
  | 'TOKEN_UNABLE'
  /** Another process took the object away meanwhile. */
  | 'OBJECT_GONE'
  | 'TOKEN_FAILED'

/** An error of a token, in words for the person in front of it. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly code: TokenErrorCode
  /** What to do next, as a sentence. */
  readonly advice: string

  constructor(code: TokenErrorCode, message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.advice = advice
  }
}

type Words = readonly [code: TokenErrorCode, what: string, advice: string]

const removed: Words = ['TOKEN_REMOVED', 'was pulled out', 'Put the token back and do it again; nothing is half done.']
const wrongPin: Words = [
  'PIN_WRONG',
  'refuses the PIN',
  'Check the PIN; after a few wrong ones the token locks itself.',
]
const locked: Words = ['PIN_LOCKED', 'is locked after too many wrong PINs', 'Have it unlocked with its SO PIN or PUK.']
const full: Words = ['TOKEN_FULL', 'has no memory left', 'Remove from it what is no longer needed, and do it again.']
const unable: Words = ['TOKEN_UNABLE', 'cannot do this with a P-256 key', 'Use a token with ECDSA and ECDH on P-256.']
const readOnly: Words = ['TOKEN_UNABLE', 'is write-protected', 'Remove the write protection.']

const gone: Words = ['OBJECT_GONE', 'no longer holds what was looked for', 'Do it again.']

/** By the names of the return values of PKCS#11. Everything else is `TOKEN_FAILED`. */
const known: Readonly<Record<string, Words>> = {
  CKR_DEVICE_REMOVED: removed,
  CKR_TOKEN_NOT_PRESENT: removed,
  CKR_SLOT_ID_INVALID: removed,
  CKR_SESSION_CLOSED: removed,
  CKR_SESSION_HANDLE_INVALID: removed,
  CKR_USER_NOT_LOGGED_IN: removed,
  CKR_CRYPTOKI_NOT_INITIALIZED: removed,
  CKR_OBJECT_HANDLE_INVALID: gone,
  CKR_PIN_INCORRECT: wrongPin,
  CKR_PIN_INVALID: wrongPin,
  CKR_PIN_LEN_RANGE: wrongPin,
  CKR_PIN_EXPIRED: locked,
  CKR_PIN_LOCKED: locked,
  CKR_USER_PIN_NOT_INITIALIZED: locked,
  CKR_DEVICE_MEMORY: full,
  CKR_MECHANISM_INVALID: unable,
  CKR_MECHANISM_PARAM_INVALID: unable,
  CKR_CURVE_NOT_SUPPORTED: unable,
  CKR_DOMAIN_PARAMS_INVALID: unable,
  CKR_KEY_FUNCTION_NOT_PERMITTED: unable,
  CKR_TOKEN_WRITE_PROTECTED: readOnly,
}

/** The name of the return value (`CKR_…`) that an error of pkcs11js carries; undefined for any other error. */
export function returnValueOf(error: unknown): string | undefined {
  return error instanceof Error ? /\bCKR_[A-Z0-9_]+/.exec(error.message)?.[0] : undefined
}

/**
 * Puts what a token answered into words.
 * @param which the token, for example `token "Depot 1"`
 */
export function tokenError(error: unknown, which: string): unknown {
  const value = returnValueOf(error)
  if (value === undefined) return error
  const method = (error as { method?: string }).method ?? ''
  const other: Words = ['TOKEN_FAILED', 'does not do what it should', 'Try again; then ask the maker of the token.']
  const [code, what, advice] = known[value] ?? other
  return new TokenError(code, `The ${which} ${what} (${method === '' ? value : `${method}: ${value}`}).`, advice, {
    cause: error,
  })
}
