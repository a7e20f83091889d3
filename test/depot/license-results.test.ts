import { depotDatabases, firm, useDepot } from './depot-shop.ts'

describe.each(depotDatabases)('what is told of many licenses (%s)', (kind) => {
  const depot = useDepot(kind)

  test('counts of all, and three hundred one by one, the refused ones first', async () => {
    const shop = depot()
    const container = shop.container()
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 305 }, 'DONGLE-ONLY'])
    const answer = await shop.activate(container, { ticketId, selection: 'all' })
    expect(answer).toMatchObject({ activatedCount: 305, refusedCount: 1 })
    const results = answer.licenseResults.licenseResult
    expect(results).toHaveLength(300)
    expect(results.map(({ ok }) => ok).indexOf(false)).toBe(0)
    await container.import(firm, answer.updateFile)
    expect(container.licenses(firm)).toHaveLength(305)
  })

  test('a hundred and fewer in the order of the ticket', async () => {
    const shop = depot()
    const ticketId = await shop.order(['PLAIN', 'DONGLE-ONLY', 'SECOND'])
    const answer = await shop.activate(shop.container(), { ticketId })
    expect(answer).toMatchObject({ activatedCount: 2, refusedCount: 1 })
    expect(answer.licenseResults.licenseResult.map(({ ok }) => ok)).toEqual([true, false, true])
  })
})
