import type { FaultCode } from '../faults.ts'
import type { ItemDefinition, MoveRule } from './item.ts'

/** The three ways in which a license leaves its container while it lives on; an item has a rule for each. */
export type MoveKind = 'return' | 'reactivation' | 'restore'

/** What a rule of an item says how often it may happen: a move, or a renewal, which moves nothing. */
export type RuledAct = MoveKind | 'renewal'

/** The rule of an item for moves of this kind. */
export function ruleOf(
  kind: MoveKind,
  { returnRule, reactivationRule, restoreRule }: Pick<ItemDefinition<unknown>, `${MoveKind}Rule`>,
): MoveRule {
  return { return: returnRule, reactivation: reactivationRule, restore: restoreRule }[kind]
}

/** What a person has decided on a move that waits for a decision. */
export type MoveDecision = 'accept' | 'reject'

/** What a move is judged by, beside its rule and the clock. */
export interface MoveRecord {
  /** When moves of this kind were done with the license, in any order. */
  readonly doneAt: readonly Date[]
  /** When this move was asked for first; undefined: just now. */
  readonly askedAt?: Date | undefined
  readonly decision?: MoveDecision | undefined
}

/** A move may be made now, or why not, and from when on it may be if nothing else happens; no time: not by waiting. */
export type MoveVerdict =
  { readonly allowed: true } | { readonly allowed: false; readonly refusal: MoveRefusal; readonly possibleAt?: Date }

export interface MoveRefusal {
  /**
   * `RETURN_NOT_ALLOWED` or `REACTIVATION_NOT_ALLOWED`: never. `APPROVAL_NEEDED`: a person has to decide. `QUOTA_EXCEEDED`:
   * too often. `WAIT`: not yet.
   */
  readonly code: FaultCode
  readonly text: string
}

/**
 * Judges a return, reactivation or restoring by the rule of its item. A decision counts only where the rule asks for one,
 * and allows no more than the rule counts: `maximumCount` moves within any `periodDays` days, each of 24 hours, so that no
 * zone and no leap day makes a difference.
 */
export function judgeMove(kind: RuledAct, rule: MoveRule, record: MoveRecord, now: Date): MoveVerdict {
  const forbidden = refusedForGood(kind, rule, record)
  if (forbidden !== undefined) return { allowed: false, refusal: forbidden }
  const hurdles = [quota(kind, rule, record, now), waiting(kind, rule, record, now)].filter(
    (each) => each !== undefined,
  )
  const [first, second] = hurdles
  if (first === undefined) return { allowed: true }
  // Whatever lasts longer is the reason to give; what never ends lasts longest.
  const last = second !== undefined && endOf(second) > endOf(first) ? second : first
  return { allowed: false, ...last }
}

interface Hurdle {
  readonly refusal: MoveRefusal
  readonly possibleAt?: Date
}

function endOf({ possibleAt }: Hurdle): number {
  return possibleAt?.getTime() ?? Infinity
}

function refusedForGood(kind: RuledAct, { policy }: MoveRule, { decision }: MoveRecord): MoveRefusal | undefined {
  if (policy === 'never') return { code: notAllowed[kind], text: `The item does not allow a ${kind}.` }
  if (policy !== 'manual' || decision === 'accept') return undefined
  if (decision === 'reject') return { code: notAllowed[kind], text: `The vendor has refused the ${kind}.` }
  return { code: 'APPROVAL_NEEDED', text: `The vendor has to approve the ${kind}.` }
}

const notAllowed = {
  return: 'RETURN_NOT_ALLOWED',
  reactivation: 'REACTIVATION_NOT_ALLOWED',
  restore: 'REACTIVATION_NOT_ALLOWED',
  renewal: 'RENEWAL_NOT_ALLOWED',
} as const satisfies Record<RuledAct, FaultCode>

function quota(kind: RuledAct, rule: MoveRule, { doneAt }: MoveRecord, now: Date): Hurdle | undefined {
  const { maximumCount, periodDays } = rule
  if (maximumCount === 0) return undefined
  const times = doneAt.map((at) => at.getTime()).sort((a, b) => b - a)
  // The one that has to fall out of the period before there is room for another.
  const oldest = times[maximumCount - 1]
  if (oldest === undefined) return undefined
  const text = `There were ${maximumCount} of ${maximumCount}`
  const acts = kind === 'renewal' ? 'renewals' : `moves of this kind (${kind})`
  if (periodDays === 0) {
    return { refusal: { code: 'QUOTA_EXCEEDED', text: `${text} possible ${acts}.` } }
  }
  const possibleAt = daysAfter(new Date(oldest), periodDays)
  if (possibleAt <= now) return undefined
  const refusal = {
    code: 'QUOTA_EXCEEDED',
    text: `${text} ${acts} in ${periodDays} days.`,
  } as const
  return { refusal, possibleAt }
}

function waiting(kind: RuledAct, rule: MoveRule, { askedAt }: MoveRecord, now: Date): Hurdle | undefined {
  if (rule.policy !== 'wait') return undefined
  const possibleAt = endOfWait(rule, askedAt ?? now)
  if (possibleAt <= now) return undefined
  const text = `A ${kind} is possible ${rule.waitDays} days after it was asked for first.`
  return { refusal: { code: 'WAIT', text }, possibleAt }
}

/** When a waiting time is over. */
export function endOfWait({ waitDays }: Pick<MoveRule, 'waitDays'>, askedAt: Date): Date {
  return daysAfter(askedAt, waitDays)
}

function daysAfter(at: Date, days: number): Date {
  return new Date(at.getTime() + days * millisecondsOfDay)
}

const millisecondsOfDay = 86_400_000
