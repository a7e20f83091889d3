import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'
import { item } from './items.ts'

interface Row {
  readonly itemNumber: string
  readonly retiredAt?: string
}

describeEachDatabase(
  'ListItems',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    const call = (operation: string, input: Given) => callAdmin(server(), admin, operation, input)
    const put = (itemNumber: string, more: Record<string, Given> = {}) =>
      call('PutItem', { item: item({ itemNumber, ...more }) })

    async function page(filter: Given, pageSize: number, cursor?: string, as = admin) {
      const { result, fault } = await callAdmin(server(), as, 'ListItems', { itemFilter: filter, pageSize, cursor })
      const { itemRows, nextCursor } = (result ?? {}) as {
        itemRows?: '' | { itemRow: Row | Row[] }
        nextCursor?: string
      }
      return { rows: itemRows ? [itemRows.itemRow].flat() : [], nextCursor, fault }
    }

    const numbersOf = (rows: readonly Row[]) => rows.map(({ itemNumber }) => itemNumber)

    beforeAll(async () => {
      admin = await server().client('catalogue', ['admin'])
      for (const firmCode of [6000010, 6000011]) await call('PutFirmCode', { firm: { firmCode, name: 'Example' } })
    })

    test('lists all items on sale by their numbers, byte by byte', async () => {
      for (const number of ['L-b', 'L-a', 'L-B', 'L-\u00fc', 'L-\u{1F511}', 'L-Z']) await put(number)
      await call('RetireItem', { retirement: { itemNumber: 'L-Z' } })
      const { rows, nextCursor } = await page({ itemNumberStart: 'L-' }, 0)
      expect(rows[0]).toEqual({
        itemNumber: 'L-B',
        itemKind: 'item',
        name: 'CAD Professional',
        firmCode: '6000010',
        productCode: '100',
        versionNumber: '1',
        changedAt: expect.any(String),
      })
      expect(numbersOf(rows)).toEqual(['L-B', 'L-a', 'L-b', 'L-\u00fc', 'L-\u{1F511}'])
      expect(nextCursor).toBeUndefined()
    })

    test('retired items too, if asked for', async () => {
      const { rows } = await page({ itemNumberStart: 'L-', retired: 'yes' }, 0)
      expect(rows.filter(({ retiredAt }) => retiredAt !== undefined).map(({ itemNumber }) => itemNumber)).toEqual([
        'L-Z',
      ])
    })

    test('only items whose number starts so, whatever characters that are', async () => {
      for (const number of ['S%', 'S_', 'S-1', 'Sx']) await put(number)
      expect(numbersOf((await page({ itemNumberStart: 'S%' }, 0)).rows)).toEqual(['S%'])
      expect(numbersOf((await page({ itemNumberStart: 'S_' }, 0)).rows)).toEqual(['S_'])
    })

    test('only items of a firm code, and only of those that the client is given', async () => {
      await put('F-1')
      await put('F-2', { firmCode: 6000011 })
      expect(numbersOf((await page({ itemNumberStart: 'F-', firmCode: 6000011 }, 0)).rows)).toEqual(['F-2'])
      const one = await server().client('one', ['admin'], { firmCodes: [6000010] })
      expect(numbersOf((await page({ itemNumberStart: 'F-' }, 0, undefined, one)).rows)).toEqual(['F-1'])
    })

    test('pages give each item once, also when items are put and retired between them', async () => {
      for (let index = 10; index < 19; index++) await put(`P-${index}`)
      const filter = { itemNumberStart: 'P-' }
      const first = await page(filter, 4)
      expect(numbersOf(first.rows)).toEqual(['P-10', 'P-11', 'P-12', 'P-13'])
      await put('P-09')
      await put('P-135')
      await call('RetireItem', { retirement: { itemNumber: 'P-13' } })
      const second = await page(filter, 4, first.nextCursor)
      expect(numbersOf(second.rows)).toEqual(['P-135', 'P-14', 'P-15', 'P-16'])
      const third = await page(filter, 4, second.nextCursor)
      expect(numbersOf(third.rows)).toEqual(['P-17', 'P-18'])
      expect(third.nextCursor).toBeUndefined()
    })

    test('CURSOR_INVALID for a cursor that was not given out for this list', async () => {
      const { nextCursor = '' } = await page({ itemNumberStart: 'P-' }, 1)
      const wrong = { code: 'CURSOR_INVALID', field: 'cursor', retry: 'never' }
      expect((await page({ itemNumberStart: 'P-1' }, 1, nextCursor)).fault).toMatchObject(wrong)
      expect((await page({ itemNumberStart: 'P-' }, 1, `${nextCursor}A`)).fault).toMatchObject(wrong)
      expect((await page({ itemNumberStart: 'P-' }, 1, 'P-10')).fault).toMatchObject(wrong)
      const forged = Buffer.from(nextCursor, 'base64url')
      forged.write('8', forged.length - 1)
      expect((await page({ itemNumberStart: 'P-' }, 1, forged.toString('base64url'))).fault).toMatchObject(wrong)
      expect((await page({ itemNumberStart: 'P-' }, 1, nextCursor)).fault).toBeUndefined()
    })

    test('a page ends at 60,000 bytes; only a missing nextCursor is the end', async () => {
      const name = '<\u00fc>'.repeat(85)
      for (let index = 100; index < 180; index++) await put(`B-${index}`, { name })
      const body =
        '<ListItems xmlns="urn:opendepot:admin:v1"><itemFilter><itemNumberStart>B-</itemNumberStart></itemFilter><pageSize>500</pageSize></ListItems>'
      const { text } = await server().post('admin', body, { as: admin })
      const bytes = Buffer.byteLength(text)
      expect(bytes).toBeLessThan(61_000)
      expect(bytes).toBeGreaterThan(58_000)
      const filter = { itemNumberStart: 'B-' }
      const first = await page(filter, 500)
      expect(first.rows.length).toBeLessThan(80)
      const second = await page(filter, 500, first.nextCursor)
      expect([...first.rows, ...second.rows]).toHaveLength(80)
      expect(second.nextCursor).toBeUndefined()
    })
  },
  ['sqlite in memory', 'mariadb'],
)
