import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { parseJsonObject } from '../formats/encoding.ts'
import { keySigner, type Signer } from '../formats/jws.ts'
import { publicJwk, type PublicJwk } from '../formats/keys.ts'
import { UserError } from '../user-error.ts'
import { KeyFolder } from './key-folder.ts'
import { openPem, pemFacts, sealPem } from './sealed-pem.ts'

/** The key that signs the heads of the ledger. */
export interface LedgerKey {
  readonly publicKey: PublicJwk
  readonly signer: Signer
}

const fileName = 'ledger.pem'
/** The present key, and earlier ones that were put aside as `ledger-….pem`: their heads are still believed. */
const ledgerFiles = /^ledger(-[\w-]+)?\.pem$/

/**
 * The key of the ledger in `<dataDir>/keys/ledger.pem`; makes it when there is none. With a passphrase the private half is
 * encrypted by it, as those of the firm keys are; the public half stands in clear before it.
 * @throws UserError if it cannot be opened
 */
export async function openLedgerKey(dataDir: string, passphrase: string | undefined): Promise<LedgerKey> {
  const folder = new KeyFolder(dataDir)
  // Of several processes that find none, one writes its key, and all read that one.
  if ((await folder.read(fileName)) === undefined) await folder.create(fileName, await newKeyFile(passphrase))
  const text = (await folder.read(fileName)) ?? ''
  const path = folder.pathOf(fileName)
  const publicKey = publicKeyOf(text, path)
  const privateKey = await open(text, passphrase, path)
  if (createPublicKey(privateKey).export({ format: 'jwk' }).x !== publicKey.x) {
    throw new UserError(`The key file ${path} is damaged: its public key is of another key`)
  }
  return { publicKey, signer: keySigner('ed25519-x25519', publicKey, privateKey) }
}

/** The public keys whose heads are believed, as far as they are in this folder; needs no passphrase. */
export async function ledgerPublicKeys(dataDir: string): Promise<PublicJwk[]> {
  const folder = new KeyFolder(dataDir)
  const names = (await folder.list()).filter((name) => ledgerFiles.test(name))
  return Promise.all(names.map(async (name) => publicKeyOf((await folder.read(name)) ?? '', folder.pathOf(name))))
}

async function newKeyFile(passphrase: string | undefined): Promise<string> {
  const pair = await promisify(generateKeyPair)('ed25519')
  const publicKey = publicJwk('Ed25519')(pair.publicKey.export({ format: 'jwk' }) as never, 'key')
  const facts = { Role: 'ledger', 'Public-Key': JSON.stringify(publicKey) }
  if (passphrase !== undefined) return sealPem(pair.privateKey, facts, passphrase, randomBytes(16))
  const head = Object.entries(facts).map(([name, value]) => `${name}: ${value}\n`)
  return head.join('') + String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

function publicKeyOf(text: string, path: string): PublicJwk {
  return publicJwk('Ed25519')(parseJsonObject(pemFacts(text)['Public-Key'] ?? '', path), path)
}

async function open(text: string, passphrase: string | undefined, path: string): Promise<KeyObject> {
  if (!('Scrypt' in pemFacts(text))) return createPrivateKey(text.slice(text.indexOf('-----BEGIN')))
  if (passphrase === undefined) throw new UserError(`FIRM_PASSPHRASE is not set, and ${path} needs it`)
  return openPem(text, passphrase, path)
}
