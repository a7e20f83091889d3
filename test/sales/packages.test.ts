import type { OrderLine } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder, rowCounts } from './orders.ts'
import { erp, firmCode, openShop, otherFirmCode, refusal, type Shop } from './shop.ts'

type Line = Partial<OrderLine> & { readonly lineNumber: string }

describeEachDatabase('A package', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
    await shop.putPackage('SUITE', '2 PLAIN', '3 NETWORK')
  })

  const order = (orderNumber: string, ...lines: Line[]) => shop.call('CreateOrder', createOrder(lines, { orderNumber }))
  const suite = (more: Partial<Line> = {}): Line => ({ lineNumber: '10', itemNumber: 'SUITE', quantity: 2, ...more })
  /** The licenses of each piece that several are together. */
  const pieces = async () => {
    const all = await licenses()
    const ids = new Set(all.flatMap(({ pieceId }) => pieceId ?? []))
    return [...ids].map((id) => all.filter(({ pieceId }) => pieceId === id))
  }
  const licenses = () => shop.store.read((tx) => tx.find(License, { order: { id: 'ASC' } }))
  const named = (...values: string[]) => ({
    parameters: {
      parameter: values.map((each) => {
        const [name = '', value = ''] = each.split('=')
        return { name, value }
      }),
    },
  })

  test('sells everything in it once for each piece, and the licenses of a piece know each other', async () => {
    const { result } = await order('1', suite(), { lineNumber: '20' })
    expect(result).toMatchObject({ outcome: 'created', licenseCount: 7 })
    expect(result.licenses.license.map(({ lineNumber, itemNumber }) => `${lineNumber} ${itemNumber}`)).toEqual([
      ...['10 PLAIN', '10 PLAIN', '10 NETWORK', '10 PLAIN', '10 PLAIN', '10 NETWORK'],
      '20 PLAIN',
    ])
    expect((await pieces()).map((piece) => piece.map(({ factor }) => factor).toSorted())).toEqual([
      [1, 1, 3],
      [1, 1, 3],
    ])
    expect((await licenses()).filter(({ packageId }) => packageId === null)).toMatchObject([{ pieceId: null }])
  })

  test('is a line like another: the same again is replayed, another quantity is a conflict, a new line extends', async () => {
    const first = await order('1', suite())
    const before = await rowCounts(shop.store)
    const again = await order('1', suite())
    expect(again.result).toEqual({ ...first.result, outcome: 'replayed' })
    expect(await rowCounts(shop.store)).toEqual(before)
    expect(await refusal(order('1', suite({ quantity: 1 })))).toMatchObject({
      code: 'ORDER_CONFLICT',
      details: { 'orderLine[10]/quantity/old': '2', 'orderLine[10]/quantity/new': '1' },
    })
    const extended = await order('1', suite({ lineNumber: '20', quantity: 1 }))
    expect(extended.result).toMatchObject({ outcome: 'extended', licenseCount: 3 })
  })

  test('sells its items as they are when it is ordered; what was sold stays, and is repeated as it was', async () => {
    await order('1', suite({ quantity: 1 }))
    await shop.putItem({ itemNumber: 'PLAIN', name: 'Plain, new' })
    await shop.putPackage('SUITE', 'PLAIN', 'SECOND')
    const { result } = await order('2', suite({ quantity: 1 }))
    expect(result.licenses.license.map(({ itemNumber }) => itemNumber)).toEqual(['PLAIN', 'SECOND'])
    const again = await order('1', suite({ quantity: 1 }))
    expect(again.result.licenses.license.map(({ itemNumber }) => itemNumber)).toEqual(['PLAIN', 'PLAIN', 'NETWORK'])
    const versions = (await shop.call('GetOrder', { orderNumber: '1' })).result.licenseStates.licenseState
    expect(versions.map(({ itemNumber, itemVersion }) => `${itemNumber} ${itemVersion}`)).toEqual([
      'PLAIN 1',
      'PLAIN 1',
      'NETWORK 1',
    ])
    const now = (await shop.call('GetOrder', { orderNumber: '2' })).result.licenseStates.licenseState
    expect(now.map(({ itemNumber, itemVersion }) => `${itemNumber} ${itemVersion}`)).toEqual(['PLAIN 2', 'SECOND 1'])
  })

  test('is one line of its order, with its own number and pieces', async () => {
    await order('1', suite())
    const { result } = await shop.call('GetOrder', { orderNumber: '1' })
    expect(result).toMatchObject({ lineCount: 1, licenseCount: 6 })
    expect(result.lineStates.lineState).toMatchObject([{ itemNumber: 'SUITE', quantity: 2, licenseCount: 6 }])
    expect(result.licenseStates.licenseState.map(({ licenseQuantity }) => licenseQuantity)).toEqual([1, 1, 3, 1, 1, 3])
  })

  test('gives its parameters to the items that ask for them, and each license keeps its own', async () => {
    await shop.putPackage('NAMES', 'NAMED', 'PLAIN')
    const { result } = await order('1', suite({ itemNumber: 'NAMES', quantity: 1, ...named('licensee=Ada') }))
    const parametersOf = async (licenseId = '') =>
      (await shop.call('GetLicense', { licenseId })).result.parameters.parameter
    const [first, second] = result.licenses.license
    expect(await parametersOf(first?.licenseId)).toEqual([{ name: 'licensee', value: 'Ada' }])
    expect(await parametersOf(second?.licenseId)).toEqual([])
  })

  test('in a batch is sold like alone', async () => {
    await shop.call('CreateOrders', {
      orderEntries: {
        orderEntry: ['1', '2'].map((orderNumber) => ({
          order: createOrder([suite({ quantity: 1 })], { orderNumber }).order,
        })),
      },
    })
    await order('3', suite({ quantity: 1 }))
    expect((await pieces()).map((piece) => piece.length)).toEqual([3, 3, 3])
  })

  test('is found by its number, page by page, and its licenses by those of their items too', async () => {
    await order('1', suite(), { lineNumber: '20' })
    const find = (itemNumber: string, cursor?: string) =>
      shop.call('FindLicenses', { licenseQuery: { itemNumber }, pageSize: 4, cursor })
    const first = (await find('SUITE')).result
    const next = (await find('SUITE', first.nextCursor)).result
    expect(next.nextCursor).toBeUndefined()
    const found = [...first.licenseStates.licenseState, ...next.licenseStates.licenseState]
    expect(found.map(({ lineNumber }) => lineNumber)).toEqual(['10', '10', '10', '10', '10', '10'])
    expect((await find('NETWORK')).result.licenseStates.licenseState).toHaveLength(2)
    expect((await find('NOTHING')).result.licenseStates.licenseState).toEqual([])
  })

  test('is compared with an export by its pieces; a piece counts while one of its licenses does', async () => {
    const { result } = await order('1', suite())
    const compare = async (quantity: number) => {
      const exportLine = [{ lineNumber: '10', itemNumber: 'SUITE', quantity }]
      const orderExport = [{ orderNumber: '1', exportLines: { exportLine } }]
      return (await shop.call('ReconcileOrders', { orderExports: { orderExport } })).result.equalCount
    }
    expect([await compare(2), await compare(6)]).toEqual([1, 0])
    const withdraw = (...numbers: number[]) =>
      shop.call('WithdrawLicenses', {
        withdrawal: {
          licenseIds: { licenseId: numbers.map((number) => result.licenses.license[number]?.licenseId ?? '') },
          reason: 'refund',
        },
      })
    await withdraw(0, 1)
    expect(await compare(2)).toBe(1)
    await withdraw(2)
    expect([await compare(2), await compare(1)]).toEqual([0, 1])
  })

  test('a license of it that is split stays in its piece', async () => {
    const { result } = await order('1', suite({ quantity: 1 }))
    const network = result.licenses.license.find(({ itemNumber }) => itemNumber === 'NETWORK')
    await shop.call('SplitLicense', {
      requestId: 'split',
      licenseSplit: { licenseId: network?.licenseId ?? '', splitOff: 1 },
    })
    const all = await licenses()
    expect(all.map(({ factor }) => factor).toSorted()).toEqual([1, 1, 1, 2])
    expect(new Set(all.map(({ pieceId }) => pieceId)).size).toBe(1)
    expect(new Set(all.map(({ packageId }) => packageId)).size).toBe(1)
  })

  describe('is refused', () => {
    const field = 'order/orderLines/orderLine[1]'
    const refused = async (line: Line, caller = erp) => {
      const before = await rowCounts(shop.store)
      const request = createOrder([line], { orderNumber: '1' })
      const { code, field: where, message } = await refusal(shop.call('CreateOrder', request, { caller }))
      expect(await rowCounts(shop.store)).toEqual(before)
      return `${code} ${where ?? ''} ${message}`
    }

    test('ITEM_RETIRED: it is no longer sold, or one of its items is not', async () => {
      await shop.retireItem('NETWORK')
      expect(await refused(suite())).toBe(
        `ITEM_RETIRED ${field}/itemNumber item NETWORK of package SUITE is no longer sold`,
      )
      await shop.retireItem('SUITE')
      expect(await refused(suite())).toBe(`ITEM_RETIRED ${field}/itemNumber package SUITE is no longer sold`)
    })

    test('FORBIDDEN: one of its items is of a firm code that the client is not given', async () => {
      await shop.putPackage('MIXED', 'PLAIN', 'OTHER-FIRM')
      const mixed = suite({ itemNumber: 'MIXED' })
      for (const given of [firmCode, otherFirmCode]) {
        const caller = { ...erp, firmCodes: new Set([given]) }
        expect(await refused(mixed, caller)).toMatch(`FORBIDDEN ${field}/itemNumber`)
      }
      const both = { ...erp, firmCodes: new Set([firmCode, otherFirmCode]) }
      const { result } = await shop.call('CreateOrder', createOrder([mixed], { orderNumber: '2' }), { caller: both })
      expect(result.licenseCount).toBe(4)
    })

    test('CONTAINER_KIND: it is dedicated to a container into which one of its items may not go', async () => {
      await shop.putItem({ itemNumber: 'SOFT', containerKinds: ['software'] })
      await shop.putPackage('HALF', 'PLAIN', 'SOFT')
      expect(await refused(suite({ itemNumber: 'HALF', containerSerial: '3-17' }))).toMatch(
        `CONTAINER_KIND ${field}/containerSerial item SOFT`,
      )
    })

    test('PARAMETER_INVALID: one is missing, or no item asks for it', async () => {
      await shop.putPackage('NAMES', 'PLAIN', 'NAMED')
      const names = suite({ itemNumber: 'NAMES' })
      expect(await refused(names)).toMatch(`PARAMETER_INVALID ${field}/parameters Item NAMED needs`)
      expect(await refused({ ...names, ...named('colour=red', 'licensee=Ada') })).toMatch(
        `PARAMETER_INVALID ${field}/parameters/parameter[1]/name No item of package NAMES`,
      )
    })

    test('LIMIT_EXCEEDED: its licenses count, not its pieces', async () => {
      expect(await refused(suite({ quantity: 1_667 }))).toMatch('LIMIT_EXCEEDED order/orderLines')
      expect(await refused(suite({ quantity: 2_000_000_000 }))).toMatch('LIMIT_EXCEEDED order/orderLines')
      const { result } = await order('2', suite({ quantity: 1_666 }))
      expect(result.licenseCount).toBe(4_998)
    })
  })
})
