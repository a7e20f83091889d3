import { createHash } from 'node:crypto'
import type { Attribute, PKCS11 } from 'pkcs11js'
import type { PublicJwk } from '../formats/keys.ts'
import { cka, ckf, ckk, ckm, cko, cku, ecdh } from './constants.ts'
import { jwkOf, p256, pointOf } from './ec.ts'
import { returnValueOf, TokenError, tokenError } from './errors.ts'
import type { FoundToken } from './library.ts'
import type { Handle, KeyWish, TokenKey, TokenObject } from './token-key.ts'

const perSearch = 64

/** A token that is open for its user. Every method throws TokenError; after TOKEN_REMOVED the token is to be opened anew. */
export class TokenSession {
  readonly token: FoundToken
  readonly #binding: PKCS11
  readonly #session: Handle
  /** A session does one signature at a time; they queue here. */
  #last: Promise<unknown> = Promise.resolve()

  private constructor(binding: PKCS11, session: Handle, token: FoundToken) {
    this.#binding = binding
    this.#session = session
    this.token = token
  }

  /** Opens a token that was found. Whoever is logged in in this process already stays so. */
  static login(binding: PKCS11, token: FoundToken, pin: string): TokenSession {
    let session: Handle | undefined
    try {
      session = binding.C_OpenSession(token.slot, ckf.serialSession | ckf.rwSession)
      loginOnce(binding, session, pin)
      return new TokenSession(binding, session, token)
    } catch (error) {
      if (session !== undefined) binding.C_CloseSession(session)
      throw tokenError(error, nameOf(token))
    }
  }

  close(): void {
    try {
      this.#binding.C_CloseSession(this.#session)
    } catch {
      // It is over already: the token was pulled out, or the library is closed.
    }
  }

  /** Whether it can be worked with: it is over once the token was pulled out. */
  isOpen(): boolean {
    try {
      this.#binding.C_GetSessionInfo(this.#session)
      return true
    } catch {
      return false
    }
  }

  /** Random bytes of the token. */
  random(length: number): Buffer {
    return this.#ask((binding) => binding.C_GenerateRandom(this.#session, Buffer.alloc(length)))
  }

  /** Makes a key pair that stays on the token: not extractable, and for one use only. */
  async generateKey({ label, id, use }: KeyWish): Promise<TokenKey> {
    const common = [
      { type: cka.token, value: true },
      { type: cka.label, value: label },
      { type: cka.id, value: id },
    ]
    const isSigning = use === 'sign'
    const publicHalf = [...common, { type: cka.ecParams, value: p256 }, { type: cka.verify, value: isSigning }]
    const privateHalf = [
      ...common,
      { type: cka.private, value: true },
      { type: cka.sensitive, value: true },
      { type: cka.extractable, value: false },
      { type: cka.sign, value: isSigning },
      { type: cka.derive, value: !isSigning },
    ]
    const { publicKey, privateKey } = await this.#asking((binding) =>
      binding.C_GenerateKeyPairAsync(this.#session, { mechanism: ckm.ecKeyPairGen }, publicHalf, privateHalf),
    )
    return { handle: privateKey, label, id, publicKey: this.#publicKey(publicKey) }
  }

  /** The P-256 key pairs on the token, those of one label if given. */
  keys(label?: string): TokenKey[] {
    const named = label === undefined ? [] : [{ type: cka.label, value: label }]
    const halves = this.#find([
      { type: cka.class, value: cko.privateKey },
      { type: cka.keyType, value: ckk.ec },
      ...named,
    ])
    return halves.flatMap((handle) => {
      const [own, id] = this.#attributes(handle, cka.label, cka.id) as [Buffer, Buffer]
      const [half] = this.#find([
        { type: cka.class, value: cko.publicKey },
        { type: cka.keyType, value: ckk.ec },
        { type: cka.id, value: id },
      ])
      const [params] = half === undefined ? [] : this.#attributes(half, cka.ecParams)
      // Keys of another curve are somebody else's.
      if (half === undefined || params?.equals(p256) !== true) return []
      return [{ handle, label: own.toString('utf8'), id, publicKey: this.#publicKey(half) }]
    })
  }

  /** Removes both halves of a key pair. */
  destroyKey({ handle, id }: TokenKey): void {
    this.destroy(handle)
    const halves = this.#find([
      { type: cka.class, value: cko.publicKey },
      { type: cka.id, value: id },
    ])
    for (const half of halves) this.destroy(half)
  }

  /** ES256: ECDSA over the SHA-256 of the bytes, as r ‖ s. The hash is made here, since not every token can. */
  async sign({ handle }: TokenKey, bytes: Uint8Array): Promise<Buffer> {
    const hash = createHash('sha256').update(bytes).digest()
    return this.#inTurn(() =>
      this.#asking((binding) => {
        binding.C_SignInit(this.#session, { mechanism: ckm.ecdsa }, handle)
        return binding.C_SignAsync(this.#session, hash, Buffer.alloc(64))
      }),
    )
  }

  /** ECDH with the key of another side: the 32 bytes of the shared secret (the x coordinate). */
  async derive({ handle }: TokenKey, peer: PublicJwk): Promise<Buffer> {
    const parameter = { type: ecdh.params, kdf: ecdh.noKdf, publicData: pointOf(peer) }
    const secret = await this.#asking((binding) =>
      binding.C_DeriveKeyAsync(this.#session, { mechanism: ckm.ecdh1Derive, parameter }, handle, [
        { type: cka.class, value: cko.secretKey },
        { type: cka.keyType, value: ckk.genericSecret },
        { type: cka.token, value: false },
        { type: cka.sensitive, value: false },
        { type: cka.extractable, value: true },
        { type: cka.valueLen, value: 32 },
      ]),
    )
    const [value] = this.#attributes(secret, cka.value)
    this.destroy(secret)
    if (value?.length !== 32) throw new TokenError('TOKEN_FAILED', 'The token keeps the secret.', 'Use another token.')
    return value
  }

  /** The data objects of an application, readable with the PIN only. */
  objects(application: string): TokenObject[] {
    const handles = this.#find([
      { type: cka.class, value: cko.data },
      { type: cka.application, value: application },
    ])
    return handles.map((handle) => ({ handle, label: String(this.#attributes(handle, cka.label)[0]) }))
  }

  read({ handle }: TokenObject): Buffer {
    const [value] = this.#attributes(handle, cka.value)
    return value ?? Buffer.alloc(0)
  }

  /** Creates a data object; it is whole on the token when this returns. */
  create(application: string, label: string, value: Buffer): TokenObject {
    const handle = this.#ask((binding) =>
      binding.C_CreateObject(this.#session, [
        { type: cka.class, value: cko.data },
        { type: cka.token, value: true },
        { type: cka.private, value: true },
        { type: cka.modifiable, value: false },
        { type: cka.application, value: application },
        { type: cka.label, value: label },
        { type: cka.value, value },
      ]),
    )
    return { handle, label }
  }

  destroy(handle: Handle): void {
    this.#ask((binding) => {
      binding.C_DestroyObject(this.#session, handle)
    })
  }

  #publicKey(half: Handle): PublicJwk {
    const [point] = this.#attributes(half, cka.ecPoint)
    return jwkOf(point ?? Buffer.alloc(0))
  }

  #find(template: Attribute[]): Handle[] {
    return this.#ask((binding) => {
      binding.C_FindObjectsInit(this.#session, template)
      try {
        const all: Handle[] = []
        for (;;) {
          const some = binding.C_FindObjects(this.#session, perSearch)
          all.push(...some)
          if (some.length < perSearch) return all
        }
      } finally {
        binding.C_FindObjectsFinal(this.#session)
      }
    })
  }

  #attributes(handle: Handle, ...types: number[]): Buffer[] {
    const wanted = types.map((type) => ({ type }))
    return this.#ask((binding) => binding.C_GetAttributeValue(this.#session, handle, wanted)).map(({ value }) => value)
  }

  #ask<T>(work: (binding: PKCS11) => T): T {
    try {
      return work(this.#binding)
    } catch (error) {
      throw tokenError(error, nameOf(this.token))
    }
  }

  async #asking<T>(work: (binding: PKCS11) => Promise<T>): Promise<T> {
    try {
      return await work(this.#binding)
    } catch (error) {
      throw tokenError(error, nameOf(this.token))
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

function loginOnce(binding: PKCS11, session: Handle, pin: string): void {
  try {
    binding.C_Login(session, cku.user, pin)
  } catch (error) {
    if (returnValueOf(error) !== 'CKR_USER_ALREADY_LOGGED_IN') throw error
  }
}

function nameOf({ label, serial }: FoundToken): string {
  return `token "${label}" (${serial})`
}
