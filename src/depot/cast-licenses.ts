import { In } from 'typeorm'
import { withRiders } from '../domain/base-license.ts'
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
 * Makes licenses free for an activation that are in other containers, where it is a reactivation and the rules of their items
 * allow it; the modules that ride on them come along. Waiting times begin for those that have to wait.
 */
export async function castLicenses(
  activating: Activating,
  ticket: Ticket,
  licenses: readonly ItemLicense[],
): Promise<Cast> {
  if (activating.wish.kind === 'activate') return { licenses, leaving: new Map(), riderIds: [] }
  const { tx, call, wish } = activating
  const lost = await lostOnes(activating, ticket, licenses)
  const moving = [...lost.values()]
  const verdicts = await judgeMoves(tx, 'reactivation', moving, call.now)
  await record(tx, call, await askMoves(tx, call, 'reactivation', moving, verdicts, wish))
  const allowed = new Map([...lost].filter(([, { id }]) => verdicts.get(id)?.allowed === true))
  const riders = await ridersOf(activating, [...allowed.values()])
  const free = new Map([...allowed, ...riders.map((rider) => [rider.id, rider] as const)])
  const listed = new Set(licenses.map(({ id }) => id))
  const leaving = [...free].map(([id, license]) => [id, { license, kind: 'reactivation' }] as const)
  return {
    licenses: [...licenses, ...riders.filter(({ id }) => !listed.has(id))].map((license) => {
      const out = free.get(license.id)
      if (out !== undefined) return out.id === license.id ? asIssuedAnew(license) : { ...license, exchange: undefined }
      const verdict = verdicts.get(lost.get(license.id)?.id ?? '')
      return { ...license, heldBack: verdict && moveRefusal(verdict) }
    }),
    leaving: new Map(leaving),
    riderIds: riders.map(({ id }) => id),
  }
}

/** By the license that is wanted: itself if it is in another container, or the one in another container that it takes the place of. */
async function lostOnes(
  { tx, parts, wish, meeting }: Activating,
  { inseparable }: Ticket,
  licenses: readonly ItemLicense[],
): Promise<Map<string, ItemLicense>> {
  const wanted = licenses.filter(({ id }) => inseparable || wish.licenseIds.includes(id))
  const isElsewhere = (containerId: string | null) => containerId !== null && containerId !== meeting.container?.id
  const lost = wanted.filter(({ state, containerId }) => canLeave(state) && isElsewhere(containerId))
  const exchanged = wanted.filter(
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
  return new Map([...lost.map((license) => [license.id, license] as const), ...pairs])
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
