import { createHash } from 'node:crypto'
import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'
import { fullItem, item } from './items.ts'

describeEachDatabase(
  'PutItem',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    const call = (operation: string, input: Given) => callAdmin(server(), admin, operation, input)
    const put = (given: Given, more: Record<string, Given> = {}) => call('PutItem', { ...more, item: given })
    const get = (itemNumber: string) => call('GetItem', { itemNumber })
    const rows = <Row = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
      server().store.read<Row[]>((tx) => tx.query(sql, values))

    beforeAll(async () => {
      admin = await server().client('catalogue', ['admin'])
      await call('PutFirmCode', { firm: { firmCode: 6000010, name: 'Example Software GmbH' } })
      await call('PutFirmCode', { firm: { firmCode: 6000011, name: 'Example Software GmbH, second' } })
    })

    test('creates an item with every option, and GetItem gives it back, secrets by their hashes', async () => {
      const { result } = await put({ ...fullItem, itemNumber: 'FULL' })
      expect(result).toMatchObject({ itemNumber: 'FULL', versionNumber: '1', outcome: 'created' })
      const shown = (await get('FULL')).result as { item: Record<string, unknown> }
      const text = (value: unknown): unknown => {
        if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
        if (Array.isArray(value)) return value.length === 1 ? text(value[0]) : value.map(text)
        if (typeof value !== 'object' || value === null) return String(value)
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, text(member)]))
      }
      const options = text(fullItem['licenseOptions']) as Record<string, unknown>
      const emptyLists = { upgradeBases: '', moduleBases: '', containerTypeNames: '' }
      const expected = { ...(text(fullItem) as object), ...emptyLists, itemNumber: 'FULL', licenseOptions: options }
      options['hiddenData'] = { hiddenEntry: { dataNumber: '3', accessCode: '4711', contentHash: sha256('hidden') } }
      options['secretData'] = { secretEntry: { dataNumber: '4', contentHash: sha256('secret') } }
      expect(shown.item).toEqual(expected)
    })

    test('an item without options comes back with its lists there and empty', async () => {
      await put(item({ itemNumber: 'PLAIN' }))
      const { result } = await get('PLAIN')
      expect(result).toMatchObject({
        item: {
          licenseOptions: {
            extendedProtectedData: '',
            hiddenData: '',
            secretData: '',
            moduleItems: '',
            optionDependencies: '',
          },
          itemParameters: '',
        },
      })
    })

    test('the same content again changes nothing; other content makes a version and keeps the one before', async () => {
      await put(item({ itemNumber: 'TWICE' }))
      expect((await put(item({ itemNumber: 'TWICE' }))).result).toMatchObject({
        outcome: 'unchanged',
        versionNumber: '1',
      })
      const changed = await put(item({ itemNumber: 'TWICE', name: 'Another name', comment: 'renamed' }))
      expect(changed.result).toMatchObject({ outcome: 'changed', versionNumber: '2' })
      const versions = await rows(
        'SELECT v.version_number, v.name FROM item_versions v JOIN items i ON i.id = v.item_id WHERE i.item_number = ? ORDER BY 1',
        ['TWICE'],
      )
      expect(versions).toEqual([
        { version_number: 1, name: 'CAD Professional' },
        { version_number: 2, name: 'Another name' },
      ])
      expect(await eventsOf('TWICE')).toEqual([
        {
          version: 1,
          change: 'ItemCreated',
          actor: 'catalogue',
          operation: 'PutItem',
          comment: null,
          after: expect.objectContaining({ name: 'CAD Professional', 'containerKinds[dongle]': true }),
        },
        {
          version: 2,
          change: 'ItemChanged',
          actor: 'catalogue',
          operation: 'PutItem',
          comment: 'renamed',
          before: { versionNumber: 1, name: 'CAD Professional' },
          after: { versionNumber: 2, name: 'Another name' },
        },
      ])
    })

    test('contents of hidden and secret data are sealed at rest and in the history', async () => {
      const secret = Buffer.from('a very secret text').toString('base64')
      const wish = item({
        itemNumber: 'SEALED',
        licenseOptions: { secretData: { secretEntry: [{ dataNumber: 0, content: secret }] } },
      })
      await put(wish)
      await put({ ...wish, name: 'Sealed, renamed' })
      const texts = await rows('SELECT definition AS text FROM item_versions UNION ALL SELECT after FROM events')
      for (const { text } of texts) {
        expect(text).not.toContain(secret)
        expect(text).not.toContain('a very secret text')
      }
      const [created] = await eventsOf('SEALED')
      expect(created?.after).toMatchObject({ 'options.secretData[0].contentHash': 'sealed' })
    })

    test('a contentHash keeps what is stored, and PutItem of what GetItem gave changes nothing', async () => {
      const wish = (entry: Given) =>
        item({ itemNumber: 'KEPT', licenseOptions: { secretData: { secretEntry: [entry] } } })
      await put(wish({ dataNumber: 0, content: Buffer.from('secret').toString('base64') }))
      expect((await put(wish({ dataNumber: 0, contentHash: sha256('secret') }))).result).toMatchObject({
        outcome: 'unchanged',
      })
      const shown = (await get('KEPT')).result as { item: Given }
      expect((await put(shown.item)).result).toMatchObject({ outcome: 'unchanged', versionNumber: '1' })
      // Under another number it is another entry with the bytes that are there.
      expect((await put(wish({ dataNumber: 1, contentHash: sha256('secret') }))).result).toMatchObject({
        outcome: 'changed',
      })
    })

    test('a retired item is sold again after PutItem', async () => {
      await put(item({ itemNumber: 'BACK' }))
      await call('RetireItem', { retirement: { itemNumber: 'BACK' } })
      expect((await put(item({ itemNumber: 'BACK' }))).result).toMatchObject({ outcome: 'changed', versionNumber: '1' })
      expect((await get('BACK')).result).not.toHaveProperty('retiredAt')
      expect((await eventsOf('BACK')).map(({ change }) => change)).toEqual([
        'ItemCreated',
        'ItemRetired',
        'ItemResumed',
      ])
    })

    test('runMode=check does everything and stores nothing', async () => {
      const { result } = await put(item({ itemNumber: 'CHECKED' }), { runMode: 'check' })
      expect(result).toMatchObject({ outcome: 'created', versionNumber: '1' })
      expect((await get('CHECKED')).fault).toMatchObject({ code: 'ITEM_UNKNOWN' })
      const refused = await put(item({ itemNumber: 'CHECKED', firmCode: 4 }), { runMode: 'check' })
      expect(refused.fault).toMatchObject({ code: 'FIRM_CODE_UNKNOWN' })
    })

    test('a request that was done is not done again, whatever came after it', async () => {
      const first = item({ itemNumber: 'REPLAY' })
      await put(first, { requestId: 'REQ-1' })
      await put({ ...first, name: 'Newer' })
      expect((await put(first, { requestId: 'REQ-1' })).result).toMatchObject({
        outcome: 'replayed',
        versionNumber: '2',
      })
      expect((await get('REPLAY')).result).toMatchObject({ item: { name: 'Newer' } })
    })

    test('gives the advice of the legacy on a usage period', async () => {
      const { result } = await put(item({ itemNumber: 'TRIAL', licenseOptions: { usagePeriod: { usageDays: 30 } } }))
      expect(result).toMatchObject({ warnings: { warning: expect.stringContaining('prefer expirationPeriod') } })
    })

    test('many puts at once all take effect, one after the other', async () => {
      const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`)
      const answers = await Promise.all(names.map((name) => put(item({ itemNumber: 'RACE', name }))))
      expect(answers.map(({ fault }) => fault)).toEqual(names.map(() => undefined))
      const numbers = answers.map(({ result }) => Number((result as { versionNumber: string }).versionNumber))
      expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect((await eventsOf('RACE')).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    test('ITEM_INVALID names the field, and all others that are wrong', async () => {
      const { status, fault } = await put(
        item({
          licenseOptions: {
            expirationTime: { endAt: new Date('2027-01-01T00:00:00Z') },
            expirationPeriod: { periodCount: 1, periodUnit: 'year' },
            hiddenData: {
              hiddenEntry: [
                { dataNumber: 1, accessCode: 1, content: '' },
                { dataNumber: 1, accessCode: 2 },
              ],
            },
          },
          returnRule: { policy: 'wait', waitDays: 0, maximumCount: 0, periodDays: 0 },
        }),
      )
      expect(status).toBe(500)
      expect(fault).toMatchObject({
        code: 'ITEM_INVALID',
        field: 'item/licenseOptions/expirationPeriod',
        retry: 'never',
        text: 'expirationTime and expirationPeriod exclude each other.',
      })
      const details = (fault!.faultDetails as { faultDetail: { name: string }[] }).faultDetail
      expect(details.map(({ name }) => name)).toEqual([
        'item/licenseOptions/expirationPeriod',
        'item/returnRule/waitDays',
        'item/licenseOptions/hiddenData/hiddenEntry[2]/dataNumber',
        'item/licenseOptions/hiddenData/hiddenEntry[2]/content',
      ])
    })

    test('ITEM_INVALID for the hash of a content that the item does not have', async () => {
      const { fault } = await put(
        item({ licenseOptions: { secretData: { secretEntry: [{ dataNumber: 0, contentHash: sha256('?') }] } } }),
      )
      expect(fault).toMatchObject({
        code: 'ITEM_INVALID',
        field: 'item/licenseOptions/secretData/secretEntry[1]/contentHash',
      })
    })

    test('FIRM_CODE_UNKNOWN', async () => {
      const { fault } = await put(item({ firmCode: 4711 }))
      expect(fault).toMatchObject({ code: 'FIRM_CODE_UNKNOWN', field: 'item/firmCode' })
    })

    test('REQUEST_CONFLICT', async () => {
      await put(item({ itemNumber: 'CONFLICT' }), { requestId: 'REQ-2' })
      const { fault } = await put(item({ itemNumber: 'CONFLICT', name: 'Other' }), { requestId: 'REQ-2' })
      expect(fault).toMatchObject({ code: 'REQUEST_CONFLICT', field: 'requestId' })
    })

    test('INVALID_REQUEST for what the contract refuses', async () => {
      const { fault } = await put(item({ containerKinds: {} }))
      expect(fault).toMatchObject({ code: 'INVALID_REQUEST' })
    })

    test('INVALID_REQUEST for an item number that is blank, or too long once it is composed', async () => {
      for (const itemNumber of [' ', '\u0958'.repeat(40)]) {
        expect((await put(item({ itemNumber }))).fault).toMatchObject({
          code: 'INVALID_REQUEST',
          field: 'item/itemNumber',
        })
        const { fault } = await call('RetireItem', { retirement: { itemNumber } })
        expect(fault).toMatchObject({ code: 'INVALID_REQUEST', field: 'retirement/itemNumber' })
      }
    })

    test('FORBIDDEN for another role, and for a firm code that is not the client\u2019s', async () => {
      const sales = await server().client('sales', ['sales'])
      expect((await callAdmin(server(), sales, 'PutItem', { item: item() })).fault).toMatchObject({ code: 'FORBIDDEN' })
      const other = await server().client('other', ['admin'], { firmCodes: [6000011] })
      await put(item({ itemNumber: 'THEIRS' }))
      const take = await callAdmin(server(), other, 'PutItem', {
        item: item({ itemNumber: 'THEIRS', firmCode: 6000011 }),
      })
      expect(take.fault).toMatchObject({ code: 'FORBIDDEN', field: 'item/itemNumber' })
      const make = await callAdmin(server(), other, 'PutItem', { item: item({ itemNumber: 'MINE' }) })
      expect(make.fault).toMatchObject({ code: 'FORBIDDEN', field: 'item/firmCode' })
    })

    async function eventsOf(itemNumber: string) {
      const found = await rows<EventRow>(
        `SELECT e.version, e.${q('change')}, e.actor, e.operation, e.comment, e.${q('before')}, e.${q('after')} FROM events e
       JOIN items i ON i.id = e.aggregate_id WHERE i.item_number = ? ORDER BY e.version`,
        [itemNumber],
      )
      return found.map(({ before, after, ...event }) => ({
        ...event,
        ...(before === null ? {} : { before: JSON.parse(before) as unknown }),
        after: JSON.parse(after) as unknown,
      }))
    }

    function q(name: string): string {
      return databases.kind === 'mariadb' ? `\`${name}\`` : `"${name}"`
    }
  },
  ['sqlite in memory', 'mariadb'],
)

interface EventRow {
  readonly version: number
  readonly change: string
  readonly before: string | null
  readonly after: string
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
