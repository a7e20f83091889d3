import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { packageItem } from '../support/package-item.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'
import { item } from './items.ts'

describeEachDatabase(
  'PutItemPackage',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    let limited: Credentials
    const call = (operation: string, input: Given, as = admin) => callAdmin(server(), as, operation, input)
    const wish = (itemNumber: string, ...contents: string[]) => ({
      itemNumber,
      name: `Package ${itemNumber}`,
      packageItems: { packageItem: contents.map((text) => ({ ...packageItem(text) })) },
    })
    const put = (itemPackage: Given, more: Record<string, Given> = {}, as = admin) =>
      call('PutItemPackage', { ...more, itemPackage }, as)
    const get = (itemNumber: string, as = admin) => call('GetItem', { itemNumber }, as)
    const eventsOf = async (itemNumber: string) => {
      const rows = await server().store.read<{ id: Buffer }[]>((tx) =>
        tx.query('SELECT id FROM items WHERE item_number = ?', [itemNumber]),
      )
      const hex = rows[0]?.id.toString('hex') ?? ''
      const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      return server().store.read((tx) =>
        tx.find(LedgerEvent, { where: { aggregateKind: 'item', aggregateId: id }, order: { version: 'ASC' } }),
      )
    }

    beforeAll(async () => {
      admin = await server().client('catalogue', ['admin'])
      limited = await server().client('limited', ['admin'], { firmCodes: [6000010] })
      for (const firmCode of [6000010, 6000011]) await call('PutFirmCode', { firm: { firmCode, name: 'Example' } })
      for (const itemNumber of ['A', 'B', 'C']) await call('PutItem', { item: item({ itemNumber }) })
      const net = { itemNumber: 'NET', licenseCounting: 'oneLicense' }
      await call('PutItem', { item: item({ ...net, licenseOptions: { licenseQuantity: { licenseCount: 5000000 } } }) })
      await call('PutItem', { item: item({ itemNumber: 'FOREIGN', firmCode: 6000011 }) })
    })

    test('creates a package, changes it by versions, and GetItem gives it back', async () => {
      expect((await put(wish('P-1', 'A', '3 B'))).result).toEqual({
        itemNumber: 'P-1',
        versionNumber: '1',
        outcome: 'created',
      })
      expect((await put(wish('P-1', 'A', '3 B'))).result).toMatchObject({ outcome: 'unchanged', versionNumber: '1' })
      const changed = await put({ ...wish('P-1', 'A', '2 B', 'C'), comment: 'spring' })
      expect(changed.result).toMatchObject({ outcome: 'changed', versionNumber: '2' })
      const { result } = await get('P-1')
      expect(result).toMatchObject({
        itemPackage: {
          itemNumber: 'P-1',
          name: 'Package P-1',
          packageItems: {
            packageItem: [
              { itemNumber: 'A', quantity: '1' },
              { itemNumber: 'B', quantity: '2' },
              { itemNumber: 'C', quantity: '1' },
            ],
          },
        },
        versionNumber: '2',
      })
      expect(result).not.toHaveProperty('item')
      const [created, second] = await eventsOf('P-1')
      expect(created).toMatchObject({ change: 'PackageCreated', version: 1 })
      expect(second).toMatchObject({
        change: 'PackageChanged',
        version: 2,
        comment: 'spring',
        before: { versionNumber: 1, 'packageItems[B].quantity': 3, 'packageItems[C].quantity': null },
        after: { versionNumber: 2, 'packageItems[B].quantity': 2, 'packageItems[C].quantity': 1 },
      })
    })

    test('the order of its items alone is no change', async () => {
      await put(wish('P-2', 'A', 'B'))
      expect((await put(wish('P-2', 'B', 'A'))).result).toMatchObject({ outcome: 'unchanged' })
    })

    test('is listed among the items, under firm code and product code of its first item', async () => {
      await put(wish('P-3', 'FOREIGN', 'A'))
      const list = async (itemFilter: Given) =>
        (await call('ListItems', { itemFilter, pageSize: 0 })).result as { itemRows: { itemRow: Given } }
      expect((await list({ itemNumberStart: 'P-3' })).itemRows.itemRow).toMatchObject({
        itemNumber: 'P-3',
        itemKind: 'package',
        firmCode: '6000011',
        productCode: '100',
      })
      expect((await list({ itemNumberStart: 'P-3', firmCode: 6000010 })).itemRows).toBe('')
      expect((await list({ itemNumberStart: 'FOREIGN' })).itemRows.itemRow).toMatchObject({ itemKind: 'item' })
    })

    test('is retired like an item, and sold again when it is put', async () => {
      await put(wish('P-4', 'A'))
      expect((await call('RetireItem', { retirement: { itemNumber: 'P-4' } })).result).toMatchObject({
        outcome: 'retired',
      })
      expect((await put(wish('P-4', 'A'))).result).toMatchObject({ outcome: 'changed', versionNumber: '1' })
      expect((await eventsOf('P-4')).map(({ change }) => change)).toEqual([
        'PackageCreated',
        'PackageRetired',
        'PackageResumed',
      ])
    })

    test('a request that was done is not done again; runMode=check stores nothing', async () => {
      await put(wish('P-5', 'A'), { requestId: 'P-5' })
      await put(wish('P-5', 'A', 'B'))
      expect((await put(wish('P-5', 'A'), { requestId: 'P-5' })).result).toEqual({
        itemNumber: 'P-5',
        versionNumber: '2',
        outcome: 'replayed',
      })
      expect((await put(wish('P-5', 'C'), { requestId: 'P-5' })).fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      expect((await put(wish('P-6', 'A'), { runMode: 'check' })).result).toMatchObject({ outcome: 'created' })
      expect((await get('P-6')).fault).toMatchObject({ code: 'ITEM_UNKNOWN' })
    })

    test('of an item and a package that are put under one number at once, one is refused', async () => {
      const answers = await Promise.all([put(wish('ONE', 'A')), call('PutItem', { item: item({ itemNumber: 'ONE' }) })])
      expect(answers.map(({ fault }) => fault?.code).toSorted()).toEqual(['ITEM_INVALID', undefined])
    })

    test('ITEM_UNKNOWN names the item that is not there', async () => {
      expect((await put(wish('P-7', 'A', 'NONE'))).fault).toMatchObject({
        code: 'ITEM_UNKNOWN',
        field: 'itemPackage/packageItems/packageItem[2]/itemNumber',
      })
    })

    test.each<[string, string[], string, RegExp]>([
      ['itself', ['P-8'], 'packageItems/packageItem[1]/itemNumber', /itself/],
      ['an item twice', ['A', 'B', 'A'], 'packageItems/packageItem[3]/itemNumber', /twice/],
      ['a package', ['P-IN', 'A'], 'packageItems/packageItem[1]/itemNumber', /is a package/],
      ['an item that is no longer sold', ['A', 'GONE'], 'packageItems/packageItem[2]/itemNumber', /no longer sold/],
      ['more than one license can hold', ['1000 NET'], 'packageItems/packageItem[1]/quantity', /cannot hold 1000/],
      ['more than fits into an order', ['A', ...pieces(6)], 'packageItems', /6001 licenses/],
    ])('ITEM_INVALID: it contains %s', async (_, contents, field, text) => {
      await put(wish('P-IN', 'B'))
      await call('PutItem', { item: item({ itemNumber: 'GONE' }) })
      await call('RetireItem', { retirement: { itemNumber: 'GONE' } })
      for (const number of pieces(6)) await call('PutItem', { item: item({ itemNumber: number.slice(5) }) })
      const { fault } = await put(wish('P-8', ...contents))
      expect(fault).toMatchObject({ code: 'ITEM_INVALID', field: `itemPackage/${field}` })
      expect(fault?.text).toMatch(text)
    })

    test('ITEM_INVALID: the number is that of an item, or PutItem finds a package under it', async () => {
      expect((await put(wish('A', 'B'))).fault).toMatchObject({ code: 'ITEM_INVALID', field: 'itemPackage/itemNumber' })
      await put(wish('P-9', 'A'))
      const { fault } = await call('PutItem', { item: item({ itemNumber: 'P-9' }) })
      expect(fault).toMatchObject({ code: 'ITEM_INVALID', field: 'item/itemNumber' })
    })

    test('FORBIDDEN: something in it is of a firm code that the client is not given', async () => {
      const mixed = wish('P-10', 'A', 'FOREIGN')
      expect((await put(mixed, {}, limited)).fault).toMatchObject({
        code: 'FORBIDDEN',
        field: 'itemPackage/packageItems/packageItem[2]/itemNumber',
      })
      await put(mixed)
      for (const refused of [
        await put(wish('P-10', 'A'), {}, limited),
        await get('P-10', limited),
        await call('RetireItem', { retirement: { itemNumber: 'P-10' } }, limited),
      ]) {
        expect(refused.fault).toMatchObject({ code: 'FORBIDDEN' })
      }
    })
  },
  ['sqlite in memory', 'mariadb'],
)

function pieces(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `1000 MANY-${index}`)
}
