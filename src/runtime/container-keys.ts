import { createPrivateKey } from 'node:crypto'
import { keySigner, type Signer } from '../formats/jws.ts'
import { agreementKeyOf, signingKeyOf, thumbprint, type ContainerKeys } from '../formats/keys.ts'
import type { Json } from '../formats/encoding.ts'
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

export function signerOf(state: ContainerState): Signer {
  const key = createPrivateKey({ key: state.signingKey, format: 'jwk' })
  return keySigner(state.suite, publicKeysOf(state).signingKey, key)
}

function withoutSecret({ d: _, ...key }: ContainerState['signingKey']): Json {
  return key as Json
}
