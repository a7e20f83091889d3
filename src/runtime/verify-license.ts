import { canonicalJson } from '../formats/canonical.ts'
import type { FirmRoot } from '../formats/certificate.ts'
import { readRoot, thumbprint } from '../formats/keys.ts'
import { readUpdate } from '../formats/update.ts'
import { baseOf, withBaseTerms } from './base-terms.ts'
import { clockBehind, type ClockBehind } from './clock.ts'
import { firmIn, listContainers, readContainer, servedFirm, withFirm } from './container-folder.ts'
import { keyThumbprint } from './container-keys.ts'
import { brokenTerm, isTimed, type Asking, type TermBroken } from './license-terms.ts'
import { listLicense, type ListedLicense } from './list-licenses.ts'
import { RuntimeRefusal, type RefusalCode } from './refusal.ts'
import { runtimeVersion, type Runtime } from './runtime.ts'
import { noteTime, startUse } from './start-use.ts'
import type { ContainerState, FirmState, HeldLicense } from './state.ts'

export interface Question extends Pick<Asking, 'releasedAt' | 'features'> {
  readonly firmCode: number
  readonly productCode: number
  /**
   * The root of the firm as the *program* knows it. A program must give it: otherwise anybody could make a root, a container
   * that trusts it and a license of their own.
   */
  readonly root?: FirmRoot | undefined
}

export type Reason = TermBroken['reason'] | RefusalCode | 'NOT_GENUINE' | 'CLOCK_BEHIND' | 'BASE_MISSING'

/** The answer: valid, not valid, or not to be told now (then ask again; nothing says that the license is gone). */
export type Verdict =
  | { readonly verdict: 'valid'; readonly serial: string; readonly license: ListedLicense }
  | { readonly verdict: 'invalid' | 'unknown'; readonly reason: Reason; readonly text: string }

type Refused = Extract<Verdict, { reason: Reason }>

/**
 * Whether this machine holds a valid license for a product. Every license is proven anew: by the signed update that brought
 * it, along the chain to the root; then by its terms. Starts the usage period of a license at its first use.
 */
export async function verifyLicense(runtime: Runtime, question: Question): Promise<Verdict> {
  const verdicts: Verdict[] = []
  for (const serial of await listContainers(runtime)) verdicts.push(...(await verifyIn(runtime, serial, question)))
  return best(verdicts) ?? missing(question)
}

/** One valid license is enough; after that, what is not known may still turn out well. */
function best(verdicts: readonly Verdict[]): Verdict | undefined {
  const order = ['valid', 'unknown', 'invalid'] as const
  return order.map((word) => verdicts.find(({ verdict }) => verdict === word)).find((found) => found !== undefined)
}

async function verifyIn(runtime: Runtime, serial: string, question: Question): Promise<Verdict[]> {
  try {
    const state = await readContainer(runtime, serial)
    const firm = servedFirm(state, question.firmCode)
    const licenses = firm?.licenses.filter(({ options }) => options.productCode === question.productCode) ?? []
    const verdicts: Verdict[] = []
    for (const license of licenses) verdicts.push(await verifyOne(runtime, state, license, question))
    return verdicts
  } catch (error) {
    return [refusedContainer(error)]
  }
}

/** A container that is not this machine's is no license; one that cannot be read at the moment may hold one. */
function refusedContainer(error: unknown): Refused {
  if (!(error instanceof RuntimeRefusal)) {
    const text = error instanceof Error ? error.message : String(error)
    return { verdict: 'unknown', reason: 'CONTAINER_BUSY', text: `The container cannot be read now: ${text}` }
  }
  const isLasting = error.code === 'OTHER_MACHINE' || error.code === 'CONTAINER_DAMAGED'
  return { verdict: isLasting ? 'invalid' : 'unknown', reason: error.code, text: error.message }
}

async function verifyOne(
  runtime: Runtime,
  state: ContainerState,
  license: HeldLicense,
  question: Question,
): Promise<Verdict> {
  const firm = firmIn(state, question.firmCode)
  const { root } = question
  if (root !== undefined && thumbprint(root.key) !== thumbprint(firm.root)) {
    const text = `The container trusts another root (${thumbprint(firm.root)}) than this program.`
    return { verdict: 'invalid', reason: 'OTHER_ROOT', text }
  }
  if (!(await isGenuine(state, firm, license))) {
    const text = 'No update that the vendor signed for this container holds this license.'
    return { verdict: 'invalid', reason: 'NOT_GENUINE', text }
  }
  const now = runtime.now()
  if (isTimed(license)) {
    const behind = clockBehind(state, firm, now)
    if (behind !== undefined) return unknownTime(behind, state, question.firmCode, now)
    await noteTime(runtime, state, now)
  }
  const withoutBase = await verifyBase(runtime, state, license, question)
  if (withoutBase !== undefined) return withoutBase
  const used = await startUse(runtime, state, license, { firmCode: question.firmCode, now })
  return byTerms(state, firm, used, { ...question, now, runtimeVersion })
}

/**
 * A module is worth something only while the license that it rides on is: the verdict on that one, if it is not valid. What
 * the program asks of the module itself, its features and its maintenance, is not asked of the base.
 */
async function verifyBase(
  runtime: Runtime,
  state: ContainerState,
  license: HeldLicense,
  { firmCode, productCode, root }: Question,
): Promise<Verdict | undefined> {
  const { ridesOn } = license.options
  if (ridesOn === undefined) return undefined
  const { licenses, ...firm } = firmIn(state, firmCode)
  const base = baseOf(license, licenses)
  if (base === undefined) {
    const text = `It is a module and rides on license ${ridesOn}, which this container does not hold.`
    return { verdict: 'invalid', reason: 'BASE_MISSING', text }
  }
  // Without the module: a chain of bases ends, whatever a file says.
  const others = { ...firm, licenses: licenses.filter((each) => each !== license) }
  const verdict = await verifyOne(runtime, withFirm(state, firmCode, others), base, { firmCode, productCode, root })
  if (verdict.verdict === 'valid') return undefined
  return { ...verdict, text: `It is a module and rides on license ${ridesOn}. ${verdict.text}` }
}

/** Looks the license up in the update that brought it, and verifies that one again. */
async function isGenuine(state: ContainerState, firm: FirmState, license: HeldLicense): Promise<boolean> {
  const proof = firm.updates.find((update) => update.id === license.broughtBy)
  if (proof === undefined) return false
  try {
    const { update } = await readUpdate(proof.file, readRoot({ ...firm.root }))
    const isOwn = update.serial === state.serial && update.keyThumbprint === keyThumbprint(state)
    const puts = update.steps
      .flatMap(({ actions }) => actions)
      .flatMap((action) => ('put' in action ? [action.put] : []))
    const isInIt = puts.some(
      (put) =>
        put.licenseId === license.licenseId &&
        put.generation === license.generation &&
        canonicalJson(put.options) === canonicalJson(license.options),
    )
    return isOwn && isInIt && (update.test !== true || firm.test)
  } catch {
    // Not genuine is not genuine, whatever is wrong with the proof.
    return false
  }
}

/** With a clock set back, a license that depends on time is neither valid nor invalid. */
function unknownTime({ by, time }: ClockBehind, { serial }: ContainerState, firmCode: number, now: Date): Verdict {
  const what = by === 'signed' ? 'the vendor has signed files at' : 'it has shown before:'
  const renew = `"opendepot-runtime create --firm ${firmCode} --serial ${serial} --depot URL" lets the vendor confirm the time.`
  const advice = by === 'signed' ? 'Set the clock right.' : `Set the clock right; if it is right, ${renew}`
  const text = `The clock of this machine shows ${now.toISOString()}, but ${what} ${time}. ${advice}`
  return { verdict: 'unknown', reason: 'CLOCK_BEHIND', text }
}

function byTerms({ serial }: ContainerState, { licenses }: FirmState, license: HeldLicense, asking: Asking): Verdict {
  const broken = brokenTerm(withBaseTerms(license, licenses), asking)
  return broken === undefined
    ? { verdict: 'valid', serial, license: listLicense(license, licenses) }
    : { verdict: 'invalid', ...broken }
}

function missing({ firmCode, productCode }: Question): Refused {
  const text = `There is no license for product ${productCode} of firm code ${firmCode} on this machine.`
  return { verdict: 'invalid', reason: 'LICENSE_MISSING', text }
}
