import { createPrivateKey, diffieHellman } from 'node:crypto'
import { keySigner } from '../formats/jws.ts'
import { agreementKeyOf, keyObject, signingKeyOf, thumbprint, type ContainerKeys } from '../formats/keys.ts'
import type { Json } from '../formats/encoding.ts'
import type { ContainerSecrets } from './container-home.ts'
import type { ContainerState } from './state.ts'

/** The public keys of a container. */
export function publicKeysOf({ suite, signingKey, agreementKey }: ContainerState): ContainerKeys {
  return {
    suite,
    signingKey: signingKeyOf(suite)(withoutSecret(signingKey), 'signingKey'),
    agreementKey: agreementKeyOf(suite)(withoutSecret(agreementKey), 'agreementKey'),
  }
}

export function keyThumbprint(state: ContainerState): string {
  return thumbprint(publicKeysOf(state).signingKey)
}

/** The keys of a container that holds them itself, as those in files do. */
export function ownSecrets(state: ContainerState): ContainerSecrets {
  const { suite, signingKey, agreementKey } = state
  const signing = createPrivateKey({ key: signingKey, format: 'jwk' })
  const agreement = createPrivateKey({ key: agreementKey, format: 'jwk' })
  return {
    signer: keySigner(suite, publicKeysOf(state).signingKey, signing),
    agree: (peer) => Promise.resolve(diffieHellman({ privateKey: agreement, publicKey: keyObject(peer) })),
  }
}

function withoutSecret({ d: _, ...key }: ContainerState['signingKey']): Json {
  return key as Json
}
