import type { FirmRoot } from './certificate.ts'
import { nextDigest, optionsHash, type PlainAction, type PlainStep } from './digest.ts'
import { isJsonObject, toBase64url, type JsonObject } from './encoding.ts'
import { FormatError } from './errors.ts'
import { verifyFirmFile, type FirmSign } from './firm-file.ts'
import { serial, thumbprintText } from './keys.ts'
import { licenseOptions, type LicenseOptions } from './options.ts'
import { boolean, exactly, list, object, only, optional, refuse, text, type Reader } from './shape.ts'
import { anyObject, counter, digestBytes, firmCode, identifier, int64, time } from './values.ts'

/** A license as an update puts it into a container; it replaces one of the same licenseId. */
export interface LicensePut {
  readonly licenseId: string
  readonly generation: number
  /** Units that were consumed anywhere so far; the container keeps the larger of this and its own. */
  readonly consumed?: bigint | undefined
  /** The clear options. Members that this version does not know are kept, since the hash covers them. */
  readonly options: LicenseOptions
  /** Hidden and secret data as compact JWE to the agreement key of the container. */
  readonly sealed?: string | undefined
}

export type Action = { readonly put: LicensePut } | { readonly remove: { readonly licenseId: string } }

/** One step of the chain: from counter n to n + 1, all or nothing. */
export interface Step {
  readonly from: number
  readonly to: number
  readonly actions: readonly Action[]
  /** Digest of the container after this step. */
  readonly digest: Buffer
}

/** Signed steps for exactly one container and firm code (docs/formats.md §8). */
export interface Update {
  readonly serial: string
  /** Thumbprint of the container's signing key. */
  readonly keyThumbprint: string
  readonly firmCode: number
  readonly transferId: string
  readonly issuedAt: Date
  /** Made by an installation in test mode; production runtimes refuse it. */
  readonly test?: boolean | undefined
  readonly steps: readonly Step[]
}

/** Checks the known options and keeps all of them. */
const wholeOptions: Reader<LicenseOptions> = (value, path) => {
  licenseOptions(value, path)
  return anyObject(value, path) as unknown as LicenseOptions
}

const put: Reader<LicensePut> = object({
  licenseId: identifier,
  generation: counter,
  consumed: optional(int64),
  options: wholeOptions,
  sealed: optional(text(1, 262_144)),
})
const putAction = only(['put'], object({ put }))
const removeAction = only(['remove'], object({ remove: object({ licenseId: identifier }) }))
const action: Reader<Action> = (value, path) =>
  isJsonObject(value) && 'put' in value ? putAction(value, path) : removeAction(value, path)

const step: Reader<Step> = only(
  ['from', 'to', 'actions', 'digest'],
  object({ from: counter, to: counter, actions: list(action, { min: 1 }), digest: digestBytes }),
)

const chained: Reader<Step[]> = (value, path) => {
  const steps = list(step, { min: 1, max: 1000 })(value, path)
  steps.forEach(({ from, to }, index) => {
    if (to !== from + 1) refuse(`${path}[${index}]`, `leads from ${from} to ${to}`)
    if (from !== (steps[0]?.from ?? 0) + index) refuse(`${path}[${index}]`, 'does not begin where the one before ends')
  })
  return steps
}

const updateShape: Reader<Update> = object({
  v: exactly(1),
  serial,
  keyThumbprint: thumbprintText,
  firmCode,
  transferId: identifier,
  issuedAt: time,
  test: optional(boolean),
  steps: chained,
})

const what = 'update'

/** The part of a step that the digest covers. */
export function plainStep({ from, to, actions }: Omit<Step, 'digest'>): PlainStep {
  return { from, to, actions: actions.map(plainAction) }
}

function plainAction(action: Action): PlainAction {
  if ('remove' in action) return { remove: { licenseId: action.remove.licenseId } }
  const { licenseId, generation, options } = action.put
  return { put: { licenseId, generation, optionsHash: optionsHash(options) } }
}

/** Makes the step after `before`, where the counter stands at `from`. */
export function makeStep(before: Buffer, from: number, actions: readonly Action[]): Step {
  const next = { from, to: from + 1, actions }
  return { ...next, digest: nextDigest(before, plainStep(next)) }
}

/** Checks an update by the rules of a reader and has it signed: what leaves the house can be read outside. */
export async function writeUpdate(update: Update, sign: FirmSign): Promise<string> {
  const payload = updateJson(update)
  updateShape(payload, what)
  return sign('od-update+jws', payload)
}

function updateJson({ issuedAt, steps, ...rest }: Update): JsonObject {
  const json = { v: 1, ...rest, issuedAt: issuedAt.toISOString(), steps: steps.map(stepJson) }
  return JSON.parse(JSON.stringify(json)) as JsonObject
}

function stepJson({ from, to, actions, digest }: Step) {
  return { from, to, actions: actions.map(actionJson), digest: toBase64url(digest) }
}

function actionJson(action: Action) {
  if ('remove' in action) return action
  const { consumed, ...rest } = action.put
  return { put: consumed === undefined ? rest : { ...rest, consumed: String(consumed) } }
}

/** Verifies an update against the pinned root and gives it with its key and the epoch of that; for whom it is, the caller checks. */
export async function readUpdate(
  file: string,
  root: FirmRoot,
): Promise<{ update: Update; kid: string; epoch: number }> {
  const { payload, certificate } = await verifyFirmFile(file, 'od-update+jws', root, what)
  const update = updateShape(payload, what)
  checkFirmCodes(update)
  const { kid, epoch } = certificate
  return { update, kid, epoch }
}

/** A license of another firm code than its update would slip past the firm's certificate. */
function checkFirmCodes({ firmCode: code, steps }: Update): void {
  const foreign = steps
    .flatMap((entry) => entry.actions)
    .find((action) => 'put' in action && action.put.options.firmCode !== code)
  if (foreign !== undefined)
    throw new FormatError('otherFirm', `${what} for firm code ${code} holds a license of another`)
}
