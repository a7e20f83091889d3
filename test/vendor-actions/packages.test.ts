import type { OrderLine } from '../../src/contract/sales.ts'
import { depotDatabases, refusal, useDepot } from '../depot/depot-shop.ts'
import { actionsOf, collect } from './vendor-shop.ts'

const reason = 'new configuration'

/** `10 SUITE 2`: line 10, two pieces of SUITE. */
const lines = (...texts: string[]): OrderLine[] =>
  texts.map((text) => {
    const [lineNumber = '', itemNumber = '', quantity = '1'] = text.split(' ')
    return { lineNumber, itemNumber, quantity: Number(quantity) }
  })

let numbers = 0

/** SUITE is PLAIN and SECOND; BIG-SUITE is SECOND, PLAIN and three pieces of NETWORK in one license. */
describe.each(depotDatabases)('packages of an order that is replaced (%s)', (kind) => {
  const depot = useDepot(kind)

  const order = (orderNumber: string, ...texts: string[]) => {
    const orderLines = { orderLine: lines(...texts) }
    return depot().sales('CreateOrder', { order: { orderNumber, customer: { customerId: 'C1' }, orderLines } })
  }
  const start = async (...texts: string[]) => {
    const orderNumber = `packages ${kind} ${++numbers}`
    const { result } = await order(orderNumber, ...texts)
    return { orderNumber, ticketId: result.ticketId ?? '' }
  }
  const replace = async (orderNumber: string, ...texts: string[]) => {
    const orderReplacement = { orderNumber, orderLines: { orderLine: lines(...texts) }, reason }
    const requestId = `packages ${kind} ${++numbers}`
    const { result } = await depot().sales('ReplaceOrder', { requestId, orderReplacement })
    return result.lineChanges.lineChange.map(({ text }) => text)
  }
  /** The licenses on the ticket as `PLAIN NotCollected`, and the piece that each belongs to as a letter. */
  const licensesOf = async (ticketId: string) => {
    const all = (await depot().licenses(ticketId)).filter(({ replacedById }) => replacedById === null)
    const pieces = [...new Set(all.map(({ pieceId, id }) => pieceId ?? id))]
    const { result } = await depot().sales('FindLicenses', { licenseQuery: { ticketId }, pageSize: 0 })
    const items = new Map(result.licenseStates.licenseState.map(({ licenseId, itemNumber }) => [licenseId, itemNumber]))
    return all
      .map(({ id, state, factor, pieceId }) => {
        const piece = 'abcdef'[pieces.indexOf(pieceId ?? id)] ?? ''
        return `${piece} ${items.get(id) ?? ''}${factor > 1 ? ` x${factor}` : ''} ${state}`
      })
      .toSorted()
  }

  test('more pieces are sold whole, of fewer those go whole that nobody has', async () => {
    const { orderNumber, ticketId } = await start('10 SUITE')
    expect(await replace(orderNumber, '10 SUITE 2')).toEqual([
      'Line 10: 2 pieces of SUITE instead of 1; 2 licenses are sold.',
    ])
    expect(await licensesOf(ticketId)).toEqual([
      'a PLAIN NotCollected',
      'a SECOND NotCollected',
      'b PLAIN NotCollected',
      'b SECOND NotCollected',
    ])
    const [first] = await depot().licenses(ticketId)
    await depot().activate(depot().container(), { ticketId, licenseIds: { licenseId: [first?.id ?? ''] } })
    expect(await replace(orderNumber, '10 SUITE')).toEqual([
      'Line 10: 1 piece of SUITE instead of 2; 2 licenses are withdrawn.',
    ])
    expect(await licensesOf(ticketId)).toEqual([
      'a PLAIN Collected',
      'a SECOND NotCollected',
      'b PLAIN Withdrawn',
      'b SECOND Withdrawn',
    ])
  })

  test('another package takes its place, license by license of the same item; what it has more is sold', async () => {
    const { orderNumber, ticketId } = await start('10 SUITE')
    expect(await replace(orderNumber, '10 BIG-SUITE')).toEqual([
      'Line 10: 1 piece of BIG-SUITE instead of 1 piece of SUITE; 1 license is sold; 2 licenses are replaced.',
    ])
    expect(await licensesOf(ticketId)).toEqual([
      'a NETWORK x3 NotCollected',
      'a PLAIN NotCollected',
      'a SECOND NotCollected',
    ])
    const { result } = await depot().sales('FindLicenses', {
      licenseQuery: { itemNumber: 'BIG-SUITE', orderNumber },
      pageSize: 0,
    })
    expect(result.licenseStates.licenseState).toHaveLength(3)
    const again = await order(orderNumber, '10 BIG-SUITE')
    expect(again.result).toMatchObject({ outcome: 'replayed', licenseCount: 3 })
    expect(await refusal(order(orderNumber, '10 SUITE'))).toMatchObject({ code: 'ORDER_CONFLICT' })
  })

  test('an item takes the place of a package, and a package that of an item', async () => {
    const { orderNumber, ticketId } = await start('10 SUITE 2')
    expect(await replace(orderNumber, '10 SECOND 2')).toEqual([
      'Line 10: 2 pieces of SECOND instead of 2 pieces of SUITE; 2 licenses are replaced; 2 licenses are withdrawn.',
    ])
    const standing = (texts: string[]) => texts.filter((text) => text.endsWith('NotCollected'))
    expect(standing(await licensesOf(ticketId))).toEqual(['a SECOND NotCollected', 'b SECOND NotCollected'])
    expect((await depot().licenses(ticketId)).at(-1)).toMatchObject({ packageId: null, parameters: null })
    expect(await replace(orderNumber, '10 SUITE 2')).toEqual([
      'Line 10: 2 pieces of SUITE instead of 2 pieces of SECOND; 2 licenses are sold; 2 licenses are replaced.',
    ])
    expect(standing(await licensesOf(ticketId)).map((text) => text.slice(2))).toEqual([
      'PLAIN NotCollected',
      'SECOND NotCollected',
      'PLAIN NotCollected',
      'SECOND NotCollected',
    ])
  })

  test('what is with a user waits for its container, each license for its own', async () => {
    const { orderNumber, ticketId } = await start('10 SUITE')
    const container = await collect(depot(), { ticketId })
    expect(await replace(orderNumber, '10 BIG-SUITE')).toEqual([
      'Line 10: 1 piece of BIG-SUITE instead of 1 piece of SUITE; 1 license is sold; 2 licenses are replaced; 2 of these changes wait for the next contact of their containers.',
    ])
    expect((await actionsOf(depot(), container)).map(({ kind: what }) => what)).toEqual(['replace', 'replace'])
    const successors = (await depot().licenses(ticketId)).filter(({ replacesId }) => replacesId !== null)
    const old = (await depot().licenses(ticketId)).filter(({ replacedById }) => replacedById !== null)
    for (const { itemId, replacesId } of successors) {
      expect(old.find(({ id }) => id === replacesId)?.itemId).toBe(itemId)
    }
  })

  test('a license of it has no package for a successor, but another item, and stays in its piece', async () => {
    const { ticketId } = await start('10 SUITE')
    const [license] = await depot().licenses(ticketId)
    const put = (itemNumber: string) =>
      depot().sales('ReplaceLicense', {
        requestId: `packages ${kind} ${++numbers}`,
        replacement: { licenseId: license?.id ?? '', itemNumber, reason },
      })
    expect(await refusal(put('BIG-SUITE'))).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'replacement/itemNumber',
    })
    await put('MONTHLY')
    expect(await licensesOf(ticketId)).toEqual(['a MONTHLY NotCollected', 'a SECOND NotCollected'])
    expect(new Set((await depot().licenses(ticketId)).map(({ packageId }) => packageId)).size).toBe(1)
  })

  test('is collected like anything else, a module with its base', async () => {
    const { ticketId } = await start('10 WITH-MODULE')
    await collect(depot(), { ticketId })
    expect(await licensesOf(ticketId)).toEqual(['a BASE Confirmed', 'a MODULE Confirmed'])
  })
})
