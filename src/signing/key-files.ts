import { createPublicKey, type KeyObject } from 'node:crypto'
import { Fault } from '../faults.ts'
import { checkValidAt, readFirmRoot, verifyCertificate, type FirmRoot } from '../formats/certificate.ts'
import { parseJsonObject, type JsonObject } from '../formats/encoding.ts'
import { keySigner, signJws, writeFlattened, type FileType, type Signer } from '../formats/jws.ts'
import { time } from '../formats/values.ts'
import { UserError } from '../user-error.ts'
import type { FirmPublicKeys, FirmSecurityBox, SigningKey } from './box.ts'
import { KeyFolder, keyNames } from './key-folder.ts'
import { openPem, pemFacts } from './sealed-pem.ts'

/** A signing key that is unlocked. */
interface OpenKey extends SigningKey {
  readonly signer: Signer
}

/**
 * A Firm Security Box on encrypted key files (`opendepot firm create` makes them). All signing keys are unlocked once and
 * stay in memory; a firm code that is asked for and not there makes it look into the folder again, so a firm created
 * beside a running server is found. The private root is never read.
 * @throws UserError for a wrong passphrase or a damaged file
 */
export async function openKeyFiles(dataDir: string, passphrase: string | undefined): Promise<FirmSecurityBox> {
  const box = new KeyFileBox(new KeyFolder(dataDir), passphrase)
  await box.load()
  return box
}

class KeyFileBox implements FirmSecurityBox {
  readonly #folder: KeyFolder
  readonly #passphrase: string | undefined
  readonly #keys = new Map<string, OpenKey>()
  readonly #roots = new Map<number, FirmRoot>()

  constructor(folder: KeyFolder, passphrase: string | undefined) {
    this.#folder = folder
    this.#passphrase = passphrase
  }

  /** Unlocks the key files that are not open yet. */
  async load(): Promise<void> {
    for (const name of await this.#folder.list()) {
      const firmCode = keyNames.firmCodeOf(name)
      if (firmCode !== undefined && !this.#keys.has(name)) this.#keys.set(name, await this.#unlock(name, firmCode))
    }
  }

  async #unlock(name: string, firmCode: number): Promise<OpenKey> {
    const path = this.#folder.pathOf(name)
    const passphrase = this.#passphrase
    if (passphrase === undefined) throw new UserError(`FIRM_PASSPHRASE is not set, and ${path} needs it`)
    const text = (await this.#folder.read(name)) ?? ''
    const key = await openPem(text, passphrase, path)
    return openKey(pemFacts(text)['Certificate'] ?? '', await this.#root(firmCode), key, path)
  }

  async #root(firmCode: number): Promise<FirmRoot> {
    const known = this.#roots.get(firmCode)
    if (known !== undefined) return known
    const path = this.#folder.pathOf(keyNames.root(firmCode))
    const text = await this.#folder.read(keyNames.root(firmCode))
    if (text === undefined) throw new UserError(`The public root key ${path} is missing: put it back from the backup`)
    const root = readFirmRoot(parseJsonObject(text, path))
    this.#roots.set(firmCode, root)
    return root
  }

  async signingKey(firmCode: number, now: Date): Promise<SigningKey> {
    return withoutSigner(await this.#keyFor(firmCode, now))
  }

  async sign(firmCode: number, type: FileType, payload: JsonObject, now: Date): Promise<string> {
    const key = await this.#keyFor(firmCode, now)
    checkValidAt(key, time(payload['issuedAt'], 'issuedAt'), 'the file to sign')
    return writeFlattened(await signJws(type, payload, key.signer, key.certificate))
  }

  async publicKeys(firmCode: number): Promise<FirmPublicKeys> {
    const keys = await this.#keysOf(firmCode)
    return { firmCode, root: (await this.#root(firmCode)).key, signingKeys: keys.map(withoutSigner) }
  }

  async #keyFor(firmCode: number, now: Date): Promise<OpenKey> {
    const [newest] = (await this.#keysOf(firmCode))
      .filter((key) => key.notBefore <= now && now < key.notAfter)
      .sort((a, b) => b.epoch - a.epoch || Number(b.notBefore) - Number(a.notBefore))
    if (newest !== undefined) return newest
    throw cannotSign(firmCode, new Error(`no signing key of firm code ${firmCode} is valid now`))
  }

  async #keysOf(firmCode: number): Promise<OpenKey[]> {
    const keys = this.#openKeysOf(firmCode)
    if (keys.length > 0) return keys
    await this.#lookAgain(firmCode)
    const found = this.#openKeysOf(firmCode)
    if (found.length > 0) return found
    const advice = `"opendepot firm create ${firmCode}" makes them`
    throw cannotSign(firmCode, new Error(`there are no signing keys for firm code ${firmCode}; ${advice}`))
  }

  #openKeysOf(firmCode: number): OpenKey[] {
    return [...this.#keys.values()].filter((key) => key.firmCode === firmCode)
  }

  /** At run time a key file that cannot be opened is an outage of the signer, not the end of the server. */
  async #lookAgain(firmCode: number): Promise<void> {
    try {
      await this.load()
    } catch (cause) {
      if (cause instanceof UserError) throw cannotSign(firmCode, cause)
      throw cause
    }
  }
}

/** The caller learns that it is not his fault, the operator's log why. */
function cannotSign(firmCode: number, cause: Error): Fault {
  const text = `This server cannot sign for firm code ${firmCode} at the moment; its operator has been told.`
  return new Fault('UNAVAILABLE', text, { cause })
}

async function openKey(certificate: string, root: FirmRoot, key: KeyObject, path: string): Promise<OpenKey> {
  const facts = await verifyCertificate(certificate, root, path)
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  if (x !== facts.publicKey.x) throw new UserError(`The key file ${path} is damaged: its certificate is of another key`)
  return { ...facts, certificate, signer: keySigner(facts.suite, facts.publicKey, key) }
}

function withoutSigner({ signer: _, ...key }: OpenKey): SigningKey {
  return key
}
