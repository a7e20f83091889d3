import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { containerSerial, thumbprint } from '../formats/keys.ts'
import { TokenError } from '../pkcs11/errors.ts'
import { Pkcs11Library, type TokenWish } from '../pkcs11/library.ts'
import type { TokenSession } from '../pkcs11/session.ts'
import { tokenSigner } from '../pkcs11/signer.ts'
import type { ContainerChange, ContainerHome, ContainerSecrets, NewContainer } from './container-home.ts'
import { publicKeysOf } from './container-keys.ts'
import { withFileLock } from './file-lock.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { ContainerState } from './state.ts'
import { destroyKeys, keyOnToken, makeKeys, proveKey } from './token-keys.ts'
import { TokenMemory, TokenUnreadable } from './token-memory.ts'
import { fromToken, toToken } from './token-state.ts'

/** Which token, and how to get at it. */
export interface TokenPlace extends TokenWish {
  /** Path of the PKCS#11 library of the token, its driver. */
  readonly modulePath: string
}

/** An open token. */
interface Opened {
  readonly session: TokenSession
  readonly memory: TokenMemory
  /** Serials of containers whose signing key proved to be on this token. */
  readonly proven: Set<string>
}

/**
 * A dongle: a PKCS#11 token that holds one container, for all vendors. Both private keys are made on it and never leave it;
 * what the container holds are data objects beside them, which only the PIN opens (docs/dongles.md).
 */
export class TokenHome implements ContainerHome {
  readonly kind = 'dongle'
  readonly holdsOne = true
  readonly #where: TokenPlace
  readonly #random: (bytes: number) => Buffer
  readonly #openLibrary: typeof Pkcs11Library.open
  #library: Promise<Pkcs11Library> | undefined
  #opened: Opened | undefined

  /** @param openLibrary lets a test stand between the library and its caller */
  constructor(
    where: TokenPlace,
    random: (bytes: number) => Buffer,
    openLibrary: typeof Pkcs11Library.open = (path) => Pkcs11Library.open(path),
  ) {
    this.#where = where
    this.#random = random
    this.#openLibrary = openLibrary
  }

  get place(): string {
    const { name, label = name, serial = label }: Partial<TokenWish> = this.#opened?.session.token ?? this.#where
    return serial === undefined ? 'on the token' : `on token "${label ?? serial}"`
  }

  /** Gives the token back; the next call opens it again. */
  async close(): Promise<void> {
    this.#opened?.session.close()
    const library = this.#library
    this.#opened = this.#library = undefined
    await library?.then(
      (open) => open.close(),
      () => undefined,
    )
  }

  async list(): Promise<string[]> {
    const state = await this.#using((opened) => load(opened))
    return state === undefined ? [] : [state.serial]
  }

  async read(serial: string): Promise<ContainerState> {
    return this.#using(async (opened) => this.#own(await load(opened), serial))
  }

  async change<T>(serial: string, change: ContainerChange<T>): Promise<T> {
    return this.#alone(async (opened) => {
      const state = this.#own(await load(opened), serial)
      const [next, result] = await change(state)
      if (next !== state) opened.memory.store(toToken(next))
      return result
    })
  }

  /** It is bound by its keys, whatever software containers would be bound to. */
  async create({ createdAt, firms }: NewContainer): Promise<string> {
    return this.#alone(async (opened) => {
      const present = await load(opened)
      if (present !== undefined) throw occupied(present.serial, this.place)
      const { session, memory } = opened
      destroyKeys(session)
      try {
        const keys = await makeKeys(session, this.#random)
        const serial = containerSerial('dongle', keys.signingKey)
        memory.store(toToken({ v: 1, serial, suite: 'p256-p256', ...labelOf(session), ...keys, createdAt, firms }))
        return serial
      } catch (error) {
        discardKeys(session)
        throw error
      }
    })
  }

  async remove(serial: string): Promise<void> {
    return this.#alone(async (opened) => {
      this.#own(await load(opened), serial)
      opened.memory.clear()
      destroyKeys(opened.session)
    })
  }

  secretsOf(state: ContainerState): Promise<ContainerSecrets> {
    const { suite, signingKey, agreementKey } = publicKeysOf(state)
    return Promise.resolve({
      signer: {
        suite,
        kid: thumbprint(signingKey),
        sign: (bytes) =>
          this.#using(({ session }) => tokenSigner(session, keyOnToken(session, 'signing', signingKey)).sign(bytes)),
      },
      agreement: {
        publicKey: agreementKey,
        agree: (peer) =>
          this.#using(({ session }) => session.derive(keyOnToken(session, 'agreement', agreementKey), peer)),
      },
    })
  }

  /** A token is what it is, whatever it is plugged into. */
  fingerprint(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  /** Works with the open token. What goes wrong with it is told in its words. */
  async #using<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open())
    } catch (error) {
      throw refusalOf(error, this.place)
    }
  }

  /** As long as no other process on this machine changes the token. */
  async #alone<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    return this.#using((opened) => withFileLock(lockOf(opened.session), () => work(opened)))
  }

  /** A token that was pulled out and is there again is opened anew. */
  async #open(): Promise<Opened> {
    this.#library ??= this.#openLibrary(this.#where.modulePath)
    const library = await this.#library.catch((error: unknown) => {
      this.#library = undefined
      throw error
    })
    if (this.#opened?.session.isOpen() === true) return this.#opened
    this.#opened?.session.close()
    const session = library.login(this.#where)
    this.#opened = { session, memory: new TokenMemory(session), proven: new Set() }
    return this.#opened
  }

  #own(state: ContainerState | undefined, serial: string): ContainerState {
    if (state?.serial === serial) return state
    const message = `There is no container ${serial} ${this.place}${state === undefined ? '' : `, but ${state.serial}`}.`
    throw new RuntimeRefusal('CONTAINER_MISSING', message, 'See "opendepot-runtime --token NAME list".')
  }
}

/** Other processes of this machine, also of other users, look at the same place. */
function lockOf({ token }: TokenSession): string {
  return join(tmpdir(), `opendepot-token-${token.serial.replace(/[^0-9A-Za-z]/g, '_')}.lock`)
}

/** How often to look again, when another process may be changing the token at this moment, and after how long. */
const looks = { times: 5, pause: 50 }

async function load(opened: Opened, look = 1): Promise<ContainerState | undefined> {
  try {
    const content = opened.memory.load()
    if (content === undefined) return undefined
    const state = fromToken(content)
    const { signingKey } = publicKeysOf(state)
    if (!opened.proven.has(state.serial)) await proveKey(opened.session, signingKey)
    opened.proven.add(state.serial)
    return state
  } catch (error) {
    const isMoving = error instanceof TokenUnreadable || (error instanceof TokenError && error.code === 'OBJECT_GONE')
    if (!isMoving || look >= looks.times) throw error
    await sleep(looks.pause)
    return load(opened, look + 1)
  }
}

/** The serial number that its maker gave it. */
function labelOf({ token }: TokenSession): { label?: string } {
  return token.serial === '' ? {} : { label: token.serial }
}

/** If they cannot be taken away now, the next creation does it. */
function discardKeys(session: TokenSession): void {
  try {
    destroyKeys(session)
  } catch {
    // Left over.
  }
}

function occupied(serial: string, place: string): RuntimeRefusal {
  const message = `The container ${serial} is ${place} already.`
  const advice = `A token holds one container for all vendors: add the firm code to it with --serial ${serial}.`
  return new RuntimeRefusal('CONTAINER_AMBIGUOUS', message, advice)
}

function refusalOf(error: unknown, place: string): unknown {
  if (error instanceof TokenError) return new RuntimeRefusal(error.code, error.message, error.advice, { cause: error })
  if (!(error instanceof TokenUnreadable)) return error
  const message = `The container ${place} is damaged: ${error.message}.`
  const advice = 'Ask the vendor to release its licenses; then erase the token and create a new container on it.'
  return new RuntimeRefusal('CONTAINER_DAMAGED', message, advice, { cause: error })
}
