import type { BindingScheme } from '../../src/domain/container.ts'
import { writeContext, type Context } from '../../src/formats/context.ts'
import { toBase64url } from '../../src/formats/encoding.ts'
import { makeFingerprint, fingerprintSalt } from '../../src/formats/fingerprint.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { keyAgreement } from '../../src/formats/jwe.ts'
import { unseal } from '../../src/formats/sealed.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import { readUpdate } from '../../src/formats/update.ts'
import { applyUpdate } from '../../src/runtime/apply-update.ts'
import type { FirmState } from '../../src/runtime/state.ts'
import { newContainer, type TestContainer, type TestFirm } from '../formats/support.ts'

/** A firm as a container knows it: by the root that it pins. */
export type PinnedFirm = Pick<TestFirm, 'firmCode' | 'root'>

/** A container in memory: real keys and files, and the rules of the runtime, without a disk or token. */
export class FieldContainer {
  readonly keys: TestContainer
  machine = [{ name: 'disk', value: 'D-1' }]
  scheme: BindingScheme = 'strict'
  #firms = new Map<number, FirmState>()

  constructor(firm: PinnedFirm, keys = newContainer(firm as TestFirm)) {
    this.keys = keys
  }

  get serial(): string {
    return this.keys.serial
  }

  /** The next context for a firm code. */
  context(firm: PinnedFirm, changes: Partial<Context> = {}, signer = this.keys.signing.signer): Promise<string> {
    const state = this.state(firm)
    const next = { ...state, contextSeq: state.contextSeq + 1 }
    this.#firms.set(firm.firmCode, next)
    const root = thumbprint(firm.root.key)
    const { signingKey, agreementKey, suite, context } = this.keys
    return writeContext(
      {
        ...context,
        suite,
        signingKey,
        agreementKey,
        firmCode: firm.firmCode,
        root,
        epoch: next.epoch,
        contextSeq: next.contextSeq,
        counter: next.counter,
        digest: Buffer.from(next.digest, 'base64url'),
        licenses: next.licenses.map(({ licenseId, generation }) => ({ licenseId, generation, consumed: 0n })),
        ...(context.kind === 'software' && {
          fingerprint: makeFingerprint(this.scheme, fingerprintSalt(changes.root ?? root), this.machine),
        }),
        ...changes,
      },
      signer,
    )
  }

  /** Imports an update as the runtime does, and gives the steps that were done. */
  async import(firm: PinnedFirm, updateFile: string | undefined): Promise<number> {
    const { update, epoch } = await readUpdate(updateFile ?? '', firm.root)
    expect(update.serial).toBe(this.serial)
    const applied = applyUpdate({ ...this.state(firm), epoch }, update, updateFile ?? '')
    this.#firms.set(firm.firmCode, applied.firm)
    return applied.steps
  }

  /** Hidden and secret data of a license, opened with the container's own key. */
  async secretsOf(firm: PinnedFirm, licenseId: string) {
    const license = this.state(firm).licenses.find((each) => each.licenseId === licenseId)
    return license?.sealed === undefined
      ? undefined
      : unseal(
          license.sealed,
          license,
          keyAgreement(this.keys.agreement.publicKey, { ...this.keys.agreement.privateJwk }),
        )
  }

  licenses(firm: PinnedFirm): string[] {
    return this.state(firm).licenses.map(({ licenseId }) => licenseId)
  }

  state(firm: PinnedFirm): FirmState {
    return this.#firms.get(firm.firmCode) ?? { ...fresh, root: firm.root.key }
  }

  /** A copy of its whole state, as somebody makes who copies a folder or a virtual machine. */
  copy(): FieldContainer {
    const copy = new FieldContainer({} as PinnedFirm, this.keys)
    copy.machine = this.machine
    copy.scheme = this.scheme
    copy.#firms = new Map(this.#firms)
    return copy
  }

  /** Goes on counting contexts from here, as a runtime does that was told that its context is stale. */
  skipTo(firm: PinnedFirm, contextSeq: number): void {
    this.#firms.set(firm.firmCode, { ...this.state(firm), contextSeq })
  }
}

const fresh: Omit<FirmState, 'root'> = {
  test: false,
  epoch: 0,
  contextSeq: 0,
  counter: 0,
  digest: toBase64url(firstDigest),
  licenses: [],
  removed: [],
  updates: [],
}
