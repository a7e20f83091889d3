import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { issueCertificate, type FirmRoot } from '../../src/formats/certificate.ts'
import type { Context } from '../../src/formats/context.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import type { JsonObject } from '../../src/formats/encoding.ts'
import { makeFingerprint } from '../../src/formats/fingerprint.ts'
import type { FirmSign } from '../../src/formats/firm-file.ts'
import { keySigner, signJws, writeFlattened, type Signer } from '../../src/formats/jws.ts'
import {
  containerSerial,
  thumbprint,
  type ContainerKeys,
  type ContainerKind,
  type PublicJwk,
} from '../../src/formats/keys.ts'
import { suites, type SuiteName } from '../../src/formats/suites.ts'
import type { LicensePut } from '../../src/formats/update.ts'

/** A key pair as tests use it. */
export interface KeyPair {
  readonly publicKey: PublicJwk
  /** With `d`. */
  readonly privateJwk: JsonWebKey
  readonly signer: Signer
}

export function publicPart({ kty, crv, x, y }: JsonWebKey): PublicJwk {
  return (kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }) as PublicJwk
}

export function keyPairOf(suite: SuiteName, privateJwk: JsonWebKey): KeyPair {
  const publicKey = publicPart(privateJwk)
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' })
  return { publicKey, privateJwk, signer: keySigner(suite, publicKey, key) }
}

function newPrivateJwk(curve: 'Ed25519' | 'X25519' | 'P-256'): JsonWebKey {
  if (curve === 'P-256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const pair = curve === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')
  return pair.privateKey.export({ format: 'jwk' })
}

export function newKeyPair(suite: SuiteName = 'ed25519-x25519', use: 'signing' | 'agreement' = 'signing'): KeyPair {
  return keyPairOf(suite, newPrivateJwk(use === 'signing' ? suites[suite].signingCurve : suites[suite].agreementCurve))
}

export const now = new Date('2026-03-01T12:00:00.000Z')

/** A firm with root, signing key and certificate, all in memory. */
export interface TestFirm {
  readonly firmCode: number
  readonly root: FirmRoot
  readonly rootPair: KeyPair
  readonly signing: KeyPair
  readonly certificate: string
  readonly sign: FirmSign
}

interface FirmFacts {
  firmCode?: number
  suite?: SuiteName
  /** If `root` is given and of another suite than the signing key. */
  rootSuite?: SuiteName
  root?: KeyPair
  signing?: KeyPair
  notBefore?: Date
  notAfter?: Date
  epoch?: number
}

export async function newFirm(facts: FirmFacts = {}): Promise<TestFirm> {
  const { firmCode = 6000010, suite = 'ed25519-x25519', epoch = 1 } = facts
  const { root: rootPair = newKeyPair(suite), signing = newKeyPair(suite) } = facts
  const { notBefore = new Date('2026-01-01T00:00:00.000Z'), notAfter = new Date('2028-01-01T00:00:00.000Z') } = facts
  const content = { firmCode, suite, publicKey: signing.publicKey, notBefore, notAfter, epoch }
  const certificate = await issueCertificate(content, rootPair.signer)
  return {
    firmCode,
    root: { suite: facts.rootSuite ?? suite, key: rootPair.publicKey },
    rootPair,
    signing,
    certificate,
    sign: async (type, payload: JsonObject) =>
      writeFlattened(await signJws(type, payload, signing.signer, certificate)),
  }
}

/** A container's keys and the context it would write before its first license. */
export interface TestContainer extends ContainerKeys {
  readonly serial: string
  readonly signing: KeyPair
  readonly agreement: KeyPair
  readonly context: Context
}

export function newContainer(
  firm: TestFirm,
  suite: SuiteName = 'ed25519-x25519',
  keys?: [KeyPair, KeyPair],
  kind: ContainerKind = 'software',
): TestContainer {
  const [signing, agreement] = keys ?? [newKeyPair(suite), newKeyPair(suite, 'agreement')]
  const serial = containerSerial(kind, signing.publicKey)
  const publicKeys = { suite, signingKey: signing.publicKey, agreementKey: agreement.publicKey }
  const context: Context = {
    kind,
    serial,
    firmCode: firm.firmCode,
    root: thumbprint(firm.root.key),
    epoch: 0,
    contextSeq: 1,
    counter: 0,
    digest: firstDigest,
    licenses: [],
    removed: [],
    ...(kind === 'software' && {
      fingerprint: makeFingerprint('strict', Buffer.alloc(16, 7), [{ name: 'disk', value: 'D-1' }]),
    }),
    createdAt: now,
    runtime: { name: 'opendepot-runtime', version: '0.1.0' },
    ...publicKeys,
  }
  return { ...publicKeys, serial, signing, agreement, context }
}

export function license(licenseId: string, facts: Partial<LicensePut['options']> = {}): LicensePut {
  const options = { itemNumber: 'CAD-PRO', name: 'CAD Professional', firmCode: 6000010, productCode: 1001, ...facts }
  return { licenseId, generation: 1, options }
}
