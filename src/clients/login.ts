import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'

/** How a caller proved who it is. */
export type Way = 'basic' | 'bearer' | 'certificate' | 'password' | 'digest'

/** What came of credentials that were sent. */
export type Login =
  | { readonly caller: Caller; readonly way: Way }
  | {
      readonly caller?: undefined
      /** For the log; the sender is told of it only what does not depend on who exists. */
      readonly reason: Reason
      /** For the log, where the name is that of a client: what else was sent as a name might be a secret. */
      readonly client: string | undefined
    }

const wrong =
  'Unknown client, wrong secret or certificate, or the client is disabled, may not come from this address or not log in in this way.'

/** Why nobody was let in, and what the sender is told. */
const texts = {
  none: 'This interface needs an API client: send its name and secret by HTTP Basic or in a WS-Security UsernameToken, NAME.SECRET as a bearer token, or its client certificate.',
  large:
    'A message of this size is read only of an API client that is known before: send name and secret in the Authorization header, or its client certificate.',
  unreadable: 'The Authorization header is neither HTTP Basic with name:secret nor Bearer NAME.SECRET.',
  incompleteToken:
    'The UsernameToken is not complete: it needs a Username and a Password; one of the type PasswordDigest also a Nonce of at least 8 bytes in base64, and Created.',
  stale:
    'The password digest is too old, or from the future, by the clock of this server; make a new one for each message, and set the clock.',
  replayed: 'The nonce of the password digest was used before; make a new one for each message.',
  unknown: wrong,
  wrongSecret: wrong,
  noDigest: wrong,
  disabled: wrong,
  address: wrong,
  certificateExpired: wrong,
} as const

export type Reason = keyof typeof texts

/** A login that failed. */
export function refusedLogin(reason: Reason, client?: string): Login {
  return { reason, client }
}

/** The fault for a login that failed, which HTTP answers with 401. */
export function loginRefused(reason: Reason): Fault {
  return new Fault('LOGIN_REFUSED', texts[reason])
}
