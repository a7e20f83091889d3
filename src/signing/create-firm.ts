import { generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { issueCertificate, readFirmRoot, verifyCertificate, type FirmRoot } from '../formats/certificate.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { keySigner } from '../formats/jws.ts'
import { publicJwk, thumbprint, type PublicJwk } from '../formats/keys.ts'
import { suites, type SuiteName } from '../formats/suites.ts'
import { UserError } from '../user-error.ts'
import { KeyFolder, keyNames } from './key-folder.ts'
import { openPem, pemFacts, sealPem } from './sealed-pem.ts'

const generate = promisify(generateKeyPair)

/** The public half of a key, as the table of firm keys holds it. */
export interface FirmKeyRow {
  readonly kid: string
  readonly firmCode: number
  readonly role: 'root' | 'signing'
  readonly suite: SuiteName
  /** JWK as text. */
  readonly publicJwk: string
  /** Null for a root. */
  readonly certificate: string | null
  /** 0 for a root. */
  readonly epoch: number
  readonly notBefore: Date
  /** 9999-12-31 for a root: it has no end. */
  readonly notAfter: Date
  readonly state: 'active'
  readonly createdAt: Date
}

export interface NewFirm {
  readonly firmCode: number
  readonly dataDir: string
  readonly passphrase: string
  readonly now: Date
  readonly suite?: SuiteName
  /** How long the signing key may sign, in years; 2 unless said otherwise. */
  readonly years?: number
}

export interface CreatedFirm {
  /** False if all of it was there before; the keys are the same then. */
  readonly created: boolean
  readonly root: PublicJwk
  readonly rootThumbprint: string
  /** The public root key as a file, to be given to every container. */
  readonly rootFile: string
  /** The encrypted private root key: to be moved to a safe place, since signing does not need it. */
  readonly rootKeyFile: string
  readonly rows: readonly FirmKeyRow[]
}

/**
 * Makes the root of a firm code and its first signing key with certificate, as encrypted files, and gives the public
 * halves for the database. Run again after a crash, it goes on where it stopped; nothing that exists is replaced.
 * @throws UserError if the root's private key is needed and not here, or the passphrase is wrong
 */
export async function createFirm(firm: NewFirm): Promise<CreatedFirm> {
  const folder = new KeyFolder(firm.dataDir)
  const madeRoot = await makeRoot(folder, firm)
  const root = await rootOf(folder, firm.firmCode)
  const present = await certificatesOf(folder, firm.firmCode)
  const certificates = present.length > 0 ? present : [await makeSigningKey(folder, firm, root)]
  const signing = await Promise.all(certificates.map((compact) => signingRow(compact, root, firm.now)))
  return {
    created: madeRoot || present.length === 0,
    root: root.key,
    rootThumbprint: thumbprint(root.key),
    rootFile: folder.pathOf(keyNames.root(firm.firmCode)),
    rootKeyFile: folder.pathOf(keyNames.rootKey(firm.firmCode)),
    rows: [rootRow(firm, root), ...signing],
  }
}

/** The private key is written first, its public half in clear beside it; so a crash in between loses nothing. */
async function makeRoot(
  folder: KeyFolder,
  { firmCode, suite = 'ed25519-x25519', passphrase }: NewFirm,
): Promise<boolean> {
  if ((await folder.read(keyNames.root(firmCode))) !== undefined) return false
  if ((await folder.read(keyNames.rootKey(firmCode))) === undefined) {
    const { key, publicKey } = await newKey(suite)
    const facts = { 'Firm-Code': String(firmCode), Role: 'root', 'Public-Key': JSON.stringify(publicKey) }
    await folder.create(keyNames.rootKey(firmCode), await sealPem(key, facts, passphrase, randomBytes(16)))
  }
  const pem = (await folder.read(keyNames.rootKey(firmCode))) ?? ''
  return folder.create(keyNames.root(firmCode), `${pemFacts(pem)['Public-Key'] ?? ''}\n`)
}

async function rootOf(folder: KeyFolder, firmCode: number): Promise<FirmRoot> {
  const name = keyNames.root(firmCode)
  return readFirmRoot(parseJsonObject((await folder.read(name)) ?? '', folder.pathOf(name)))
}

/** Makes a signing key, has it certified by the root, and gives the certificate. */
async function makeSigningKey(folder: KeyFolder, firm: NewFirm, root: FirmRoot): Promise<string> {
  const { firmCode, suite = root.suite, passphrase, now, years = 2 } = firm
  const rootKey = await openRootKey(folder, firm)
  const { key, publicKey } = await newKey(suite)
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + years)
  const content = { firmCode, suite, publicKey, notBefore: now, notAfter, epoch: 1 }
  const certificate = await issueCertificate(content, keySigner(root.suite, root.key, rootKey))
  const facts = { 'Firm-Code': String(firmCode), Role: 'signing', Certificate: certificate }
  const name = keyNames.signing(firmCode, thumbprint(publicKey))
  await folder.create(name, await sealPem(key, facts, passphrase, randomBytes(16)))
  return certificate
}

async function openRootKey(folder: KeyFolder, { firmCode, passphrase }: NewFirm): Promise<KeyObject> {
  const path = folder.pathOf(keyNames.rootKey(firmCode))
  const pem = await folder.read(keyNames.rootKey(firmCode))
  if (pem === undefined) {
    throw new UserError(
      `The private root key of firm code ${firmCode} is kept elsewhere: put ${path} back to certify a key`,
    )
  }
  return openPem(pem, passphrase, path)
}

async function certificatesOf(folder: KeyFolder, firmCode: number): Promise<string[]> {
  const names = (await folder.list()).filter((name) => keyNames.firmCodeOf(name) === firmCode)
  const texts = await Promise.all(names.map((name) => folder.read(name)))
  return texts.map((text) => pemFacts(text ?? '')['Certificate'] ?? '')
}

async function newKey(suite: SuiteName): Promise<{ key: KeyObject; publicKey: PublicJwk }> {
  const curve = suites[suite].signingCurve
  const pair = curve === 'P-256' ? await generate('ec', { namedCurve: 'P-256' }) : await generate('ed25519')
  return { key: pair.privateKey, publicKey: publicJwk(curve)(pair.publicKey.export({ format: 'jwk' }) as never, 'key') }
}

const noEnd = new Date('9999-12-31T00:00:00.000Z')

function rootRow({ firmCode, now }: NewFirm, { suite, key }: FirmRoot): FirmKeyRow {
  const what = { kid: thumbprint(key), firmCode, role: 'root', suite, publicJwk: JSON.stringify(key) } as const
  return { ...what, certificate: null, epoch: 0, notBefore: now, notAfter: noEnd, state: 'active', createdAt: now }
}

async function signingRow(certificate: string, root: FirmRoot, now: Date): Promise<FirmKeyRow> {
  const { publicKey, ...facts } = await verifyCertificate(certificate, root)
  return {
    ...facts,
    role: 'signing',
    publicJwk: JSON.stringify(publicKey),
    certificate,
    state: 'active',
    createdAt: now,
  }
}
