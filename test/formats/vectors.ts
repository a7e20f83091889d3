import { createHash, createPrivateKey, type JsonWebKey } from 'node:crypto'
import { writeBlockList } from '../../src/formats/block-list.ts'
import { canonicalJson } from '../../src/formats/canonical.ts'
import { writeContext } from '../../src/formats/context.ts'
import { firstDigest, optionsHash } from '../../src/formats/digest.ts'
import { toBase64url, type Json, type JsonObject } from '../../src/formats/encoding.ts'
import { signJws, writeFlattened } from '../../src/formats/jws.ts'
import { writeCredential } from '../../src/formats/credential.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { writeLease } from '../../src/formats/lease.ts'
import { seal } from '../../src/formats/sealed.ts'
import { writeTemplate } from '../../src/formats/template.ts'
import { makeStep, plainStep, writeUpdate, type LicensePut, type Update } from '../../src/formats/update.ts'
import { keyPairOf, newContainer, newFirm, now, type KeyPair, type TestFirm } from './support.ts'

/**
 * Makes the test vectors of examples/formats/ from fixed keys. Ed25519 signatures come out the same each time; those of
 * P-256 and sealed data hold randomness, so what is on disk is kept and only checked.
 */

const names = ['root', 'signing', 'otherRoot', 'containerSigning', 'containerAgreement'] as const
type KeyName = (typeof names)[number]

/** RFC 8410: what stands before the 32 secret bytes of a key in PKCS#8. */
const pkcs8 = { ed25519: '302e020100300506032b657004220420', x25519: '302e020100300506032b656e04220420' }

/** A private key that everybody can know: its secret is the hash of its name. */
function fixedKey(name: KeyName): JsonWebKey {
  const secret = createHash('sha256').update(`opendepot test vector: ${name}`).digest('hex')
  const prefix = name === 'containerAgreement' ? pkcs8.x25519 : pkcs8.ed25519
  const der = Buffer.from(prefix + secret, 'hex')
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
}

const pair = (name: KeyName): KeyPair => keyPairOf('ed25519-x25519', fixedKey(name))

export interface VectorFirm {
  readonly firm: TestFirm
  readonly stranger: TestFirm
  readonly container: ReturnType<typeof newContainer>
}

export async function actors(): Promise<VectorFirm> {
  const firm = await newFirm({ root: pair('root'), signing: pair('signing') })
  const stranger = await newFirm({ root: pair('otherRoot'), signing: pair('signing') })
  const container = newContainer(firm, 'ed25519-x25519', [pair('containerSigning'), pair('containerAgreement')])
  return { firm, stranger, container }
}

const licenseId = '01941f29-7c00-7aaa-8bbb-0123456789ab'
const options = {
  itemNumber: 'CAD-PRO',
  name: 'CAD Professional',
  firmCode: 6000010,
  productCode: 1001,
  featureMap: 5,
  unitCounter: '1000',
  expirationTime: '2027-03-01T00:00:00.000Z',
}

export async function updateVector({ firm, container }: VectorFirm, sealed: string) {
  const unsealed: LicensePut = { licenseId, generation: 1, consumed: 0n, options }
  const put = { ...unsealed, sealed }
  const first = makeStep(firstDigest, 0, [{ put }])
  const second = makeStep(first.digest, 1, [
    { remove: { licenseId: '01941f29-7c00-7aaa-8bbb-00000000dead' } },
    { put: { ...unsealed, generation: 2, options: { ...options, featureMap: 7 } } },
  ])
  const update: Update = {
    serial: container.serial,
    keyThumbprint: thumbprint(container.signingKey),
    firmCode: firm.firmCode,
    transferId: '01941f29-7c00-7ccc-8ddd-0123456789ab',
    issuedAt: now,
    steps: [first, second],
  }
  const steps = [first, second].map((step) => {
    const plain = canonicalJson(plainStep(step))
    return { plainStep: plain, digest: toBase64url(step.digest), digestHex: step.digest.toString('hex') }
  })
  return {
    update,
    json: {
      about: 'An update and what it must lead to. The second step repeats a removal that changes nothing.',
      root: firm.root.key as unknown as Json,
      file: await writeUpdate(update, firm.sign),
      optionsCanonical: canonicalJson(options),
      optionsHash: optionsHash(options),
      steps,
      sealedOpens: { hiddenData: [{ type: 1, data: 'aGlkZGVu', accessCode: 4711 }], secretData: [] },
    },
  }
}

/** An update that puts a license and a module which rides on it, and later the module once more, riding on another. */
export async function moduleVector({ firm, container }: VectorFirm) {
  const put = (id: string, more: object): LicensePut => {
    const own = { itemNumber: 'CAD-PRO', name: 'CAD Professional', firmCode: firm.firmCode, productCode: 1001 }
    return { licenseId: `01941f29-7c00-7aaa-8bbb-${id}`, generation: 1, options: { ...own, ...more } }
  }
  const module_ = { itemNumber: 'CAM', name: 'CAM module', productCode: 1002 }
  const [base, upgrade] = [put('00000000ba5e', {}), put('0000000ba5e2', { name: 'CAD Ultra', productCode: 1003 })]
  const rider = (ridesOn: string) => put('0000000000ca', { ...module_, ridesOn })
  const first = makeStep(firstDigest, 0, [{ put: base }, { put: rider(base.licenseId) }])
  const { licenseId: upgradeId } = upgrade
  const exchange = [{ remove: { licenseId: base.licenseId } }, { put: upgrade }, { put: rider(upgradeId) }]
  const steps = [first, makeStep(first.digest, 1, exchange)]
  const update: Update = {
    serial: container.serial,
    keyThumbprint: thumbprint(container.signingKey),
    firmCode: firm.firmCode,
    transferId: '01941f29-7c00-7ccc-8ddd-0000000000ca',
    issuedAt: now,
    steps,
  }
  return {
    about: 'An update with a module: it rides on the first license, then on the one that takes the place of that.',
    root: firm.root.key,
    file: await writeUpdate(update, firm.sign),
    steps: steps.map((step) => ({ plainStep: canonicalJson(plainStep(step)), digest: toBase64url(step.digest) })),
  }
}

/** Sealed data for the vector; random, so made once. */
export function sealVector({ container }: VectorFirm): Promise<string> {
  const data = { hiddenData: [{ type: 1, data: Buffer.from('hidden'), accessCode: 4711 }], secretData: [] }
  return seal(data, { licenseId, generation: 1 }, container.agreementKey)
}

export const sealedFor = { licenseId, generation: 1 }

export function keysVector(): JsonObject {
  const entries = names.map((name): [string, object] => {
    const { publicKey, privateJwk } = pair(name)
    return [name, { privateKey: privateJwk, publicKey, thumbprint: thumbprint(publicKey) }]
  })
  const { publicKey } = pair('containerSigning')
  const kinds = ['dongle', 'software', 'cloud'] as const
  const serials = Object.fromEntries(kinds.map((kind) => [kind, containerSerial(kind, publicKey)]))
  return {
    about: 'Keys, thumbprints, and the serials of containerSigning.',
    serials,
    ...(Object.fromEntries(entries) as JsonObject),
  }
}

export function firmVector({ firm }: VectorFirm) {
  const payload = JSON.parse(Buffer.from(firm.certificate.split('.')[1] ?? '', 'base64url').toString()) as JsonObject
  return {
    about: 'A root and the certificate of a signing key.',
    root: firm.root.key,
    certificate: firm.certificate,
    payload,
  }
}

/** Values and their canonical form; the value is written as JSON text, since a JSON file cannot show all spellings. */
export function canonicalVector() {
  const values = [
    '{"b":2,"a":1}',
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]}',
    '{"\\u20ac":"Euro","\\r":"CR","\\ufb33":"Dagesh","1":"One","\\ud83d\\ude00":"Smiley","\\u0080":"C","\\u00f6":"o"}',
    '["\\u000f\\n\\/\\"\\\\ü€😀", null, true, -0, 9007199254740991]',
  ]
  return {
    about: 'JSON texts and their canonical form.',
    values: values.map((json) => ({ json, canonical: canonicalJson(JSON.parse(json)) })),
  }
}

/** A context of suite p256-p256; its keys and signature are random, so it is made once. */
export async function p256ContextVector({ firm }: VectorFirm) {
  const { context, signing, serial } = newContainer(firm, 'p256-p256')
  return { about: 'A context of suite p256-p256.', serial, file: await writeContext(context, signing.signer) }
}

export async function contextVector({ container }: VectorFirm) {
  const context = {
    ...container.context,
    contextSeq: 3,
    counter: 1,
    epoch: 1,
    licenses: [{ licenseId, generation: 1, consumed: 250n }],
  }
  const file = await writeContext(context, container.signing.signer)
  const { protected: header, payload } = JSON.parse(file) as { protected: string; payload: string }
  const hash = createHash('sha256').update(`${header}.${payload}`).digest('base64url')
  return { about: 'A context of a software container.', file, hash, serial: container.serial }
}

export async function templateVector({ firm, container }: VectorFirm) {
  const file = await writeTemplate(
    {
      kind: 'software',
      suite: 'ed25519-x25519',
      firmCode: firm.firmCode,
      firmName: 'Muster Software GmbH',
      serial: container.serial,
      binding: { scheme: 'strict' },
      root: firm.root.key,
      issuedAt: now,
    },
    firm.sign,
  )
  return { about: 'A template for the container of context.json.', root: firm.root.key, file }
}

/** A block list: the container of context.json is blocked, and copies of its license before the second. */
export async function blockListVector({ firm, container }: VectorFirm) {
  const containers = [container.serial, '3-4711']
  const list = { firmCode: firm.firmCode, issuedAt: now, containers, licenses: [{ licenseId, below: 2 }] }
  const file = await writeBlockList(list, firm.sign)
  return { about: 'A block list.', root: firm.root.key, file, containers, licenses: list.licenses }
}

/** A credential and a lease: the container's keys are those of a cloud container, whose first keys were others. */
export async function cloudVector({ firm, container }: VectorFirm) {
  const serial = containerSerial('cloud', firm.signing.publicKey)
  const keyThumbprint = thumbprint(container.signing.publicKey)
  const common = { serial, firmCode: firm.firmCode, keyThumbprint, issuedAt: now }
  const credential = { ...common, root: firm.root.key, generation: 2 }
  const options = { itemNumber: 'CAD-PRO', name: 'CAD Professional', firmCode: firm.firmCode, productCode: 1001 }
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const times = { nextContactAt: at(5), validUntil: at(15) }
  const lease = {
    ...common,
    leaseId: licenseId,
    licenseId,
    generation: 1,
    ...times,
    seatNumber: 3,
    consumed: 7n,
    options,
  }
  const files = { credential: await writeCredential(credential, firm.sign), lease: await writeLease(lease, firm.sign) }
  return { about: 'The files of a cloud container.', root: firm.root.key, serial, keyThumbprint, ...files }
}

/** Updates that must be refused, each with the rule of docs/formats.md §13 that it breaks. */
export async function refusedVector(everybody: VectorFirm, sealed: string) {
  const { firm, stranger, container } = everybody
  const { update, json } = await updateVector(everybody, sealed)
  const parts = JSON.parse(json.file) as { protected: string; payload: string; signature: string }
  const header = JSON.parse(Buffer.from(parts.protected, 'base64url').toString()) as object
  const withHeader = (change: object) =>
    JSON.stringify({ ...parts, protected: toBase64url(canonicalJson({ ...header, ...change })) })
  const payload = Buffer.from(parts.payload, 'base64url').toString()
  const expired = { ...update, issuedAt: new Date('2028-01-01T00:00:00.000Z') }
  const foreign = await newFirm({ firmCode: 6000011, root: firm.rootPair, signing: firm.signing })
  const container_ = await signJws('od-context+jws', { v: 1 }, container.signing.signer)
  return {
    about: 'Files that must be refused as updates, given the root of firm.json.',
    files: [
      { why: 'alg none', file: withHeader({ alg: 'none' }) },
      { why: 'other alg', file: withHeader({ alg: 'HS256' }) },
      { why: 'other typ', file: withHeader({ typ: 'od-context+jws' }) },
      { why: 'crit in the header', file: withHeader({ crit: ['b64'], b64: false }) },
      { why: 'a context', file: writeFlattened(container_) },
      {
        why: 'payload changed',
        file: JSON.stringify({ ...parts, payload: toBase64url(payload.replace('1001', '1002')) }),
      },
      { why: 'signature changed', file: JSON.stringify({ ...parts, signature: `AAAA${parts.signature.slice(4)}` }) },
      { why: 'padding', file: JSON.stringify({ ...parts, signature: `${parts.signature}==` }) },
      { why: 'unprotected header', file: JSON.stringify({ ...parts, header: {} }) },
      { why: 'other root', file: await writeUpdate(update, stranger.sign) },
      { why: 'certificate of another firm code', file: await writeUpdate(update, foreign.sign) },
      { why: 'certificate not valid when issued', file: await writeUpdate(expired, firm.sign) },
      { why: 'version 2', file: await resigned(firm, payload.replace('"v":1', '"v":2')) },
      { why: 'steps with a gap', file: await resigned(firm, payload.replace('"from":1,"to":2', '"from":2,"to":3')) },
      { why: 'an unknown action', file: await resigned(firm, payload.replace('{"remove":', '{"erase":')) },
      {
        why: 'a license of another firm code',
        file: await resigned(firm, payload.replace(/("options":\{[^}]*"firmCode":)6000010/, '$16000011')),
      },
      {
        why: 'a digest that differs',
        file: await resigned(firm, payload.replace('"productCode":1001', '"productCode":1002')),
      },
    ],
  }
}

function resigned(firm: TestFirm, payload: string): Promise<string> {
  return firm.sign('od-update+jws', JSON.parse(payload) as JsonObject)
}
