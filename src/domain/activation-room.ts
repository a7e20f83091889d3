import {
  refusedOutcome,
  type ActivationPlan,
  type Departure,
  type LicenseOutcome,
  type TicketLicense,
} from './activation.ts'
import type { Refusal } from './activation-rules.ts'

/** Licenses of one firm code that a container may hold: every context lists them all and has to fit into one message. */
export const mostLicensesOfContainer = 5_000

/** What a container and its next update can still take. */
export interface ActivationRoom {
  /** Licenses that the container holds, gave away and has not forgotten, or is to get by unconfirmed steps. */
  readonly held: number
  /** Bytes of an update that holds nothing else. */
  readonly wholeSize: number
  /** Bytes that unconfirmed steps leave free; below 0 when they fill more than one update. */
  readonly freeSize: number
}

/** A license as it would go, and the bytes that it takes in an update. */
interface Sized {
  readonly size: number
}

export interface FittedPlan<Going extends Sized = Sized> {
  readonly going: readonly Going[]
  readonly outcomes: readonly LicenseOutcome[]
  /** What did not fit, by license. */
  readonly refusals: ReadonlyMap<string, Refusal>
  /** Whether another update, after the receipt of this one, has room for some that did not fit. */
  readonly laterMore: boolean
}

/**
 * Takes the licenses of a plan in their order as long as container and update have room, and refuses the others one by
 * one; those of an inseparable ticket go together or not at all.
 * @param prepare makes a license ready to go; not asked any more once the update is full
 */
export function fitPlan<License extends TicketLicense, Going extends Sized>(
  { go, outcomes }: Pick<ActivationPlan<License>, 'go' | 'outcomes'>,
  prepare: (departure: Departure<License>) => Going,
  room: ActivationRoom,
  inseparable: boolean,
): FittedPlan<Going> {
  const going: Going[] = []
  const refusals = new Map<string, Refusal>()
  let { freeSize } = room
  const take = (departure: Departure<License>): Refusal | undefined => {
    if (refusals.has(departure.base?.licenseId ?? '')) return baseStays
    if (room.held + going.length >= mostLicensesOfContainer) return tooMany
    if (freeSize <= 0) return updateIsFull
    const next = prepare(departure)
    if (next.size > room.wholeSize) return tooLarge(next.size, room)
    if (next.size > freeSize) {
      freeSize = 0
      return updateIsFull
    }
    going.push(next)
    freeSize -= next.size
    return undefined
  }
  for (const departure of go) {
    const refusal = take(departure)
    if (refusal !== undefined) refusals.set(departure.license.id, refusal)
  }
  const [first] = refusals.values()
  if (first === undefined) return { going, outcomes, refusals, laterMore: false }
  const laterMore = [...refusals.values()].includes(updateIsFull)
  if (!inseparable) return { going, outcomes: refuse(outcomes, refusals), refusals, laterMore }
  const all = new Map(go.map(({ license }) => [license.id, together(first)]))
  return { going: [], outcomes: refuse(outcomes, all), refusals: all, laterMore }
}

/** A plan of which nothing goes by this update, but perhaps by the next one. */
export function laterAll({ go, outcomes, refusals }: ActivationPlan): Pick<ActivationPlan, 'outcomes' | 'refusals'> {
  const later = new Map(go.map(({ license }) => [license.id, updateIsFull]))
  return { outcomes: refuse(outcomes, later), refusals: new Map([...refusals, ...later]) }
}

const tooMany: Refusal = {
  code: 'LIMIT_EXCEEDED',
  text: `A container holds at most ${mostLicensesOfContainer} licenses of one firm code.`,
  remedy: 'Activate it into another container.',
}

const nextUpdate = 'Import this update, send the receipt, then ask again.'

/** What one update cannot hold any more, the next one can. */
export const updateIsFull: Refusal = {
  code: 'LIMIT_EXCEEDED',
  text: 'The update is full: import this update, confirm, then ask again.',
  remedy: nextUpdate,
}

/** A module never goes ahead of its base. */
const baseStays: Refusal = {
  code: 'BASE_LICENSE_MISSING',
  text: 'The license that it is to ride on has no room in this update.',
  remedy: nextUpdate,
}

function tooLarge(size: number, { wholeSize }: ActivationRoom): Refusal {
  const text = `The license takes ${size} bytes, and an update has room for ${wholeSize}.`
  return { code: 'LIMIT_EXCEEDED', text, remedy: 'The vendor has to give the item less data.' }
}

function together({ code, text, remedy }: Refusal): Refusal {
  return { code, remedy, text: `The licenses of the ticket are inseparable, and not all have room. ${text}` }
}

function refuse(outcomes: readonly LicenseOutcome[], refusals: ReadonlyMap<string, Refusal>): LicenseOutcome[] {
  return outcomes.map((outcome) => {
    const refusal = refusals.get(outcome.licenseId)
    return refusal === undefined ? outcome : refusedOutcome(outcome.licenseId, refusal)
  })
}
