import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { keySigner, type Signer } from '../../formats/jws.ts'
import { agreementKeyOf, signingKeyOf, type ContainerKeys } from '../../formats/keys.ts'
import type { Json } from '../../formats/encoding.ts'

const suite = 'ed25519-x25519'

/** The private keys of a credential: JWKs with `d`. They are made here and never leave the device but encrypted. */
export interface CloudKeys {
  readonly signingKey: JsonWebKey
  readonly agreementKey: JsonWebKey
}

export function newCloudKeys(): CloudKeys {
  return {
    signingKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
    agreementKey: generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }),
  }
}

export function publicHalves({ signingKey, agreementKey }: CloudKeys): ContainerKeys {
  return {
    suite,
    signingKey: signingKeyOf(suite)(withoutSecret(signingKey), 'signingKey'),
    agreementKey: agreementKeyOf(suite)(withoutSecret(agreementKey), 'agreementKey'),
  }
}

/** Both public keys as the Depot takes them. */
export function sentKeys(keys: CloudKeys): { readonly signingKey: string; readonly agreementKey: string } {
  const { signingKey, agreementKey } = publicHalves(keys)
  return { signingKey: JSON.stringify(signingKey), agreementKey: JSON.stringify(agreementKey) }
}

export function cloudSigner(keys: CloudKeys): Signer {
  const key = createPrivateKey({ key: keys.signingKey, format: 'jwk' })
  return keySigner(suite, publicHalves(keys).signingKey, key)
}

function withoutSecret({ d: _, ...key }: JsonWebKey): Json {
  return key as Json
}
