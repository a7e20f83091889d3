import { issueCertificate, readFirmRoot, verifyCertificate, type FirmRoot } from '../formats/certificate.ts'
import { thumbprint, type PublicJwk } from '../formats/keys.ts'
import type { SuiteName } from '../formats/suites.ts'
import type { KeyState } from './box.ts'
import type { KeyStorage, RootPlaces } from './key-storage.ts'

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
  readonly state: KeyState
  readonly createdAt: Date
}

export interface NewFirm {
  readonly firmCode: number
  readonly now: Date
  /** By default what the storage usually makes. */
  readonly suite?: SuiteName | undefined
  /** How long the signing key may sign, in years; 2 unless said otherwise. */
  readonly years?: number | undefined
}

export interface CreatedFirm extends RootPlaces {
  /** False if all of it was there before; the keys are the same then. */
  readonly created: boolean
  readonly root: PublicJwk
  readonly rootThumbprint: string
  /** The root first. */
  readonly rows: readonly FirmKeyRow[]
}

/**
 * Makes the root of a firm code and its first signing key with certificate, and gives the public halves for the database.
 * Run again after a crash, it goes on where it stopped; nothing that exists is replaced.
 * @throws UserError if the root's private key is needed and not here, or the passphrase is wrong
 */
export async function createFirm(storage: KeyStorage, firm: NewFirm): Promise<CreatedFirm> {
  const { firmCode, now, suite = storage.usualSuite } = firm
  const hadRoot = (await storage.root(firmCode)) !== undefined
  if (!hadRoot) await storage.makeRoot(firmCode, suite)
  const root = await rootOf(storage, firmCode)
  const present = await signingRows(storage, firmCode, now)
  const signing = present.length > 0 ? present : [await makeSigningKey(storage, { ...firm, epoch: 1, state: 'active' })]
  return {
    ...storage.rootPlaces(firmCode),
    created: !hadRoot || present.length === 0,
    root: root.key,
    rootThumbprint: thumbprint(root.key),
    rows: [rootRow(firm, root), ...signing],
  }
}

/** Makes a signing key, has it certified by the root, and gives its row. */
export async function makeSigningKey(
  storage: KeyStorage,
  wish: NewFirm & Pick<FirmKeyRow, 'epoch' | 'state'>,
): Promise<FirmKeyRow> {
  const { firmCode, suite = storage.usualSuite, now, years = 2, epoch, state } = wish
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + years)
  const signer = await storage.rootSigner(firmCode)
  let certificate = ''
  await storage.makeKey(firmCode, suite, async (publicKey) => {
    certificate = await issueCertificate({ firmCode, suite, publicKey, notBefore: now, notAfter, epoch }, signer)
    return certificate
  })
  return signingRow(certificate, await rootOf(storage, firmCode), { now, state })
}

/** Of the signing keys in a storage the newest of the highest epoch signs; the others have been before it. */
export async function signingRows(storage: KeyStorage, firmCode: number, now: Date): Promise<FirmKeyRow[]> {
  const certificates = await storage.certificates(firmCode)
  if (certificates.length === 0) return []
  const root = await rootOf(storage, firmCode)
  const rows = await Promise.all(certificates.map((each) => signingRow(each, root, { now, state: 'retired' })))
  const [newest, ...others] = rows.sort((a, b) => b.epoch - a.epoch || Number(b.notBefore) - Number(a.notBefore))
  return newest === undefined ? [] : [{ ...newest, state: 'active' }, ...others]
}

async function rootOf(storage: KeyStorage, firmCode: number): Promise<FirmRoot> {
  const key = await storage.root(firmCode)
  if (key === undefined) throw new Error(`the root of firm code ${firmCode} was not made`)
  return readFirmRoot({ ...key })
}

const noEnd = new Date('9999-12-31T00:00:00.000Z')

function rootRow({ firmCode, now }: NewFirm, { suite, key }: FirmRoot): FirmKeyRow {
  const what = { kid: thumbprint(key), firmCode, role: 'root', suite, publicJwk: JSON.stringify(key) } as const
  return { ...what, certificate: null, epoch: 0, notBefore: now, notAfter: noEnd, state: 'active', createdAt: now }
}

async function signingRow(
  certificate: string,
  root: FirmRoot,
  { now, state }: { readonly now: Date; readonly state: KeyState },
): Promise<FirmKeyRow> {
  const { publicKey, ...facts } = await verifyCertificate(certificate, root)
  return { ...facts, role: 'signing', publicJwk: JSON.stringify(publicKey), certificate, state, createdAt: now }
}
