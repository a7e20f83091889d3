import { createPublicKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { readFirmRoot } from '../formats/certificate.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { keySigner, type Signer } from '../formats/jws.ts'
import { publicJwk, readRoot, thumbprint, type PublicJwk } from '../formats/keys.ts'
import { suites, type SuiteName } from '../formats/suites.ts'
import { UserError } from '../user-error.ts'
import type { SigningKey } from './box.ts'
import { KeyFolder, keyNames } from './key-folder.ts'
import type { KeyStorage, RootPlaces } from './key-storage.ts'
import { openPem, pemFacts, sealPem } from './sealed-pem.ts'

const generate = promisify(generateKeyPair)

/**
 * Opens the encrypted key files of a server. All signing keys are unlocked at once, so that a wrong passphrase shows at the
 * start, and stay in memory; the private roots are not read.
 * @throws UserError for a wrong passphrase or a damaged file
 */
export async function openKeyFiles(dataDir: string, passphrase: string | undefined): Promise<KeyFiles> {
  const files = new KeyFiles(dataDir, passphrase)
  await files.unlockAll()
  return files
}

/** The keys of firm codes as encrypted files in `<dataDir>/keys`. A key that is asked for and not open yet is looked for. */
export class KeyFiles implements KeyStorage {
  readonly place = 'the key folder of this node'
  readonly usualSuite = 'ed25519-x25519'
  readonly #folder: KeyFolder
  readonly #passphrase: string | undefined
  readonly #signers = new Map<string, Signer>()
  /** Those who ask for a new key at once wait for one unlocking, which costs much by design. */
  readonly #unlocking = new Map<string, Promise<Signer | undefined>>()

  constructor(dataDir: string, passphrase: string | undefined) {
    this.#folder = new KeyFolder(dataDir)
    this.#passphrase = passphrase
  }

  async unlockAll(): Promise<void> {
    for (const name of await this.#folder.list()) {
      if (keyNames.firmCodeOf(name) !== undefined) await this.#unlock(name)
    }
  }

  async signer({ kid, firmCode }: Pick<SigningKey, 'kid' | 'firmCode'>): Promise<Signer | undefined> {
    const name = keyNames.signing(firmCode, kid)
    return this.#signers.get(name) ?? this.#unlocking.get(name) ?? this.#unlock(name)
  }

  async #unlock(name: string): Promise<Signer | undefined> {
    const opening = this.#open(name)
    this.#unlocking.set(name, opening)
    try {
      const signer = await opening
      if (signer !== undefined) this.#signers.set(name, signer)
      return signer
    } finally {
      this.#unlocking.delete(name)
    }
  }

  async #open(name: string): Promise<Signer | undefined> {
    const text = await this.#folder.read(name)
    if (text === undefined) return undefined
    const path = this.#folder.pathOf(name)
    const key = await openPem(text, this.#secret(path), path)
    const { suite, key: publicKey } = readRoot(createPublicKey(key).export({ format: 'jwk' }) as never, path)
    const signer = keySigner(suite, publicKey, key)
    if (signer.kid === (await this.#kidOf(name))) return signer
    throw new UserError(`The key file ${path} is damaged: it holds another key`)
  }

  /** Of a signing key the name tells it, of a root its public file. */
  async #kidOf(name: string): Promise<string | undefined> {
    const { kid, firmCode } = keyNames.read(name) ?? {}
    if (kid !== undefined || firmCode === undefined) return kid
    const root = await this.root(firmCode)
    return root && thumbprint(root)
  }

  #secret(path: string): string {
    if (this.#passphrase !== undefined) return this.#passphrase
    throw new UserError(`FIRM_PASSPHRASE is not set, and ${path} needs it`)
  }

  async root(firmCode: number): Promise<PublicJwk | undefined> {
    const name = keyNames.root(firmCode)
    const text = await this.#folder.read(name)
    return text === undefined ? undefined : readFirmRoot(parseJsonObject(text, this.#folder.pathOf(name))).key
  }

  /** The private key is written first, its public half in clear before it; so a crash in between loses nothing. */
  async makeRoot(firmCode: number, suite: SuiteName): Promise<void> {
    const name = keyNames.rootKey(firmCode)
    if ((await this.#folder.read(name)) === undefined) {
      const { key, publicKey } = await newKey(suite)
      await this.#seal(name, key, {
        'Firm-Code': String(firmCode),
        Role: 'root',
        'Public-Key': JSON.stringify(publicKey),
      })
    }
    const publicKey = pemFacts((await this.#folder.read(name)) ?? '')['Public-Key'] ?? ''
    await this.publishRoot(firmCode, publicKey)
  }

  /** Writes the public root as the file that containers are given. */
  async publishRoot(firmCode: number, publicKey: string): Promise<void> {
    await this.#folder.create(keyNames.root(firmCode), `${publicKey}\n`)
  }

  async rootSigner(firmCode: number): Promise<Signer> {
    const signer = await this.#open(keyNames.rootKey(firmCode))
    if (signer !== undefined) return signer
    const path = this.#folder.pathOf(keyNames.rootKey(firmCode))
    throw new UserError(
      `The private root key of firm code ${firmCode} is kept elsewhere: put ${path} back to certify a key`,
    )
  }

  rootPlaces(firmCode: number): RootPlaces {
    const rootKeyFile = this.#folder.pathOf(keyNames.rootKey(firmCode))
    return { rootFile: this.#folder.pathOf(keyNames.root(firmCode)), rootKeyFile }
  }

  async makeKey(firmCode: number, suite: SuiteName, certify: (key: PublicJwk) => Promise<string>): Promise<void> {
    const { key, publicKey } = await newKey(suite)
    const facts = { 'Firm-Code': String(firmCode), Role: 'signing', Certificate: await certify(publicKey) }
    await this.#seal(keyNames.signing(firmCode, thumbprint(publicKey)), key, facts)
  }

  async certificates(firmCode: number): Promise<string[]> {
    const names = (await this.#folder.list()).filter((name) => keyNames.firmCodeOf(name) === firmCode)
    const texts = await Promise.all(names.map((name) => this.#folder.read(name)))
    return texts.map((text) => pemFacts(text ?? '')['Certificate'] ?? '')
  }

  close(): Promise<void> {
    this.#signers.clear()
    return Promise.resolve()
  }

  async #seal(name: string, key: KeyObject, facts: Record<string, string>): Promise<void> {
    const secret = this.#secret(this.#folder.pathOf(name))
    await this.#folder.create(name, await sealPem(key, facts, secret, randomBytes(16)))
  }
}

async function newKey(suite: SuiteName): Promise<{ key: KeyObject; publicKey: PublicJwk }> {
  const curve = suites[suite].signingCurve
  const pair = curve === 'P-256' ? await generate('ec', { namedCurve: 'P-256' }) : await generate('ed25519')
  return { key: pair.privateKey, publicKey: publicJwk(curve)(pair.publicKey.export({ format: 'jwk' }) as never, 'key') }
}
