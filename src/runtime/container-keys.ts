import { createPrivateKey } from 'node:crypto'
import { keyAgreement } from '../formats/jwe.ts'
import { keySigner } from '../formats/jws.ts'
import { agreementKeyOf, signingKeyOf, thumbprint, type ContainerKeys } from '../formats/keys.ts'
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
  const publicKeys = publicKeysOf(state)
  const signing = createPrivateKey({ key: state.signingKey, format: 'jwk' })
  return {
    signer: keySigner(state.suite, publicKeys.signingKey, signing),
    agreement: keyAgreement(publicKeys.agreementKey, state.agreementKey),
  }
}

function withoutSecret({ d: _, ...key }: ContainerState['signingKey']): Json {
  return key as Json
}
