import type { CreateOrders, CreateOrdersResponse, EntryResult } from '../contract/sales.ts'
import { checkBatchLimits } from '../domain/order-limits.ts'
import { Fault } from '../faults.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import { type BatchEntry, readEntry, type UnreadableEntry } from './batch-entry.ts'
import { entryRefused, entryTaken } from './entry-result.ts'
import type { IntakeResult } from './intake.ts'
import type { SalesParts } from './parts.ts'
import { rehearseSeries, seriesOf } from './rehearse-series.ts'
import { takeOrder } from './take-order.ts'
import { takeTogether } from './take-together.ts'

/**
 * Takes many orders, each exactly once and whole or not at all, as a call of CreateOrder of its own would. New ones are
 * stored several at a time; whatever goes wrong with that, each of them is then taken by itself, so a bad one is refused
 * alone, and an error of ours is the error of its order alone. Where the database is away the whole call is
 * `UNAVAILABLE`; the same call again finds the orders that were stored.
 * @throws Fault `LIMIT_EXCEEDED`, `REQUEST_CONFLICT`
 */
export async function createOrders(input: CreateOrders, call: Call, parts: SalesParts): Promise<CreateOrdersResponse> {
  const { orderEntry } = input.orderEntries
  const lines = orderEntry.reduce((sum, { order }) => sum + order.orderLines.orderLine.length, 0)
  checkBatchLimits({ lines }, 'orderEntries')
  const entries = orderEntry.map((entry, index) => readEntry(entry, index, call))
  await claimBatch(call, input, entries)

  const results = new Map<BatchEntry, EntryResult>()
  for (const group of groupsOf(call, entries.filter(isReadable))) {
    for (const [entry, result] of await takeGroup(call, parts, group)) results.set(entry, result)
  }
  const entryResult = entries.map((entry) =>
    isReadable(entry) ? known(results.get(entry)) : entryRefused(entry, entry.fault),
  )
  call.note({ entries: entries.length, refused: entryResult.filter(({ ok }) => !ok).length })
  return { result: { entryResults: { entryResult } } }
}

function isReadable(entry: BatchEntry | UnreadableEntry): entry is BatchEntry {
  return !('fault' in entry)
}

function known(result: EntryResult | undefined): EntryResult {
  if (result === undefined) throw new Error('an order of a batch was passed over')
  return result
}

/** In a transaction of its own, as the orders have theirs: a repeated batch goes through its orders again. */
async function claimBatch(
  call: Call,
  { orderEntries }: CreateOrders,
  entries: readonly (BatchEntry | UnreadableEntry)[],
): Promise<void> {
  if (call.requestId === undefined) return
  const content = entries.map((entry, index) => (isReadable(entry) ? entry.content : orderEntries.orderEntry[index]))
  const reference = call.newId()
  await call.store.transact((tx) => claimRequest(tx, call, { content, reference }), { keep: !call.check })
}

/** Orders, lines and licenses of one transaction: much shared, little lost when it has to run again. */
const largestGroup = { orders: 50, lines: 1000, pieces: 5000 } as const

interface Group {
  readonly entries: BatchEntry[]
  readonly attempt: typeof takeSeveral
}

/** Of a check, entries of one order make a group: they must be tried one after the other in one transaction. */
function groupsOf(call: Call, entries: readonly BatchEntry[]): Group[] {
  const { series, single } = call.check ? seriesOf(entries) : { series: [], single: entries }
  return [
    ...sizedGroups(single).map((group) => ({ entries: group, attempt: takeSeveral })),
    ...series.map((group) => ({ entries: group, attempt: rehearseSeries })),
  ]
}

function sizedGroups(entries: readonly BatchEntry[]): BatchEntry[][] {
  const groups: BatchEntry[][] = []
  let size = { orders: Infinity, lines: 0, pieces: 0 }
  for (const entry of entries) {
    const { lines } = entry.wish
    const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
    size = { orders: size.orders + 1, lines: size.lines + lines.length, pieces: size.pieces + pieces }
    const fits =
      size.orders <= largestGroup.orders && size.lines <= largestGroup.lines && size.pieces <= largestGroup.pieces
    const group = fits ? groups.at(-1) : undefined
    if (group !== undefined) group.push(entry)
    else {
      groups.push([entry])
      size = { orders: 1, lines: lines.length, pieces }
    }
  }
  return groups
}

async function takeGroup(
  call: Call,
  parts: SalesParts,
  { entries, attempt }: Group,
): Promise<Map<BatchEntry, EntryResult>> {
  const together = entries.length === 1 ? undefined : await tryTogether(call, () => attempt(call, parts, entries))
  const results = new Map<BatchEntry, EntryResult>()
  for (const entry of entries) {
    const taken = together?.get(entry) ?? (await takeAlone(parts, entry))
    results.set(entry, taken instanceof Fault ? entryRefused(entry, taken) : entryTaken(taken))
  }
  return results
}

async function takeSeveral(call: Call, parts: SalesParts, entries: readonly BatchEntry[]) {
  return call.store.transact((tx) => takeTogether(tx, parts, entries), { keep: !call.check })
}

/** Undefined when it did not work out; to find out why is left to the orders one by one. */
async function tryTogether<T>(call: Call, attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt()
  } catch (error) {
    if (isUnavailable(error)) throw error
    call.note({ oneByOne: true })
    return undefined
  }
}

async function takeAlone(parts: SalesParts, { call, wish, content }: BatchEntry): Promise<IntakeResult | Fault> {
  try {
    return await call.store.transact((tx) => takeOrder({ tx, call, parts, wish, content }), { keep: !call.check })
  } catch (error) {
    if (isUnavailable(error)) throw error
    if (error instanceof Fault && error.code !== 'INTERNAL') return error
    call.reportError(error)
    return new Fault('INTERNAL', `internal error, trace id ${call.traceId}`)
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Fault && error.code === 'UNAVAILABLE'
}
