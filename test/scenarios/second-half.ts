import { setTimeout as sleep } from 'node:timers/promises'
import type { ItemCount } from '../../src/contract/admin.ts'
import type { ExportLine, OrderExport } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { verifyLedger } from '../../src/ledger/audit/verify.ts'
import { firmCode } from '../support/company.ts'
import { changesSince, everythingNumbered, feedTells } from '../business/judgement.ts'
import { words, type Year } from './year.ts'

/** July to December: losses, machines without a network, and the books. */
export function secondHalf(year: () => Year): void {
  test('July: who stopped paying in spring comes back, and starts from today', async () => {
    const { on, redeems, holds, pays, company } = words(year())
    await on('2026-07-01')
    expect(holds('Berger')).toEqual(['CAD-RENT until 2026-03-25'])
    await pays('1002')
    await redeems('Berger')
    expect(holds('Berger')).toEqual(['CAD-RENT until 2026-08-11'])
    const licenseId = await year().licenseId('1002', '10')
    const { subscriptionState } = await company.sales('GetLicense', { licenseId })
    expect(subscriptionState?.paidUntil).toEqual(new Date('2026-08-01T08:00:00.000Z'))
  })

  test('August: a lost machine waits for the support; a container is blocked', async () => {
    const { on, orders, redeems, company } = words(year())
    await on('2026-08-03')
    const licenseId = await year().licenseId('1005', '10')
    const approval = { licenseId, decision: 'accept' as const, reason: 'stolen laptop, police report seen' }
    await company.sales('ApproveReactivation', { approval })
    expect(await year().refusal(company.sales('ApproveReactivation', { approval }))).toBe('NOTHING_TO_DO')
    const { moveDecision } = await company.support.call('sales', 'GetLicense', { licenseId })
    expect(moveDecision).toMatchObject({ decided: 'accept', reason: approval.reason })

    const { container } = year().customer('Adler')
    const which = { containerSerial: container.serial, reason: 'seen on a file sharing site' }
    await company.support.call('sales', 'BlockContainer', { containerBlock: which })
    await orders('Adler', '1015', '10: CAD-STANDARD')
    expect(await year().refusal(redeems('Adler'))).toBe('CONTAINER_BLOCKED')
    await company.support.call('sales', 'UnblockContainer', { containerUnblock: which })
    await redeems('Adler')
    expect(await year().states('1015')).toEqual(['10: CAD-STANDARD Confirmed'])
  })

  test('September: a machine without network gets its license by mail', async () => {
    const { on, orders, redeems, holds, company } = words(year())
    await on('2026-09-14')
    await orders('Kramer', '1016', '10: CAD-PRO')
    await redeems('Kramer')
    const { container } = year().customer('Kramer')
    const orderLine = [{ lineNumber: '10', itemNumber: 'CAD-RENDER', quantity: 1, containerSerial: container.serial }]
    const customer = { customerId: 'Kramer' }
    await company.sales('CreateOrder', { order: { orderNumber: '1017', customer, orderLines: { orderLine } } })
    const pushOrder = { containerSerial: container.serial, firmCode }
    const { updateFile } = await company.sales('CreatePushUpdate', { pushOrder })
    await container.import(company.firm, updateFile)
    expect(holds('Kramer')).toEqual(['CAD-PRO', 'CAD-RENDER'])
    await company.confirm(container)
    expect(await year().states('1017')).toEqual(['10: CAD-RENDER Confirmed'])
  })

  test('October: a ticket that got about is dead at once', async () => {
    const { on, orders, redeems, company } = words(year())
    await on('2026-10-05')
    await orders('Lang', '1018', '10: CAD-PRO')
    const { ticketId: leaked } = year().customer('Lang')
    const rotation = { ticketId: leaked, reason: 'posted in a forum' }
    const { ticketId = '' } = await company.sales('RotateTicket', { rotation })
    expect(await year().refusal(redeems('Lang'))).toBe('TICKET_UNKNOWN')
    year().customer('Lang').ticketId = ticketId
    await redeems('Lang')
    expect(await year().states('1018')).toEqual(['10: CAD-PRO Confirmed'])
  })

  test('November: the books of the ERP are compared; what differs in them is found, and nothing else', async () => {
    const { on, company } = words(year())
    await on('2026-11-02')
    const books: OrderExport[] = []
    for (let number = 1001; number <= 1018; number += 1) books.push(await bookOf(year(), String(number)))
    // What was withdrawn in February and March, the ERP has cancelled.
    for (const orderNumber of ['1004', '1005']) linesBooked(books, orderNumber).pop()
    const compare = () => company.sales('ReconcileOrders', { orderExports: { orderExport: books } })
    expect(await compare()).toMatchObject({
      missingLines: { missingLine: [] },
      extraLines: { extraLine: [] },
      differentLines: { differentLine: [] },
    })

    // Somebody books an order that was never sent, forgets a line, and mistypes a number of pieces.
    const typed = { lineNumber: '10', itemNumber: 'CAD-PRO', quantity: 1 }
    books.push({ orderNumber: '1019', exportLines: { exportLine: [typed] } })
    linesBooked(books, '1001').pop()
    linesBooked(books, '1013').forEach((line) => (line.quantity = 7))
    expect(await compare()).toMatchObject({
      missingLines: { missingLine: [{ orderNumber: '1019', ...typed }] },
      extraLines: { extraLine: [{ orderNumber: '1001', lineNumber: '20', itemNumber: 'CAD-PRO', quantity: 1 }] },
      differentLines: { differentLine: [{ orderNumber: '1013', lineNumber: '10', quantity: 1, exportQuantity: 7 }] },
    })
  })

  test('December: the year in numbers, in its history, and in a ledger that proves it', async () => {
    const { on, company } = words(year())
    await on('2026-12-30')
    await everythingNumbered(company)
    const ofPro = await eventually(
      () => statisticsOf(year(), 'CAD-PRO'),
      (count) => count?.licenseCount === 7,
    )
    // The second one of Adler, and the ten that Ebert did not want.
    const february = { monthName: '2026-02', soldCount: 11, activatedCount: 1, returnedCount: 0 }
    expect(ofPro?.itemMonths.itemMonth).toEqual(expect.arrayContaining([expect.objectContaining(february)]))

    const history = await company.support.call('sales', 'ListHistory', {
      historyQuery: { orderNumber: '1010' },
      pageSize: 0,
    })
    const operations = new Set(history.historyEntries.historyEntry.map(({ operation }) => operation))
    expect([...operations]).toEqual(
      expect.arrayContaining(['CreateOrder', 'ActivateLicenses', 'ConfirmUpdate', 'ReplaceOrder']),
    )

    const { entries } = await changesSince(company)
    feedTells(entries, await company.server.store.read((tx) => tx.find(License)))
    const report = await verifyLedger({ store: company.server.store, trusted: [] })
    expect(report).toMatchObject({ sound: true, findings: [] })
    expect(report.events).toBe(entries.length)
  })

  test('New Year’s Eve: a customer wants to be forgotten; his licenses stay', async () => {
    const { on, company } = words(year())
    await on('2026-12-31')
    await company.sales('EraseCustomer', { erasure: { customerId: 'Adler', reason: 'asked by mail' } })
    const { customer } = await company.sales('GetOrder', { orderNumber: '1001' })
    expect(customer).toEqual({ customerId: 'Adler', customerFields: { customerField: [] } })
    expect(await year().states('1001')).toEqual(['10: CAD-PRO Confirmed', '20: CAD-PRO Confirmed'])
  })
}

/** How an item fared in this year. */
async function statisticsOf({ company }: Year, itemNumber: string): Promise<ItemCount | undefined> {
  const statisticsQuery = { itemNumberStart: itemNumber, firstMonth: '2026-01', lastMonth: '2026-12', expiringDays: 30 }
  const { itemCounts } = await company.admin('GetStatistics', { statisticsQuery, pageSize: 0 })
  return itemCounts.itemCount.find((count) => count.itemNumber === itemNumber)
}

/** Asks until the answer is the one that work in the background brings about, or five seconds are over. */
async function eventually<Answer>(ask: () => Promise<Answer>, isIt: (answer: Answer) => boolean): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask()
    if (isIt(answer) || tries === 50) return answer
    await sleep(100)
  }
}

function linesBooked(books: readonly OrderExport[], orderNumber: string): ExportLine[] {
  const book = books.find((each) => each.orderNumber === orderNumber)
  if (book === undefined) throw new Error(`order ${orderNumber} is not booked`)
  return book.exportLines.exportLine
}

/** An order as the ERP has booked it. */
async function bookOf({ company }: Year, orderNumber: string): Promise<OrderExport> {
  const { lineStates } = await company.sales('GetOrder', { orderNumber })
  const exportLine = lineStates.lineState.map(({ lineNumber, itemNumber, quantity }) => ({
    lineNumber,
    itemNumber,
    quantity,
  }))
  return { orderNumber, exportLines: { exportLine } }
}
