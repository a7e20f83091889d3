import { Fault, type FaultCode } from '../faults.ts'
import { choose, isHere, named, type Judging, type Verdict } from './activation-choice.ts'
import { changedParameter, refusalOf, type ActivationTarget, type Refusal } from './activation-rules.ts'
import { baseOf, basesFirst, type BaseChoice } from './base-license.ts'
import { Holding } from './holding.ts'
import type { GivenParameter } from './item-parameters.ts'
import type { ItemDefinition } from './item.ts'
import { isWithUser, type LicenseState } from './license.ts'
import { sharedTrial } from './trial.ts'

/** A license of the ticket, as far as the rules look at it. */
export interface TicketLicense {
  readonly id: string
  readonly state: LicenseState
  readonly firmCode: number
  /** The container that holds it, or is to hold it. */
  readonly containerId: string | null
  /** The only container it is meant for. */
  readonly dedicatedSerial: string | null
  /** The license whose place it took. */
  readonly replacesId?: string | null | undefined
  /** The license that it is exchanged for, if there is one. */
  readonly exchange?: { readonly state: LicenseState; readonly containerId: string | null } | undefined
  /** A module: the license that it rode on last. An upgrade: the license whose place it took. */
  readonly baseId: string | null
  /** Values of its parameters that count where none is given now: it is issued anew, and was activated before. */
  readonly keptParameters?: Readonly<Record<string, string>> | undefined
  /** Why it may not leave the container that it is in, if that was asked for. */
  readonly heldBack?: Refusal | undefined
  readonly item: Pick<
    ItemDefinition,
    | 'itemNumber'
    | 'containerKinds'
    | 'containerTypeNames'
    | 'options'
    | 'parameters'
    | 'moduleBases'
    | 'upgradeBases'
    | 'trialCount'
  >
}

/** What the caller asked for. */
export interface ActivationWish {
  /** Exactly these; empty: one license of each item that the container lacks. */
  readonly licenseIds: readonly string[]
  /** Every license that can be collected. */
  readonly all: boolean
  /** Values for the parameters that items ask for at activation. */
  readonly parameters: readonly GivenParameter[]
}

/** What became of one license. */
export type LicenseOutcome =
  | { readonly licenseId: string; readonly ok: true }
  | {
      readonly licenseId: string
      readonly ok: false
      readonly code: FaultCode
      readonly text: string
      /** When it can go, if it only has to wait. */
      readonly waitUntil?: Date | undefined
    }

/** A license that goes, with the values of its parameters and what it is based on. */
export interface Departure<License extends TicketLicense = TicketLicense> {
  readonly license: License
  readonly parameters: Readonly<Record<string, string>>
  readonly base?: BaseChoice | undefined
}

export interface ActivationPlan<License extends TicketLicense = TicketLicense> {
  /** To be put into the container by a new step, in this order: a module comes after its base. */
  readonly go: readonly Departure<License>[]
  /** One entry for each license that was asked for, those on their way included. */
  readonly outcomes: readonly LicenseOutcome[]
  /** What does not go, by license. */
  readonly refusals: ReadonlyMap<string, Refusal>
}

/**
 * Decides which licenses of a ticket go into a container now (design §2.1, ActivateLicenses). Licenses fail one by one,
 * but those of an inseparable ticket go together or not at all. Each is judged with those that go before it.
 */
export function planActivation<License extends TicketLicense>(
  ticket: { readonly inseparable: boolean; readonly licenses: readonly License[] },
  wish: ActivationWish,
  target: ActivationTarget,
): ActivationPlan<License> {
  const holding = new Holding(target.contents)
  const judging: Judging<License> = {
    verdictOn: (license) => ({ licenseId: license.id, license, ...judge(license, wish, target, holding) }),
    decide: (verdict) => {
      if (goes(verdict)) join(holding, verdict.license, verdict.base)
      return verdict
    },
    isUpgraded: (itemNumber) => holding.hasUpgradeOf(itemNumber),
  }
  const licenses = basesFirst(ticket.licenses)
  const live = licenses.filter(({ state }) => state === 'NotCollected' || isWithUser(state))
  const chosen = choose(ticket.inseparable, wish, target, live, judging)
  const verdicts = [...chosen, ...named(licenses, wish.licenseIds, chosen, judging)]
  const go = verdicts.filter(goes).map(({ license, parameters, base }) => ({ license, parameters, base }))
  const refusals = verdicts.flatMap(({ licenseId, refusal }) =>
    refusal === undefined ? [] : [[licenseId, refusal] as const],
  )
  return { go, outcomes: verdicts.map(outcomeOf), refusals: new Map(refusals) }
}

function goes<License>(
  verdict: Verdict<License>,
): verdict is Verdict<License> & Required<Pick<Verdict<License>, 'license' | 'parameters'>> {
  return verdict.license !== undefined && verdict.refusal === undefined && verdict.parameters !== undefined
}

function join(holding: Holding, license: TicketLicense, base: BaseChoice | undefined): void {
  const { id, firmCode, item } = license
  const { itemNumber, trialCount, upgradeBases = [] } = item
  const isTrial = trialCount !== undefined && sharedTrial(license, holding.trialsOf(itemNumber)) === undefined
  holding.join({ id, firmCode, itemNumber, upgradeBases, isTrial }, base)
}

/**
 * The fault of a parameter that no item of the ticket knows; the others are judged license by license. It is given and not
 * thrown: the context that came with it stays a receipt.
 * @param list path of the parameters in the request
 */
export function parameterNameFault(
  licenses: readonly TicketLicense[],
  { parameters }: Pick<ActivationWish, 'parameters'>,
  list = 'activation/parameters',
): Fault | undefined {
  const known = new Set(licenses.flatMap(({ item }) => item.parameters.map(({ name }) => name)))
  const index = parameters.findIndex(({ name }) => !known.has(name))
  if (index < 0) return undefined
  const field = `${list}/parameter[${index + 1}]/name`
  return new Fault('PARAMETER_INVALID', `No item of the ticket has a parameter '${parameters[index]?.name ?? ''}'.`, {
    field,
  })
}

function judge(
  license: TicketLicense,
  { parameters }: ActivationWish,
  target: ActivationTarget,
  holding: Holding,
): Pick<Verdict<TicketLicense>, 'refusal' | 'isOnlyLater' | 'parameters' | 'base'> {
  if (isOnItsWay(license, target)) {
    const refusal = changedParameter(license, parameters, target.onTheWay.get(license.id) ?? {})
    return refusal === undefined ? {} : { refusal }
  }
  const verdict = refusalOf(license, parameters, target, holding)
  return 'refusal' in verdict ? verdict : { ...verdict, ...baseOf(license, holding) }
}

/** In an update that the container has not confirmed: it is given once more, and that is no failure. */
function isOnItsWay(license: TicketLicense, target: ActivationTarget): boolean {
  const arrives = license.state === 'Collected' || license.state === 'Confirmed'
  return arrives && isHere(license, target) && target.onTheWay.has(license.id)
}

function outcomeOf({ licenseId, refusal }: Verdict<TicketLicense>): LicenseOutcome {
  return refusal === undefined ? { licenseId, ok: true } : refusedOutcome(licenseId, refusal)
}

export function refusedOutcome(licenseId: string, { code, text, possibleAt }: Refusal): LicenseOutcome {
  const refused = { licenseId, ok: false, code, text } as const
  return possibleAt === undefined ? refused : { ...refused, waitUntil: possibleAt }
}

/** When the first of the licenses can go that only have to wait. */
export function earliestWait(outcomes: readonly LicenseOutcome[]): Date | undefined {
  const waits = outcomes.flatMap((outcome) => (outcome.ok ? [] : (outcome.waitUntil ?? [])))
  return waits.toSorted((a, b) => a.getTime() - b.getTime()).at(0)
}
