import { License } from '../../src/entities/license.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

const later = new Date('2026-05-06T10:11:12.131Z')

describeEachDatabase('GetTicket', (databases) => {
  let shop: Shop
  let ticketId: string
  beforeEach(async () => {
    shop = await openShop(await databases.open(), { ticketUrl: 'https://buy.example/{ticketId}' })
    const lines = [{ lineNumber: '10' }, { lineNumber: '20' }]
    ticketId = (await shop.call('CreateOrder', createOrder(lines, { inseparable: 'yes' }))).result.ticketId ?? ''
  })

  test('gives the ticket with the licenses of all its orders, in the order they were bought', async () => {
    const second = createOrder(undefined, { orderNumber: '1', ticketId })
    await shop.call('CreateOrder', second, { now: later })
    const { result } = await shop.call('GetTicket', { ticketId })
    expect(result).toMatchObject({
      ticketId,
      ticketUrl: `https://buy.example/${ticketId}`,
      customerId: 'C1',
      inseparable: 'yes',
      state: 'Open',
      createdAt: start,
      changedAt: later,
      licenseCount: 3,
    })
    const bought = result.licenseStates.licenseState.map(
      ({ orderNumber, lineNumber }) => `${orderNumber} ${lineNumber}`,
    )
    expect(bought).toEqual(['4711 10', '4711 20', '1 10'])
  })

  test('reads the ticket forgivingly', async () => {
    const typed = ` ${ticketId.toLowerCase().replaceAll('-', '').replaceAll('0', 'o').replaceAll('1', 'l')} `
    expect((await shop.call('GetTicket', { ticketId: typed })).result.ticketId).toBe(ticketId)
  })

  test('its state follows its licenses, and so does the time of its last change', async () => {
    const stateAfter = async (from: string, to: string) => {
      await shop.store.transact(async (tx) => {
        const license = await tx.findOneByOrFail(License, { state: from })
        await tx.update(License, { id: license.id }, { state: to, updatedAt: later })
      })
      const { state, changedAt } = (await shop.call('GetTicket', { ticketId })).result
      expect(changedAt).toEqual(later)
      return state
    }
    expect(await stateAfter('NotCollected', 'Collected')).toBe('InUse')
    expect(await stateAfter('NotCollected', 'Withdrawn')).toBe('AllCollected')
    expect(await stateAfter('Withdrawn', 'NotCollected')).toBe('InUse')
    expect(await stateAfter('Collected', 'Withdrawn')).toBe('Open')
    expect(await stateAfter('NotCollected', 'Withdrawn')).toBe('Closed')
  })

  test('lists the first 100 licenses, and counts all', async () => {
    await shop.call('CreateOrder', createOrder([{ lineNumber: '30', quantity: 200 }]))
    const { result } = await shop.call('GetTicket', { ticketId })
    expect(result.licenseCount).toBe(202)
    expect(result.licenseStates.licenseState).toHaveLength(100)
  })

  test('TICKET_MALFORMED: a mistyped ticket', async () => {
    const typo = ticketId.replace(/.$/, (last) => (last === '2' ? '3' : '2'))
    expect(await refusal(shop.call('GetTicket', { ticketId: typo }))).toMatchObject({ code: 'TICKET_MALFORMED' })
  })

  test('TICKET_UNKNOWN: the same for no ticket and for that of another order scope', async () => {
    const none = await refusal(shop.call('GetTicket', { ticketId: '00000-00000-00000-00000-00000' }))
    expect(none).toMatchObject({ code: 'TICKET_UNKNOWN', field: 'ticketId' })
    const caller = { ...erp, orderScope: 'shop' }
    expect(await refusal(shop.call('GetTicket', { ticketId }, { caller }))).toEqual(none)
  })

  test('no order makes it visible to another order scope', async () => {
    const caller = { ...erp, orderScope: 'shop' }
    const order = createOrder(undefined, { ticketId })
    expect(await refusal(shop.call('CreateOrder', order, { caller }))).toMatchObject({ code: 'TICKET_UNKNOWN' })
    expect(await refusal(shop.call('GetTicket', { ticketId }, { caller }))).toMatchObject({ code: 'TICKET_UNKNOWN' })
  })
})
