import { Fault, type FaultCode } from '../faults.ts'
import { changedParameter, refusalOf, type ActivationTarget, type Refusal } from './activation-rules.ts'
import type { GivenParameter } from './item-parameters.ts'
import type { ItemDefinition } from './item.ts'
import { isWithUser, type LicenseState } from './license.ts'

/** A license of the ticket, as far as the rules look at it. */
export interface TicketLicense {
  readonly id: string
  readonly state: LicenseState
  readonly firmCode: number
  /** The container that holds it, or is to hold it. */
  readonly containerId: string | null
  /** The only container it is meant for. */
  readonly dedicatedSerial: string | null
  /** The license that it is exchanged for, if there is one. */
  readonly exchange?: { readonly state: LicenseState; readonly containerId: string | null } | undefined
  readonly item: Pick<ItemDefinition, 'itemNumber' | 'containerKinds' | 'options' | 'parameters'>
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
  | { readonly licenseId: string; readonly ok: false; readonly code: FaultCode; readonly text: string }

export interface ActivationPlan<License extends TicketLicense = TicketLicense> {
  /** To be put into the container by a new step, each with the values of its parameters. */
  readonly go: readonly { readonly license: License; readonly parameters: Readonly<Record<string, string>> }[]
  /** One entry for each license that was asked for, those on their way included. */
  readonly outcomes: readonly LicenseOutcome[]
}

/** Refused, or free to go with these parameters; neither when it is on its way already. */
interface Verdict<License> {
  readonly licenseId: string
  readonly license?: License
  readonly refusal?: Refusal
  readonly parameters?: Readonly<Record<string, string>>
}

/**
 * Decides which licenses of a ticket go into a container now (design §2.1, ActivateLicenses). Licenses fail one by one,
 * but those of an inseparable ticket go together or not at all.
 */
export function planActivation<License extends TicketLicense>(
  ticket: { readonly inseparable: boolean; readonly licenses: readonly License[] },
  wish: ActivationWish,
  target: ActivationTarget,
): ActivationPlan<License> {
  const verdictOn = (license: License) => ({ licenseId: license.id, license, ...judge(license, wish, target) })
  const live = ticket.licenses.filter(({ state }) => state === 'NotCollected' || isWithUser(state))
  const chosen = choose(ticket.inseparable, wish, target, () => live.map(verdictOn))
  const verdicts = [...chosen, ...named(ticket.licenses, wish.licenseIds, chosen, verdictOn)]
  const go = verdicts.flatMap(({ license, refusal, parameters }) =>
    license === undefined || refusal !== undefined || parameters === undefined ? [] : [{ license, parameters }],
  )
  return { go, outcomes: verdicts.map(outcomeOf) }
}

/**
 * The fault of a parameter that no item of the ticket knows; the others are judged license by license. It is given and not
 * thrown: the context that came with it stays a receipt.
 */
export function parameterNameFault(
  licenses: readonly TicketLicense[],
  { parameters }: ActivationWish,
): Fault | undefined {
  const known = new Set(licenses.flatMap(({ item }) => item.parameters.map(({ name }) => name)))
  const index = parameters.findIndex(({ name }) => !known.has(name))
  if (index < 0) return undefined
  const field = `activation/parameters/parameter[${index + 1}]/name`
  return new Fault('PARAMETER_INVALID', `No item of the ticket has a parameter '${parameters[index]?.name ?? ''}'.`, {
    field,
  })
}

function judge(
  license: TicketLicense,
  { parameters }: ActivationWish,
  target: ActivationTarget,
): { refusal: Refusal } | { parameters?: Readonly<Record<string, string>> } {
  if (!isOnItsWay(license, target)) return refusalOf(license, parameters, target)
  const refusal = changedParameter(license, parameters, target.onTheWay.get(license.id) ?? {})
  return refusal === undefined ? {} : { refusal }
}

/** In an update that the container has not confirmed: it is given once more, and that is no failure. */
function isOnItsWay(license: TicketLicense, target: ActivationTarget): boolean {
  const arrives = license.state === 'Collected' || license.state === 'Confirmed'
  return arrives && isHere(license, target) && target.onTheWay.has(license.id)
}

function isHere({ containerId }: TicketLicense, target: ActivationTarget): boolean {
  return containerId !== null && containerId === target.containerId
}

function choose<License extends TicketLicense>(
  inseparable: boolean,
  wish: ActivationWish,
  target: ActivationTarget,
  everyLicense: () => Verdict<License>[],
): readonly Verdict<License>[] {
  if (inseparable) return together(everyLicense(), target)
  if (wish.licenseIds.length > 0) return []
  return wish.all ? everyLicense() : oneOfEachItem(everyLicense(), target)
}

/** The licenses asked for by id that are not chosen anyway. */
function named<License extends TicketLicense>(
  licenses: readonly License[],
  licenseIds: readonly string[],
  chosen: readonly Verdict<License>[],
  verdictOn: (license: License) => Verdict<License>,
): Verdict<License>[] {
  const done = new Set(chosen.map(({ licenseId }) => licenseId))
  const byId = new Map(licenses.map((license) => [license.id, license]))
  return [...new Set(licenseIds)].flatMap((licenseId) => {
    if (done.has(licenseId)) return []
    const license = byId.get(licenseId)
    return license === undefined ? [{ licenseId, refusal: unknown }] : [verdictOn(license)]
  })
}

const unknown: Refusal = { code: 'LICENSE_UNKNOWN', text: 'The ticket holds no license of this id.' }

/** Each item stands for itself by one license: the one that is here, else the first that can go, else the first refused. */
function oneOfEachItem<License extends TicketLicense>(
  verdicts: readonly Verdict<License>[],
  target: ActivationTarget,
): Verdict<License>[] {
  const rank = ({ license, refusal }: Verdict<License>) =>
    license !== undefined && isHere(license, target) ? 0 : refusal === undefined ? 1 : 2
  const best = new Map<string, Verdict<License>>()
  for (const verdict of verdicts) {
    const itemNumber = verdict.license?.item.itemNumber ?? ''
    const soFar = best.get(itemNumber)
    if (soFar === undefined || rank(verdict) < rank(soFar)) best.set(itemNumber, verdict)
  }
  return [...best.values()]
}

/**
 * All licenses of an inseparable ticket: what holds one back holds back all. A license that is here already, or waits for
 * a context of another firm code of the same container, holds back nobody.
 */
function together<License extends TicketLicense>(
  verdicts: readonly Verdict<License>[],
  target: ActivationTarget,
): readonly Verdict<License>[] {
  const blocking = verdicts.find(
    ({ license, refusal }) =>
      refusal !== undefined && refusal.code !== 'FIRM_CODE_OTHER' && license !== undefined && !isHere(license, target),
  )
  if (blocking?.refusal === undefined) return verdicts
  const { code, text } = blocking.refusal
  const refusal = { code, text: `The ticket is inseparable, and license ${blocking.licenseId} holds it back: ${text}` }
  return verdicts.map((verdict) => (verdict.parameters === undefined ? verdict : { ...verdict, refusal }))
}

function outcomeOf({ licenseId, refusal }: Verdict<TicketLicense>): LicenseOutcome {
  return refusal === undefined ? { licenseId, ok: true } : { licenseId, ok: false, ...refusal }
}
