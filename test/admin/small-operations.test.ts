import { FirmKey } from '../../src/entities/firm-key.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { firmCodeId } from '../../src/ledger/record.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'
import { item } from './items.ts'

describeEachDatabase(
  'Admin',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    let limited: Credentials
    const call = (operation: string, input: Given, as = admin) => callAdmin(server(), as, operation, input)

    beforeAll(async () => {
      admin = await server().client('catalogue', ['admin'])
      limited = await server().client('limited', ['admin'], { firmCodes: [1] })
      await call('PutFirmCode', { firm: { firmCode: 6000010, name: 'Example' } })
    })

    describe('GetItem', () => {
      test('gives a retired item with the time', async () => {
        await call('PutItem', { item: item({ itemNumber: 'G-1' }) })
        await call('RetireItem', { retirement: { itemNumber: 'G-1' } })
        const { result } = await call('GetItem', { itemNumber: 'G-1 ' })
        expect(result).toMatchObject({
          versionNumber: '1',
          createdAt: expect.any(String),
          retiredAt: expect.any(String),
        })
      })

      test('ITEM_UNKNOWN', async () => {
        const { fault } = await call('GetItem', { itemNumber: 'g-1' })
        expect(fault).toMatchObject({ code: 'ITEM_UNKNOWN', field: 'itemNumber' })
      })

      test('FORBIDDEN for an item of another firm code', async () => {
        expect((await call('GetItem', { itemNumber: 'G-1' }, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      })
    })

    describe('RetireItem', () => {
      const retire = (itemNumber: string, more: Record<string, Given> = {}, as = admin) =>
        call('RetireItem', { ...more, retirement: { itemNumber, comment: 'end of life' } }, as)

      test('retires an item once', async () => {
        await call('PutItem', { item: item({ itemNumber: 'R-1' }) })
        expect((await retire('R-1')).result).toEqual({ itemNumber: 'R-1', outcome: 'retired' })
        expect((await retire('R-1')).result).toEqual({ itemNumber: 'R-1', outcome: 'unchanged' })
      })

      test('a request that was done is not done again', async () => {
        await call('PutItem', { item: item({ itemNumber: 'R-2' }) })
        await retire('R-2', { requestId: 'retire-2' })
        await call('PutItem', { item: item({ itemNumber: 'R-2' }) })
        expect((await retire('R-2', { requestId: 'retire-2' })).result).toEqual({
          itemNumber: 'R-2',
          outcome: 'replayed',
        })
        expect((await call('GetItem', { itemNumber: 'R-2' })).result).not.toHaveProperty('retiredAt')
      })

      test('runMode=check stores nothing', async () => {
        await call('PutItem', { item: item({ itemNumber: 'R-3' }) })
        expect((await retire('R-3', { runMode: 'check' })).result).toMatchObject({ outcome: 'retired' })
        expect((await call('GetItem', { itemNumber: 'R-3' })).result).not.toHaveProperty('retiredAt')
      })

      test('ITEM_UNKNOWN', async () => {
        expect((await retire('NONE')).fault).toMatchObject({ code: 'ITEM_UNKNOWN', field: 'retirement/itemNumber' })
      })

      test('REQUEST_CONFLICT', async () => {
        expect((await retire('R-1', { requestId: 'retire-2' })).fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      })

      test('FORBIDDEN for an item of another firm code', async () => {
        expect((await retire('R-3', {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      })
    })

    describe('PutFirmCode', () => {
      const put = (firmCode: number, name: string, more: Record<string, Given> = {}, as = admin) =>
        call('PutFirmCode', { ...more, firm: { firmCode, name } }, as)

      test('registers a firm code, changes its name, or does nothing', async () => {
        const result = { firmCode: '2147483647', signingReady: 'no' }
        expect((await put(2147483647, 'First')).result).toEqual({ ...result, outcome: 'created' })
        expect((await put(2147483647, 'Second')).result).toEqual({ ...result, outcome: 'changed' })
        expect((await put(2147483647, 'Second')).result).toEqual({ ...result, outcome: 'unchanged' })
        const events = await server().store.read((tx) =>
          tx.find(LedgerEvent, { where: { aggregateId: firmCodeId(2147483647) }, order: { version: 'ASC' } }),
        )
        expect(events.map(({ version, change, before, after }) => ({ version, change, before, after }))).toEqual([
          { version: 1, change: 'FirmCodeCreated', before: null, after: { name: 'First' } },
          { version: 2, change: 'FirmCodeChanged', before: { name: 'First' }, after: { name: 'Second' } },
        ])
      })

      test('says whether licenses can be signed: by an active key within its time', async () => {
        await put(7, 'Seven')
        const now = Date.now()
        const key = {
          firmCode: 7,
          role: 'signing' as const,
          suite: 'ed25519-x25519' as const,
          publicJwk: '{}',
          certificate: '{}',
          epoch: 1,
          notBefore: new Date(now - 1000),
          state: 'active' as const,
          createdAt: new Date(now),
        }
        const insert = (kid: string, notAfter: Date) =>
          server().store.transact((tx) => insertRows(tx, FirmKey, [{ ...key, kid, notAfter }]))
        await insert('over', new Date(now - 500))
        expect((await put(7, 'Seven')).result).toMatchObject({ signingReady: 'no' })
        await insert('good', new Date(now + 60_000))
        expect((await put(7, 'Seven')).result).toMatchObject({ signingReady: 'yes' })
      })

      test('a request that was done is not done again', async () => {
        await put(8, 'Eight', { requestId: 'firm-8' })
        await put(8, 'Renamed')
        expect((await put(8, 'Eight', { requestId: 'firm-8' })).result).toMatchObject({ outcome: 'replayed' })
        expect((await put(8, 'Renamed')).result).toMatchObject({ outcome: 'unchanged' })
      })

      test('REQUEST_CONFLICT', async () => {
        expect((await put(9, 'Nine', { requestId: 'firm-8' })).fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      })

      test('FORBIDDEN for a firm code that is not the client\u2019s', async () => {
        const { fault } = await put(2, 'Two', {}, limited)
        expect(fault).toMatchObject({ code: 'FORBIDDEN', field: 'firm/firmCode' })
        expect((await put(1, 'One', {}, limited)).result).toMatchObject({ outcome: 'created' })
      })
    })
  },
  ['sqlite in memory', 'mariadb'],
)
