import type { Container } from '../entities/container.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import type { ContainerKeys, PublicJwk } from '../formats/keys.ts'
import type { SuiteName } from '../formats/suites.ts'

/** The keys by which a container is known. */
export function keysOf({ suite, signingKey, agreementKey }: Container): ContainerKeys {
  return { suite: suite as SuiteName, signingKey: publicKey(signingKey), agreementKey: publicKey(agreementKey) }
}

function publicKey(jwk: string): PublicJwk {
  return parseJsonObject(jwk, 'stored key') as unknown as PublicJwk
}
