import { setTimeout as sleep } from 'node:timers/promises'
import { In } from 'typeorm'
import type { HistoryEntry } from '../../src/contract/sales.ts'
import { isWithUser, type LicenseChange, licenseChanges, type LicenseState, stateOf } from '../../src/domain/license.ts'
import { openActionStates } from '../../src/domain/vendor-action.ts'
import { Container } from '../../src/entities/container.ts'
import { License } from '../../src/entities/license.ts'
import { OrderLine } from '../../src/entities/order-line.ts'
import { Order } from '../../src/entities/order.ts'
import { VendorAction } from '../../src/entities/vendor-action.ts'
import type { Store } from '../../src/store/store.ts'
import { waiting } from '../ledger/ledger-kit.ts'
import type { Company } from '../support/company.ts'
import type { Market } from './market.ts'

/** Everything that the database holds of a market. */
export async function storedOf(store: Store, { customerId }: Market) {
  return store.read(async (tx) => {
    const orders = await tx.findBy(Order, { customerId })
    const lines = await tx.findBy(OrderLine, { orderId: In(orders.map(({ id }) => id)) })
    return { orders, lines, licenses: await tx.findBy(License, { customerId }) }
  })
}

export type Stored = Awaited<ReturnType<typeof storedOf>>

/** Each license is of one line, on the ticket of the order of that line, and no line stands for more than was sold. */
export function linesAreRight({ orders, lines, licenses }: Stored): void {
  for (const { orderLineId, ticketId } of licenses) {
    const own = lines.filter(({ id }) => id === orderLineId)
    expect(own).toHaveLength(1)
    expect(orders.find(({ id }) => id === own[0]?.orderId)?.ticketId).toBe(ticketId)
  }
  for (const { id, quantity } of lines) {
    const ofLine = licenses.filter(({ orderLineId }) => orderLineId === id)
    expect(piecesOf(ofLine.filter(isStanding))).toBeLessThanOrEqual(quantity)
  }
}

/** What was neither replaced nor taken back. */
function isStanding({ state, replacedById }: License): boolean {
  return replacedById === null && ['NotCollected', 'Collected', 'Confirmed', 'Returning'].includes(state)
}

/** Pieces that licenses stand for; those that share the units of one piece are one. */
function piecesOf(licenses: readonly License[]): number {
  const pieces = new Map(licenses.map((each) => [each.pieceId ?? each.id, each.factor]))
  return [...pieces.values()].reduce((sum, factor) => sum + factor, 0)
}

/**
 * What the containers hold is what the server believes. No license is in two, nor beside the one whose place it took; an
 * upgrade has taken its base out, and a trial is there once.
 */
export async function fieldIsRight({ server, firm }: Company, market: Market, { licenses }: Stored): Promise<void> {
  const serials = market.containers.map(({ serial }) => serial)
  const rows = await server.store.read((tx) => tx.findBy(Container, { serial: In(serials) }))
  const held = market.containers.flatMap((container) => container.licenses(firm))
  expect(new Set(held).size).toBe(held.length)
  for (const container of market.containers) {
    const id = rows.find(({ serial }) => serial === container.serial)?.id
    const believed = licenses.filter((each) => each.containerId === id && isWithUser(each.state as LicenseState))
    expect(believed.map((each) => each.id).sort()).toEqual(container.licenses(firm).sort())
  }
  for (const { replacesId } of licenses.filter(({ id }) => held.includes(id))) expect(held).not.toContain(replacesId)
  for (const container of market.containers) {
    const inside = container.state(firm).licenses.map(({ licenseId, options }) => ({ licenseId, ...options }))
    expect(inside.filter(({ itemNumber }) => itemNumber === 'TRIAL').length).toBeLessThanOrEqual(1)
    for (const { licenseId } of inside.filter(({ itemNumber }) => itemNumber === 'UPGRADE')) {
      expect(held).not.toContain(licenses.find(({ id }) => id === licenseId)?.baseId)
    }
  }
}

/** After everybody has visited, nothing that a vendor decided is left to be done. */
export async function nothingWaits({ server }: Company, market: Market, { licenses }: Stored): Promise<void> {
  const serial = In(market.containers.map((container) => container.serial))
  const waiting = await server.store.read(async (tx) => {
    const containers = await tx.findBy(Container, { serial })
    return tx.findBy(VendorAction, { containerId: In(containers.map(({ id }) => id)), state: In(openActionStates) })
  })
  expect(waiting).toEqual([])
  expect(licenses.filter(({ state }) => state === 'WithdrawPending')).toEqual([])
}

/** The sequencer works in the background; this is when it has come to the last event. */
export async function everythingNumbered({ server }: Company): Promise<void> {
  while ((await waiting(server.store)) > 0) await sleep(20)
}

/** Everything that the server tells of its changes, from the beginning or from a page on, until it has caught up. */
export async function changesSince({ auditor }: Company, from?: string) {
  const entries: HistoryEntry[] = []
  const numbers: number[] = []
  for (let cursor = from; ;) {
    const page = await auditor.call('sales', 'ListChanges', { pageSize: 500, cursor })
    for (const { sequenceText, historyEntry } of page.ledgerChanges.ledgerChange) {
      entries.push(historyEntry)
      numbers.push(Number(sequenceText))
    }
    cursor = page.nextCursor
    if (page.caughtUp === 'yes') return { entries, numbers, cursor }
  }
}

/** The feed alone tells of each license the state that its row has, and leaves out no version. */
export function feedTells(entries: readonly HistoryEntry[], licenses: readonly License[]): void {
  const bySubject = new Map<string, HistoryEntry[]>()
  for (const entry of entries) bySubject.set(entry.subjectId, [...(bySubject.get(entry.subjectId) ?? []), entry])
  for (const { id, state, version } of licenses) {
    const own = bySubject.get(id) ?? []
    expect(own.map(({ versionNumber }) => versionNumber)).toEqual(Array.from({ length: version }, (_, n) => n + 1))
    const changes = own
      .map(({ changeName }) => changeName)
      .filter((name): name is LicenseChange => name in licenseChanges)
    expect(stateOf(changes)).toBe(state)
  }
}
