import { randomBytes } from 'node:crypto'
import type { Signer } from '../formats/jws.ts'
import { thumbprint, type PublicJwk } from '../formats/keys.ts'
import type { SuiteName } from '../formats/suites.ts'
import { TokenError, type TokenErrorCode } from '../pkcs11/errors.ts'
import { Pkcs11Library, type TokenWish } from '../pkcs11/library.ts'
import type { TokenSession } from '../pkcs11/session.ts'
import type { TokenKey } from '../pkcs11/token-key.ts'
import { tokenSigner } from '../pkcs11/signer.ts'
import { UserError } from '../user-error.ts'
import type { SigningKey } from './box.ts'
import type { KeyFiles } from './key-files.ts'
import type { KeyStorage, RootPlaces } from './key-storage.ts'

/** Labels on the token, by which people recognise the keys; the certificates are data objects under the same name. */
const labels = {
  root: (firmCode: number) => `opendepot firm ${firmCode} root`,
  signing: (firmCode: number) => `opendepot firm ${firmCode}`,
}

const away: ReadonlySet<string> = new Set<TokenErrorCode>(['TOKEN_MISSING', 'TOKEN_REMOVED'])

export interface TokenPlace extends TokenWish {
  /** Path of the PKCS#11 library. */
  readonly modulePath: string
}

/**
 * The keys of firm codes on a PKCS#11 token (an HSM), which they never leave. What was made as files before goes on from
 * there: a root in a file certifies keys on the token, and a signing key in a file signs until the next one takes its place.
 * The token may be away for a while; it is opened again when it is needed next.
 */
export class TokenKeys implements KeyStorage {
  readonly usualSuite = 'p256-p256'
  readonly place: string
  readonly #token: TokenPlace
  readonly #files: KeyFiles
  /** Once it is open, it stays so. */
  #library: Promise<Pkcs11Library> | undefined
  #session: TokenSession | undefined
  /** A token that refuses its PIN is not asked again, or it would lock itself. */
  #refused: UserError | undefined
  /** By kid, as long as the session lasts. */
  readonly #signers = new Map<string, Signer>()

  constructor(token: TokenPlace, files: KeyFiles) {
    this.#token = token
    this.#files = files
    this.place = `the token ${token.label ?? token.serial ?? 'of SIGNER'}`
  }

  async signer({ kid, firmCode }: Pick<SigningKey, 'kid' | 'firmCode'>): Promise<Signer | undefined> {
    const known = this.#signers.get(kid)
    if (known !== undefined) return known
    const found = await this.#find(labels.signing(firmCode), kid)
    if (found === undefined) return this.#files.signer({ kid, firmCode })
    this.#signers.set(kid, found)
    return found
  }

  async root(firmCode: number): Promise<PublicJwk | undefined> {
    return this.#files.root(firmCode)
  }

  async makeRoot(firmCode: number, suite: SuiteName): Promise<void> {
    requireP256(suite)
    const label = labels.root(firmCode)
    const { publicKey } = await this.#use(async (token) => {
      return token.keys(label)[0] ?? (await token.generateKey({ label, id: randomBytes(16), use: 'sign' }))
    })
    await this.#files.publishRoot(firmCode, JSON.stringify(publicKey))
  }

  async rootSigner(firmCode: number): Promise<Signer> {
    const root = await this.root(firmCode)
    const found = root && (await this.#find(labels.root(firmCode), thumbprint(root)))
    return found ?? this.#files.rootSigner(firmCode)
  }

  rootPlaces(firmCode: number): RootPlaces {
    return { rootFile: this.#files.rootPlaces(firmCode).rootFile }
  }

  /** A key that a crash left without certificate is used first, since the memory of a token is small. */
  async makeKey(firmCode: number, suite: SuiteName, certify: (key: PublicJwk) => Promise<string>): Promise<void> {
    requireP256(suite)
    const label = labels.signing(firmCode)
    await this.#use(async (token) => {
      const certified = new Set(token.objects(label).map((object) => object.label))
      const left = token.keys(label).find(({ publicKey }) => !certified.has(thumbprint(publicKey)))
      const key = left ?? (await token.generateKey({ label, id: randomBytes(16), use: 'sign' }))
      token.create(label, thumbprint(key.publicKey), Buffer.from(await certify(key.publicKey), 'ascii'))
    })
  }

  async certificates(firmCode: number): Promise<string[]> {
    const label = labels.signing(firmCode)
    const here = await this.#use((token) => token.objects(label).map((object) => token.read(object).toString('ascii')))
    return [...here, ...(await this.#files.certificates(firmCode))]
  }

  #find(label: string, kid: string): Promise<Signer | undefined> {
    return this.#use((token) => {
      const key = token.keys(label).find(({ publicKey }) => thumbprint(publicKey) === kid)
      return key && this.#signerOf(token, key)
    })
  }

  #signerOf(token: TokenSession, key: TokenKey): Signer {
    const signer = tokenSigner(token, key)
    return { ...signer, sign: (bytes) => this.#use(() => signer.sign(bytes)) }
  }

  /** Opens the token, unless it is away: it may come back. */
  async tryOut(): Promise<void> {
    await this.#use(() => undefined).catch((error: unknown) => {
      const isAway = error instanceof UserError && error.cause instanceof TokenError && away.has(error.cause.code)
      if (!isAway) throw error
    })
  }

  /** After any trouble the token is opened anew by whoever needs it next. */
  async #use<T>(work: (token: TokenSession) => T | Promise<T>): Promise<T> {
    if (this.#refused !== undefined) throw this.#refused
    try {
      return await work(await this.#open())
    } catch (error) {
      if (!(error instanceof TokenError)) throw error
      this.#forget()
      const told = new UserError(`${error.message} ${error.advice}`, { cause: error })
      if (error.code === 'PIN_WRONG' || error.code === 'PIN_LOCKED') this.#refused = told
      throw told
    }
  }

  async #open(): Promise<TokenSession> {
    if (this.#session !== undefined) return this.#session
    const library = await (this.#library ??= Pkcs11Library.open(this.#token.modulePath))
    return (this.#session ??= library.login(this.#token))
  }

  #forget(): void {
    this.#session?.close()
    this.#session = undefined
    this.#signers.clear()
  }

  async close(): Promise<void> {
    this.#forget()
    const library = await this.#library?.catch(() => undefined)
    library?.close()
    this.#library = undefined
  }
}

function requireP256(suite: SuiteName): void {
  if (suite !== 'p256-p256') throw new UserError('A token makes P-256 keys only.')
}
