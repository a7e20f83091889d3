import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { parseJsonObject, sha256, toBase64url, type JsonObject } from '../formats/encoding.ts'
import type { TokenSession } from '../pkcs11/session.ts'
import type { TokenObject } from '../pkcs11/token-key.ts'
import { RuntimeRefusal } from './refusal.ts'

/** Name of our data objects on a token (CKA_APPLICATION). */
const application = 'opendepot'

/** What a token holds: the state of its container, and beside it the files that it names, each under the hash of it. */
export interface TokenContent {
  readonly state: JsonObject
  readonly files: ReadonlyMap<string, string>
}

/** One whole content of a token, with the objects that it is in. */
interface Stored extends TokenContent {
  readonly number: number
  readonly objects: ReadonlySet<TokenObject>
}

/** What the object of a state holds after its hash. */
interface StateObject {
  readonly v: number
  readonly files: readonly string[]
  readonly state: JsonObject
}

/** Why nothing can be read, though something is there. */
export class TokenUnreadable extends Error {
  override readonly name = 'TokenUnreadable'
}

/**
 * A content in the data objects of a token, changed as a whole or not at all: the new objects are all there before the old
 * ones go. There is one object for each file, which never changes, and a small one for the state: `state <number>` holds
 * SHA-256(label ‖ rest) ‖ rest, where the rest is the state and the names of its files, as compressed JSON. The highest
 * number that is whole is the state. Whenever the token is pulled out, one whole state is on it; what is left over of an
 * interrupted change goes with the next one.
 */
export class TokenMemory {
  readonly #session: TokenSession
  /** Files that were read before; they never change. */
  readonly #files = new Map<string, string>()

  constructor(session: TokenSession) {
    this.#session = session
  }

  /**
   * The content; undefined if the token holds none.
   * @throws TokenUnreadable if no state is whole, TokenError
   */
  load(): TokenContent | undefined {
    return this.#load(this.#session.objects(application))
  }

  #load(objects: readonly TokenObject[]): Stored | undefined {
    const states = objects.flatMap((object) => numberOf(object) ?? []).sort((one, other) => other.number - one.number)
    for (const { object, number } of states) {
      const whole = this.#whole(object, number, objects)
      if (whole !== undefined) return whole
    }
    if (states.length > 0) throw new TokenUnreadable('no state on the token is whole')
    return undefined
  }

  /** Replaces the content. */
  store({ state, files }: TokenContent): void {
    const before = this.#session.objects(application)
    const old = this.#load(before)
    this.#destroy(before.filter((object) => old?.objects.has(object) !== true))
    const kept = [...(old?.objects ?? [])].filter(({ label }) => files.has(idOf(label) ?? ''))
    const present = new Set(kept.map(({ label }) => label))
    const missing = [...files].filter(([id]) => !present.has(fileLabel(id)))
    const created: TokenObject[] = []
    try {
      for (const [id, file] of missing) created.push(this.#create(fileLabel(id), deflateRawSync(file)))
      const label = stateLabel((old?.number ?? 0) + 1)
      const rest = deflateRawSync(JSON.stringify({ v: 1, files: [...files.keys()], state }))
      this.#create(label, Buffer.concat([sha256(label, rest), rest]))
    } catch (error) {
      this.#sweep(created)
      throw error
    }
    // From here on the new content is the one that counts, whatever becomes of the old one.
    this.#sweep([...(old?.objects ?? [])].filter((object) => !kept.includes(object)))
  }

  /** Takes everything away; the states first, so that it is gone with the first ones. */
  clear(): void {
    const objects = this.#session.objects(application)
    const isState = (object: TokenObject) => numberOf(object) !== undefined
    this.#destroy([...objects.filter(isState), ...objects.filter((object) => !isState(object))])
  }

  #create(label: string, value: Buffer): TokenObject {
    return this.#session.create(application, label, value)
  }

  #whole(object: TokenObject, number: number, objects: readonly TokenObject[]): Stored | undefined {
    const value = this.#session.read(object)
    const rest = value.subarray(32)
    if (!sha256(object.label, rest).equals(value.subarray(0, 32))) return undefined
    const { v, files: names, state } = parseJsonObject(inflateRawSync(rest), 'token') as unknown as StateObject
    if (v !== 1) throw newer(v)
    const files = new Map<string, string>()
    const own = new Set([object])
    for (const id of names) {
      const place = objects.find(({ label }) => label === fileLabel(id))
      const file = place && this.#file(place, id)
      if (place === undefined || file === undefined) return undefined
      own.add(place)
      files.set(id, file)
    }
    return { state, files, number, objects: own }
  }

  #file(place: TokenObject, id: string): string | undefined {
    const known = this.#files.get(id)
    if (known !== undefined) return known
    const file = inflated(this.#session.read(place))
    if (file === undefined || toBase64url(sha256(file)) !== id) return undefined
    this.#files.set(id, file)
    return file
  }

  #destroy(objects: readonly TokenObject[]): void {
    for (const { handle } of objects) this.#session.destroy(handle)
  }

  /** What cannot be taken away now, because the token is out for example, goes with the next change. */
  #sweep(objects: readonly TokenObject[]): void {
    try {
      this.#destroy(objects)
    } catch {
      // Left over.
    }
  }
}

function newer(version: number): RuntimeRefusal {
  const message = `The container on the token is of a newer runtime than this one (version ${version}).`
  return new RuntimeRefusal('CONTAINER_NEWER', message, 'Update the runtime.')
}

const stateLabel = (number: number) => `state ${number}`
const fileLabel = (id: string) => `file ${id}`

function numberOf(object: TokenObject): { object: TokenObject; number: number } | undefined {
  const digits = /^state (\d{1,15})$/.exec(object.label)?.[1]
  return digits === undefined ? undefined : { object, number: Number(digits) }
}

function idOf(label: string): string | undefined {
  return /^file (.+)$/.exec(label)?.[1]
}

function inflated(value: Buffer): string | undefined {
  try {
    return inflateRawSync(value).toString('utf8')
  } catch {
    return undefined
  }
}
