import type { PKCS11, TokenInfo } from 'pkcs11js'
import { ckf } from './constants.ts'
import { returnValueOf, TokenError, tokenError } from './errors.ts'
import { TokenSession } from './session.ts'

/** A token in a slot. */
export interface FoundToken {
  readonly slot: Buffer
  readonly label: string
  /** Serial number by the maker. */
  readonly serial: string
}

/** The names by which a token is meant; the PIN of its user. */
export interface TokenWish {
  /** Its label or its serial number. */
  readonly name?: string | undefined
  readonly label?: string | undefined
  readonly serial?: string | undefined
  readonly pin: string
}

/** Libraries that are open in this process: PKCS#11 knows one initialisation per process, however many use it. */
const open = new Map<string, { readonly binding: PKCS11; users: number }>()

/** A PKCS#11 library: the driver of the tokens of one maker. */
export class Pkcs11Library {
  readonly #path: string
  readonly #binding: PKCS11

  private constructor(path: string, binding: PKCS11) {
    this.#path = path
    this.#binding = binding
  }

  /**
   * Opens the library at this path, for example `/usr/lib/softhsm/libsofthsm2.so`.
   * @param around lets a test stand between the library and its caller
   * @throws TokenError PKCS11_MISSING
   */
  static async open(path: string, around = (binding: PKCS11) => binding): Promise<Pkcs11Library> {
    const { PKCS11 } = await loadPackage()
    const present = open.get(path)
    if (present !== undefined) present.users += 1
    else open.set(path, { binding: start(new PKCS11(), path), users: 1 })
    return new Pkcs11Library(path, around((open.get(path) as { binding: PKCS11 }).binding))
  }

  /** The last one to close ends the library. */
  close(): void {
    const present = open.get(this.#path)
    if (present === undefined) return
    present.users -= 1
    if (present.users > 0) return
    open.delete(this.#path)
    present.binding.C_Finalize()
    present.binding.close()
  }

  /** The tokens that are there now and have been initialised. */
  tokens(): FoundToken[] {
    try {
      return this.#binding.C_GetSlotList(true).flatMap((slot) => found(slot, this.#binding.C_GetTokenInfo(slot)))
    } catch (error) {
      throw tokenError(error, `library ${this.#path}`)
    }
  }

  /**
   * The token of this label or serial number; without either the only one there.
   * @throws TokenError TOKEN_MISSING, TOKEN_AMBIGUOUS
   */
  find({ name, label, serial }: Omit<TokenWish, 'pin'>): FoundToken {
    const here = this.tokens()
    const fitting = here.filter(
      (token) =>
        (name === undefined || [token.label, token.serial].includes(name)) &&
        (label === undefined || token.label === label) &&
        (serial === undefined || token.serial === serial),
    )
    const [only, another] = fitting
    if (only !== undefined && another === undefined) return only
    const names = (tokens: readonly FoundToken[]) => tokens.map((token) => `"${token.label}" (${token.serial})`)
    if (only !== undefined) {
      const message = `Several tokens fit: ${names(fitting).join(', ')}.`
      throw new TokenError('TOKEN_AMBIGUOUS', message, 'Name one by its serial number, which stands in brackets.')
    }
    const wanted = [name, label, serial].filter((name) => name !== undefined).join(' ')
    const message = `There is no token ${wanted === '' ? 'here' : `"${wanted}"`}; present: ${names(here).join(', ') || 'none'}.`
    throw new TokenError('TOKEN_MISSING', message, 'Put the token in, or name one of those that are there.')
  }

  /**
   * Opens a token to read and write it as its user.
   * @throws TokenError TOKEN_MISSING, TOKEN_AMBIGUOUS, PIN_WRONG, PIN_LOCKED
   */
  login(wish: TokenWish): TokenSession {
    return TokenSession.login(this.#binding, this.find(wish), wish.pin)
  }
}

function found(slot: Buffer, { label, serialNumber, flags }: TokenInfo): FoundToken[] {
  const isReady = (flags & ckf.tokenInitialized) !== 0
  return isReady ? [{ slot, label: label.trimEnd(), serial: serialNumber.trimEnd() }] : []
}

async function loadPackage() {
  try {
    return (await import('pkcs11js')).default
  } catch (cause) {
    const message = 'The package pkcs11js is not installed, without which tokens cannot be used.'
    const advice = 'Install a C++ compiler, make and python3, then run "npm ci" again.'
    throw new TokenError('PKCS11_MISSING', message, advice, { cause })
  }
}

/** Locks of the operating system, since signatures are made on other threads. */
function start(binding: PKCS11, path: string): PKCS11 {
  try {
    binding.load(path)
    binding.C_Initialize({ flags: ckf.osLockingOk })
    return binding
  } catch (cause) {
    // Something else in this process uses the same library, and lets it be used.
    if (returnValueOf(cause) === 'CKR_CRYPTOKI_ALREADY_INITIALIZED') return binding
    const message = `The PKCS#11 library ${path} cannot be loaded: ${(cause as Error).message}.`
    throw new TokenError(
      'PKCS11_MISSING',
      message,
      'Install the driver of the token, and give the path of its library.',
      {
        cause,
      },
    )
  }
}
