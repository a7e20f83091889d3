import { In } from 'typeorm'
import { withRiders } from '../domain/base-license.ts'
import { isDead } from '../domain/idle-release.ts'
import { canLeave, isWithUser } from '../domain/license.ts'
import { moveRefusal } from '../domain/move-refusal.ts'
import { License } from '../entities/license.ts'
import type { Ticket } from '../entities/ticket.ts'
import { record } from '../ledger/record.ts'
import { licensesIn, withItems, type ItemLicense } from '../licenses/ticket-licenses.ts'
import { askMoves } from '../moves/ask-moves.ts'
import { asIssuedAnew } from '../moves/issue-anew.ts'
import { judgeMoves } from '../moves/judge-moves.ts'
import type { Activating } from './activating.ts'

/** A license that leaves the container in which it is by our books, so that one can go where it is wanted. */
export interface Departing {
  readonly license: ItemLicense
  readonly kind: 'reactivation' | 'idle'
}

/** The licenses of a ticket as an activation may take them. */
export interface Cast {
  readonly licenses: readonly ItemLicense[]
  /** By the license that goes: itself, or the one whose place it takes. */
  readonly leaving: ReadonlyMap<string, Departing>
  /** Modules that come along with licenses which are issued anew; some may be of other tickets. */
  readonly riderIds: readonly string[]
}

/**
 * Makes licenses free for an activation that are in other containers: where their copies there are dead by themselves, or
 * where it is a reactivation and the rules of their items allow it. The modules that ride on them come along. Waiting times
 * begin for those that have to wait. What is free anyway comes before what has died.
 */
export async function castLicenses(
  activating: Activating,
  ticket: Ticket,
  licenses: readonly ItemLicense[],
): Promise<Cast> {
  const { tx, call, wish } = activating
  const elsewhere = await licensesElsewhere(activating, licenses)
  const dead = new Map([...elsewhere].filter(([, license]) => isDead(license, call.now)))
  const isWanted = (id: string) => wish.kind === 'reactivate' && (ticket.inseparable || wish.licenseIds.includes(id))
  const lost = new Map([...elsewhere].filter(([id]) => isWanted(id) && !dead.has(id)))
  if (dead.size === 0 && lost.size === 0) return { licenses, leaving: new Map(), riderIds: [] }

  const moving = [...lost.values()]
  const verdicts = await judgeMoves(tx, 'reactivation', moving, call.now)
  await record(tx, call, await askMoves(tx, call, 'reactivation', moving, verdicts, wish))
  const allowed = new Map([...lost].filter(([, { id }]) => verdicts.get(id)?.allowed === true))
  const riders = await ridersOf(activating, [...allowed.values()])
  const free = new Map<string, Departing>([
    ...[...dead].map(([id, license]) => [id, { license, kind: 'idle' }] as const),
    ...[...ridersOnDead(dead, licenses)].map((license) => [license.id, { license, kind: 'idle' }] as const),
    ...[...allowed].map(([id, license]) => [id, { license, kind: 'reactivation' }] as const),
    ...riders.map((license) => [license.id, { license, kind: 'reactivation' }] as const),
  ])
  const listed = new Set(licenses.map(({ id }) => id))
  const all = [...licenses, ...riders.filter(({ id }) => !listed.has(id))]
  const cast = all.map((license) => {
    const departing = free.get(license.id)?.license
    if (departing !== undefined) {
      return departing.id === license.id ? asIssuedAnew(license) : { ...license, exchange: undefined }
    }
    const verdict = verdicts.get(lost.get(license.id)?.id ?? '')
    return { ...license, heldBack: verdict && moveRefusal(verdict) }
  })
  return {
    licenses: cast.toSorted((a, b) => Number(dead.has(a.id)) - Number(dead.has(b.id))),
    leaving: free,
    riderIds: riders.map(({ id }) => id),
  }
}

/** By the license of the ticket: itself if it is in another container, or the one in another container that it takes the place of. */
async function licensesElsewhere(
  { tx, parts, meeting }: Activating,
  licenses: readonly ItemLicense[],
): Promise<Map<string, ItemLicense>> {
  const isElsewhere = (containerId: string | null) => containerId !== null && containerId !== meeting.container?.id
  const moved = licenses.filter(({ state, containerId }) => canLeave(state) && isElsewhere(containerId))
  const exchanged = licenses.filter(
    ({ state, exchange }) =>
      state === 'NotCollected' && exchange && isWithUser(exchange.state) && isElsewhere(exchange.containerId),
  )
  const ids = exchanged.flatMap(({ exchangeId }) => exchangeId ?? [])
  const rows = ids.length === 0 ? [] : await tx.findBy(License, { id: In(ids) })
  const old = new Map((await withItems(tx, parts.catalogue, rows)).map((license) => [license.id, license]))
  const pairs = exchanged.flatMap(({ id, exchangeId }) => {
    const license = old.get(exchangeId ?? '')
    return license === undefined ? [] : [[id, license] as const]
  })
  return new Map([...moved.map((license) => [license.id, license] as const), ...pairs])
}

/** Modules of the ticket that ride on dead copies are worth nothing where they are. */
function ridersOnDead(dead: ReadonlyMap<string, ItemLicense>, licenses: readonly ItemLicense[]): ItemLicense[] {
  const ids = [...dead.values()].map(({ id }) => id)
  const along = new Set(withRiders(ids, licenses))
  return licenses.filter(({ id, state }) => along.has(id) && !dead.has(id) && canLeave(state))
}

/** The modules that ride on licenses, in the containers that these leave. */
async function ridersOf({ tx, parts }: Activating, leaving: readonly ItemLicense[]): Promise<ItemLicense[]> {
  const riders: ItemLicense[] = []
  const ids = leaving.map(({ id }) => id)
  for (const containerId of new Set(leaving.flatMap((license) => license.containerId ?? []))) {
    const held = await licensesIn(tx, parts.catalogue, containerId)
    const along = new Set(withRiders(ids, held))
    riders.push(...held.filter(({ id, state }) => along.has(id) && !ids.includes(id) && canLeave(state)))
  }
  return riders
}
