import { canonicalJson } from '../formats/canonical.ts'
import type { FirmRoot } from '../formats/certificate.ts'
import { readRoot, thumbprint } from '../formats/keys.ts'
import { readUpdate } from '../formats/update.ts'
import { asProduct, countedAs } from './as-product.ts'
import { baseOf, withBaseTerms } from './base-terms.ts'
import { blockedBy, newestList } from './blocked.ts'
import { clockBehind, type ClockBehind } from './clock.ts'
import { firmIn, listContainers, readContainer, servedFirm, withFirm } from './container-folder.ts'
import { keyThumbprint } from './container-keys.ts'
import { brokenTerm, isTimed, type Asking } from './license-terms.ts'
import { listLicense, type ListedLicense } from './list-licenses.ts'
import { runtimeVersion, type Runtime } from './runtime.ts'
import { noteTime, startUse, usedAt } from './start-use.ts'
import type { ContainerState, FirmState, HeldLicense } from './state.ts'
import { best, refusedBy, type Refused, type Verdict } from './verdict.ts'

export interface Question extends Pick<Asking, 'releasedAt' | 'features'> {
  readonly firmCode: number
  readonly productCode: number
  /**
   * The root of the firm as the *program* knows it. A program must give it: otherwise anybody could make a root, a container
   * that trusts it and a license of their own.
   */
  readonly root?: FirmRoot | undefined
  /** Text of the newest block list that the program brings along (.odb). */
  readonly blockList?: string | undefined
}

/** A license that was found good, with all that is known of it. */
export interface Good {
  readonly verdict: 'valid'
  readonly serial: string
  readonly license: ListedLicense
  /** With the terms of its base, and as the product that was asked for. */
  readonly held: HeldLicense
  /** What its uses are counted with. */
  readonly counted: string
}

export type Judged = Good | Refused

/**
 * Whether this machine holds a valid license for a product. Every license is proven anew: by the signed update that brought
 * it, along the chain to the root; then by its terms. Starts the usage period of a license at its first use.
 */
export async function verifyLicense(runtime: Runtime, question: Question): Promise<Verdict> {
  return told(best(await judgeLicenses(runtime, question)) ?? missing(question))
}

/** What of a judgement is told to the program. */
export function told(judged: Judged): Verdict {
  if (judged.verdict !== 'valid') return judged
  const { verdict, serial, license } = judged
  return { verdict, serial, license }
}

/** A judgement of each license for a product on this machine, and of each container that cannot be opened. */
export async function judgeLicenses(runtime: Runtime, question: Question): Promise<Judged[]> {
  const judged: Judged[] = []
  try {
    for (const serial of await listContainers(runtime)) judged.push(...(await judgeIn(runtime, serial, question)))
  } catch (error) {
    judged.push(refusedBy(error))
  }
  return judged
}

async function judgeIn(runtime: Runtime, serial: string, question: Question): Promise<Judged[]> {
  const judged: Judged[] = []
  try {
    const state = await readContainer(runtime, serial)
    for (const license of servedFirm(state, question.firmCode)?.licenses ?? []) {
      if (asProduct(license, question.productCode) === undefined) continue
      judged.push(await judgeOne(runtime, state, license, question).catch(refusedBy))
    }
  } catch (error) {
    judged.push(refusedBy(error))
  }
  return judged
}

async function judgeOne(
  runtime: Runtime,
  state: ContainerState,
  license: HeldLicense,
  question: Question,
): Promise<Judged> {
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
  const list = await newestList(runtime, state, question.firmCode, question.blockList)
  const blocked = blockedBy(list, { ...license, serial: state.serial })
  if (blocked !== undefined) return { verdict: 'invalid', reason: 'BLOCKED', text: blocked }
  const now = runtime.now()
  if (isTimed(license)) {
    const behind = clockBehind(state, firm, now)
    if (behind !== undefined) return unknownTime(behind, state, question.firmCode, now)
    await noteTime(runtime, state, now)
  }
  const withoutBase = await judgeBase(runtime, state, license, question)
  if (withoutBase !== undefined) return withoutBase
  const judged = byTerms(state, firm, usedAt(license, now), { ...question, now, runtimeVersion })
  // What cannot be used yet, or not by this program, has not begun.
  if (judged.verdict === 'valid') await startUse(runtime, state, license, { firmCode: question.firmCode, now })
  return judged
}

/**
 * A module is worth something only while the license that it rides on is: the verdict on that one, if it is not valid. What
 * the program asks of the module itself, its features and its maintenance, is not asked of the base.
 */
async function judgeBase(
  runtime: Runtime,
  state: ContainerState,
  license: HeldLicense,
  { firmCode, root, blockList }: Question,
): Promise<Refused | undefined> {
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
  const question = { firmCode, productCode: base.options.productCode, root, blockList }
  const judged = await judgeOne(runtime, withFirm(state, firmCode, others), base, question)
  if (judged.verdict === 'valid') return undefined
  return { ...judged, text: `It is a module and rides on license ${ridesOn}. ${judged.text}` }
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
        put.sealed === license.sealed &&
        canonicalJson(put.options) === canonicalJson(license.options),
    )
    return isOwn && isInIt && (update.test !== true || firm.test)
  } catch {
    // Not genuine is not genuine, whatever is wrong with the proof.
    return false
  }
}

/** With a clock set back, a license that depends on time is neither valid nor invalid. */
function unknownTime({ by, time }: ClockBehind, { serial }: ContainerState, firmCode: number, now: Date): Refused {
  const what = by === 'signed' ? 'the vendor has signed files at' : 'it has shown before:'
  const renew = `"opendepot-runtime create --firm ${firmCode} --serial ${serial} --depot URL" lets the vendor confirm the time.`
  const advice = by === 'signed' ? 'Set the clock right.' : `Set the clock right; if it is right, ${renew}`
  const text = `The clock of this machine shows ${now.toISOString()}, but ${what} ${time}. ${advice}`
  return { verdict: 'unknown', reason: 'CLOCK_BEHIND', text }
}

function byTerms(
  { serial }: ContainerState,
  { licenses }: FirmState,
  license: HeldLicense,
  asking: Asking & Question,
): Judged {
  const whole = withBaseTerms(license, licenses)
  const held = asProduct(whole, asking.productCode) ?? whole
  const broken = brokenTerm(held, asking)
  if (broken !== undefined) return { verdict: 'invalid', ...broken }
  const counted = countedAs(license, asking.productCode)
  return { verdict: 'valid', serial, license: listLicense(held, licenses), held, counted }
}

export function missing({ firmCode, productCode }: Question): Refused {
  const text = `There is no license for product ${productCode} of firm code ${firmCode} on this machine.`
  return { verdict: 'invalid', reason: 'LICENSE_MISSING', text }
}
