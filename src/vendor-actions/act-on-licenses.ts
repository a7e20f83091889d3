import { type LicenseRefusal, nothingDone } from '../domain/license-act.ts'
import type { License } from '../entities/license.ts'
import type { FaultCode } from '../faults.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import { doneByRequest } from '../ledger/done-by-request.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { openActions } from './actions.ts'
import { ownLicenses, readLicenseIds } from './own-licenses.ts'

/** Why something cannot be done with a license. */
export interface Refusal {
  readonly code: FaultCode
  readonly text: string
}

/** What is to be done with a license, or why not. */
export type Verdict<Plan> = { readonly plan: Plan } | { readonly refusal: Refusal }

/** A license with what is to be done with it. */
export interface Planned<Plan> {
  readonly license: License
  readonly plan: Plan
}

/** What became of a license. */
export interface Done {
  readonly licenseId: string
  readonly state: string
  /** Decided, and delivered at the next contact of its container. */
  readonly pending: boolean
}

/** One thing that a vendor does with several licenses. */
export interface LicenseAct<Plan> {
  /** As they were sent. */
  readonly licenseIds: readonly string[]
  /** Path of the list in the request. */
  readonly field: string
  /** What the requestId stands for. */
  readonly content: unknown
  /** Reads what the rules need beside the licenses, and gives the rule for each. */
  readonly judge: (tx: Tx, licenses: readonly License[]) => Promise<(license: License) => Verdict<Plan>>
  /** Does it to those for which it can be done, with an event of each license; in the order of the request. */
  readonly act: (tx: Tx, planned: readonly Planned<Plan>[]) => Promise<Done[]>
}

/** How a license fared, as the contract says it. */
export interface Outcome {
  readonly licenseId: string
  readonly ok: boolean
  readonly state?: string | undefined
  readonly pending: 'yes' | 'no'
  readonly code?: FaultCode | undefined
  readonly text?: string | undefined
}

/**
 * Does one thing with several licenses, each for itself, in one transaction. A repeated requestId is answered from what
 * was done then, with the states of today; which licenses it was done to, the ledger knows.
 * @throws Fault `REQUEST_CONFLICT`; the code on which all licenses agree if it can be done to none, else `NOTHING_TO_DO`
 */
export async function actOnLicenses<Plan>(tx: Tx, call: Call, act: LicenseAct<Plan>): Promise<Outcome[]> {
  const { content } = act
  const doneBefore = await findRequest(tx, call, { content })
  const judged = await judgeAll(tx, call, act)
  return doneBefore === undefined
    ? unlessDone(tx, call, { content }, () => doAll(tx, call, act, judged))
    : replay(tx, call, judged)
}

/** The licenses that a call names, and the verdict on each of them. */
interface Judged<Plan> {
  readonly licenseIds: readonly string[]
  readonly licenses: ReadonlyMap<string, License>
  readonly verdictOn: (licenseId: string) => Verdict<Plan>
}

async function judgeAll<Plan>(tx: Tx, call: Call, act: LicenseAct<Plan>): Promise<Judged<Plan>> {
  const licenseIds = readLicenseIds(act.licenseIds)
  const licenses = await ownLicenses(tx, call.caller, licenseIds)
  const rule = await act.judge(tx, [...licenses.values()])
  const verdictOn = (licenseId: string): Verdict<Plan> => {
    const license = licenses.get(licenseId)
    if (license === undefined) return { refusal: unknown }
    return firmCodeRefusal(call, license) ?? rule(license)
  }
  return { licenseIds, licenses, verdictOn }
}

async function doAll<Plan>(
  tx: Tx,
  call: Call,
  { content, field, act }: LicenseAct<Plan>,
  { licenseIds, licenses, verdictOn }: Judged<Plan>,
): Promise<Outcome[]> {
  const verdicts = licenseIds.map((licenseId) => ({ licenseId, verdict: verdictOn(licenseId) }))
  const planned = verdicts.flatMap(({ licenseId, verdict }) => {
    const license = licenses.get(licenseId)
    return license === undefined || !('plan' in verdict) ? [] : [{ license, plan: verdict.plan }]
  })
  const [first] = planned
  if (first === undefined) throw nothingDone(verdicts.flatMap(refusedOf), field)
  const done = new Map((await act(tx, planned)).map((each) => [each.licenseId, each]))
  await rememberRequest(tx, call, { content, reference: first.license.id })
  call.note({ done: done.size })
  return verdicts.map(({ licenseId, verdict }) => {
    const each = done.get(licenseId)
    if (each !== undefined) return doneOutcome(each)
    return refusedOutcome(licenseId, licenses.get(licenseId), 'refusal' in verdict ? verdict.refusal : unknown)
  })
}

async function replay<Plan>(tx: Tx, call: Call, { licenseIds, licenses, verdictOn }: Judged<Plan>): Promise<Outcome[]> {
  const done = await doneByRequest(tx, call, 'license', [...licenses.keys()])
  const pending = new Set((await openActions(tx, { licenseIds: [...done] })).map(({ licenseId }) => licenseId))
  return licenseIds.map((licenseId) => {
    const license = licenses.get(licenseId)
    if (license !== undefined && done.has(licenseId)) {
      return doneOutcome({ licenseId, state: license.state, pending: pending.has(licenseId) || isAwaited(license) })
    }
    const verdict = verdictOn(licenseId)
    return refusedOutcome(licenseId, license, 'refusal' in verdict ? verdict.refusal : notThen)
  })
}

/** Dedicated and not collected: its container gets it at the next contact. */
export function isAwaited({ state, dedicatedSerial }: Pick<License, 'state' | 'dedicatedSerial'>): boolean {
  return state === 'NotCollected' && dedicatedSerial !== null
}

function firmCodeRefusal({ caller: { firmCodes } }: Call, { firmCode }: License): { refusal: Refusal } | undefined {
  if (firmCodes === 'all' || firmCodes.has(firmCode)) return undefined
  return { refusal: { code: 'FORBIDDEN', text: `This client may not touch firm code ${firmCode}.` } }
}

const unknown: Refusal = { code: 'LICENSE_UNKNOWN', text: 'There is no license of this id in the order scope.' }
const notThen: Refusal = {
  code: 'NOTHING_TO_DO',
  text: 'The call of this requestId could not do it then; use a new requestId to try again.',
}

function refusedOf<Plan>({
  licenseId,
  verdict,
}: {
  readonly licenseId: string
  readonly verdict: Verdict<Plan>
}): LicenseRefusal[] {
  return 'refusal' in verdict ? [{ licenseId, ...verdict.refusal }] : []
}

function doneOutcome({ licenseId, state, pending }: Done): Outcome {
  return { licenseId, ok: true, state, pending: pending ? 'yes' : 'no' }
}

function refusedOutcome(licenseId: string, license: License | undefined, { code, text }: Refusal): Outcome {
  return { licenseId, ok: false, state: license?.state, pending: 'no', code, text }
}
