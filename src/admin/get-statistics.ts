import type { GetStatistics, GetStatisticsResponse, ItemCount, StatisticsQuery } from '../contract/admin.ts'
import { type ItemStatistics, monthsBetween, statisticsOf } from '../domain/item-statistics.ts'
import { addPeriod, longestPeriod } from '../domain/period.ts'
import { Fault } from '../faults.ts'
import { readUntil } from '../ledger/reader.ts'
import { counterName } from '../ledger/count-licenses.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import { readCountedItems, readCounters, readExpiring } from './item-counters.ts'
import type { AdminParts } from './parts.ts'

/**
 * How the licenses of each item fare, from counters by item and month: only what expires soon is counted anew, by index.
 * @throws Fault `INVALID_REQUEST`, `CURSOR_INVALID`
 */
export async function getStatistics(
  { statisticsQuery, pageSize, cursor }: GetStatistics,
  call: Call,
  { cursors }: AdminParts,
): Promise<GetStatisticsResponse> {
  const { first, last, days } = readQuery(statisticsQuery)
  const start = statisticsQuery.itemNumberStart?.normalize('NFC') ?? ''
  const identity = { list: 'GetStatistics', filter: { first, last, days, start } }
  const after = cursor === undefined ? '' : cursors.read(identity, cursor)
  const expiry = { from: call.now, until: addPeriod(call.now, { periodCount: days, periodUnit: 'day' }, call.timeZone) }

  return call.store.read(async (tx) => {
    const items = await readCountedItems(tx, {
      start,
      after,
      firmCodes: call.caller.firmCodes,
      limit: rowsToRead(pageSize),
    })
    const ids = items.map(({ id }) => id)
    const counters = await readCounters(tx, ids)
    const expiring = await readExpiring(tx, ids, expiry)
    const counts = items.map(({ id, itemNumber }) => {
      const statistics = statisticsOf(counters.get(id) ?? [], { first, last })
      return countOf(itemNumber, statistics, expiring.get(id) ?? 0)
    })
    const { rows, more } = fillPage(counts, { pageSize, element: 'itemCount' })
    const end = rows.at(-1)
    return {
      result: {
        itemCounts: { itemCount: rows },
        countedUntil: await readUntil(tx, counterName),
        nextCursor: more && end ? cursors.write(identity, end.itemNumber) : undefined,
      },
    }
  })
}

/** Months of one answer at most, beside the first. */
const mostMonths = 24
const defaultDays = 30

function readQuery({ firstMonth: first, lastMonth: last, expiringDays }: StatisticsQuery) {
  const distance = monthsBetween(first, last)
  if (distance < 0 || distance > mostMonths) {
    const text = `The last month is to be the first one or at most ${mostMonths} months after it.`
    throw new Fault('INVALID_REQUEST', text, { field: 'statisticsQuery/lastMonth' })
  }
  if (expiringDays > longestPeriod.day) {
    const text = `Soon is at most ${longestPeriod.day} days.`
    throw new Fault('INVALID_REQUEST', text, { field: 'statisticsQuery/expiringDays' })
  }
  return { first, last, days: expiringDays === 0 ? defaultDays : expiringDays }
}

function countOf(itemNumber: string, statistics: ItemStatistics, expiringCount: number): ItemCount {
  const { licenses, active, transfers, months } = statistics
  return {
    itemNumber,
    licenseCount: licenses,
    activeCount: active,
    transferCount: transfers,
    expiringCount,
    itemMonths: {
      itemMonth: months.map(({ month, sold, activated, returned, active: activeThen }) => ({
        monthName: month,
        soldCount: sold,
        activatedCount: activated,
        returnedCount: returned,
        activeCount: activeThen,
      })),
    },
  }
}
