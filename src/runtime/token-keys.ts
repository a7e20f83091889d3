import { verify } from 'node:crypto'
import { keyObject, thumbprint, type PublicJwk } from '../formats/keys.ts'
import type { TokenSession } from '../pkcs11/session.ts'
import type { TokenKey } from '../pkcs11/token-key.ts'
import { RuntimeRefusal } from './refusal.ts'

/** Labels of the two key pairs of a container on its token. */
const labels = { signing: 'opendepot signing', agreement: 'opendepot agreement' }

type Use = keyof typeof labels

/** Makes both key pairs of a container on a token. */
export async function makeKeys(session: TokenSession, random: (bytes: number) => Buffer) {
  const signing = await session.generateKey({ label: labels.signing, id: random(16), use: 'sign' })
  const agreement = await session.generateKey({ label: labels.agreement, id: random(16), use: 'derive' })
  return { signingKey: signing.publicKey, agreementKey: agreement.publicKey }
}

/** Takes the keys of the container away, also those of a creation that was interrupted. */
export function destroyKeys(session: TokenSession): void {
  for (const label of Object.values(labels)) for (const key of session.keys(label)) session.destroyKey(key)
}

/** @throws RuntimeRefusal CONTAINER_DAMAGED if the private half is not on this token */
export function keyOnToken(session: TokenSession, use: Use, publicKey: PublicJwk): TokenKey {
  const kid = thumbprint(publicKey)
  const key = session.keys(labels[use]).find((each) => thumbprint(each.publicKey) === kid)
  if (key === undefined) throw foreignKeys(session)
  return key
}

/**
 * Has the token sign something. Data can be copied to another token, and so can public keys; private ones cannot.
 * @throws RuntimeRefusal CONTAINER_DAMAGED
 */
export async function proveKey(session: TokenSession, signingKey: PublicJwk): Promise<void> {
  // No file begins like this, so the signature is good for nothing else.
  const challenge = Buffer.concat([Buffer.from('opendepot token\n'), session.random(32)])
  const signature = await session.sign(keyOnToken(session, 'signing', signingKey), challenge)
  const key = { key: keyObject(signingKey), dsaEncoding: 'ieee-p1363' } as const
  if (!verify('sha256', challenge, key, signature)) throw foreignKeys(session)
}

function foreignKeys({ token }: TokenSession): RuntimeRefusal {
  const message = `The token "${token.label}" holds the data of a container, but not its keys.`
  const advice = 'A container cannot be copied to another token. Put in the token on which it was made.'
  return new RuntimeRefusal('CONTAINER_DAMAGED', message, advice)
}
