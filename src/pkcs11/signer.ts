import type { Signer } from '../formats/jws.ts'
import { thumbprint } from '../formats/keys.ts'
import type { TokenSession } from './session.ts'
import type { TokenKey } from './token-key.ts'

/** A signer whose private key is on a token. */
export function tokenSigner(session: TokenSession, key: TokenKey): Signer {
  return { suite: 'p256-p256', kid: thumbprint(key.publicKey), sign: (bytes) => session.sign(key, bytes) }
}
