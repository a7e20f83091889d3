import { writeContext, type Context, type LicenseSummary } from '../../../src/formats/context.ts'
import { firstDigest } from '../../../src/formats/digest.ts'
import { fingerprintSalt, makeFingerprint, type MachinePart } from '../../../src/formats/fingerprint.ts'
import { containerSerial, thumbprint } from '../../../src/formats/keys.ts'
import type { SuiteName } from '../../../src/formats/suites.ts'
import { firmCode, rootOf } from './firms.ts'
import { fixedKey, signerOf } from './keys.ts'
import { asAlgNone, asTyp, inForeignHands } from './spoiled.ts'

/** What of a context a sample wants otherwise than it would be: `{{context a seq=1 spoiled=alg-none}}`. */
export interface ContextWish {
  readonly firmCode?: string
  readonly seq?: string
  readonly counter?: string
  /** Any text; the digest becomes that of something else. */
  readonly digest?: string
  /** Value of the one part of the machine that the fingerprint shows. */
  readonly disk?: string
  readonly spoiled?: string
  /** When it says that it was made; by default a minute ago. */
  readonly at?: string
  /** The container whose keys this one, of the cloud, has by now. */
  readonly by?: string
}

interface Chain {
  seq: number
  counter: number
  digest: Buffer
  licenses: LicenseSummary[]
}

/**
 * A container with fixed keys, as far as a server can see it: it writes contexts and takes in updates, and knows nothing
 * of files, machines and rules. A name that begins with `dongle` or `cloud` makes one of that kind. `old@pc` and `new@pc` are
 * on one machine, which has several parts.
 */
export class SampleContainer {
  readonly name: string
  readonly kind: 'dongle' | 'software' | 'cloud'
  readonly #chains = new Map<number, Chain>()

  constructor(name: string) {
    this.name = name
    this.kind = (['dongle', 'cloud'] as const).find((kind) => name.startsWith(kind)) ?? 'software'
  }

  get suite(): SuiteName {
    return this.kind === 'dongle' ? 'p256-p256' : 'ed25519-x25519'
  }

  get signing() {
    return fixedKey(this.kind === 'dongle' ? 'P-256' : 'Ed25519', `signing key of container ${this.name}`)
  }

  get agreement() {
    return fixedKey(this.kind === 'dongle' ? 'P-256' : 'X25519', `agreement key of container ${this.name}`)
  }

  get serial(): string {
    return containerSerial(this.kind, this.signing.publicKey)
  }

  /** The next context; one with a wish does not count. */
  async context(wish: ContextWish = {}): Promise<string> {
    const code = Number(wish.firmCode ?? firmCode)
    const chain = this.#chain(code)
    const contextSeq = wish.seq === undefined ? ++chain.seq : Number(wish.seq)
    const context = this.#contextAt(
      code,
      {
        ...chain,
        seq: contextSeq,
        counter: Number(wish.counter ?? chain.counter),
        digest: wish.digest === undefined ? chain.digest : Buffer.alloc(32, wish.digest),
      },
      wish.disk ?? this.name,
      { at: wish.at, keys: wish.by === undefined ? this : new SampleContainer(wish.by) },
    )
    if (wish.spoiled === 'foreign-key')
      return inForeignHands(context, signerOf(this.suite, fixedKey('Ed25519', 'thief')))
    const { signing } = wish.by === undefined ? this : new SampleContainer(wish.by)
    const file = await writeContext(context, signerOf(this.suite, signing))
    if (wish.spoiled === 'alg-none') return asAlgNone(file)
    if (wish.spoiled === 'other-typ') return asTyp(context, signerOf(this.suite, this.signing))
    if (wish.spoiled === 'cut') return file.slice(0, 200)
    return file
  }

  /** Takes in an update: the steps that it does not have yet. */
  import(updateFile: string): void {
    const { payload } = JSON.parse(updateFile) as { payload: string }
    const update = JSON.parse(Buffer.from(payload, 'base64url').toString()) as UpdateJson
    const chain = this.#chain(update.firmCode)
    for (const { from, to, digest, actions } of update.steps) {
      if (from !== chain.counter) continue
      chain.counter = to
      chain.digest = Buffer.from(digest, 'base64url')
      for (const { put, remove } of actions) {
        const others = chain.licenses.filter(({ licenseId }) => licenseId !== (put ?? remove)?.licenseId)
        chain.licenses = put === undefined ? others : [...others, { ...put, consumed: 0n }]
      }
    }
  }

  #machine(disk: string): MachinePart[] {
    const [, place] = this.name.split('@')
    if (place === undefined) return [{ name: 'disk', value: disk }]
    return ['board', 'cpu', 'disk'].map((name) => ({ name, value: place }))
  }

  #chain(code: number): Chain {
    const known = this.#chains.get(code)
    if (known !== undefined) return known
    const fresh = { seq: 0, counter: 0, digest: firstDigest, licenses: [] }
    this.#chains.set(code, fresh)
    return fresh
  }

  #contextAt(
    code: number,
    { seq, counter, digest, licenses }: Chain,
    disk: string,
    { at = '2026-05-04T07:59:00.000Z', keys }: { readonly at: string | undefined; readonly keys: SampleContainer },
  ): Context {
    const root = thumbprint(rootOf(code).publicKey)
    return {
      kind: this.kind,
      serial: this.serial,
      firmCode: code,
      root,
      epoch: counter === 0 ? 0 : 1,
      contextSeq: seq,
      counter,
      digest,
      licenses: licenses.map(({ licenseId, generation, consumed }) => ({ licenseId, generation, consumed })),
      removed: [],
      ...(this.kind === 'software' && {
        fingerprint: makeFingerprint('strict', fingerprintSalt(root), this.#machine(disk)),
      }),
      createdAt: new Date(at),
      runtime: { name: 'wire-sample', version: '1.0' },
      suite: this.suite,
      signingKey: keys.signing.publicKey,
      agreementKey: keys.agreement.publicKey,
    }
  }
}

interface UpdateJson {
  readonly firmCode: number
  readonly steps: readonly {
    readonly from: number
    readonly to: number
    readonly digest: string
    readonly actions: readonly {
      readonly put?: { readonly licenseId: string; readonly generation: number }
      readonly remove?: { readonly licenseId: string }
    }[]
  }[]
}
