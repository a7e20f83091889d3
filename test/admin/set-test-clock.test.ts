import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { startServer, useServer, type Credentials } from '../support/server.ts'
import { callAdmin } from './admin-client.ts'

describeEachDatabase(
  'SetTestClock',
  (databases) => {
    let url = ''
    const real = new Date('2026-05-04T08:00:00.000Z')
    const env = { TEST_MODE: 'true' }
    const server = useServer(async () => ({ database: (url = await databases.newUrl()), env, clock: () => real }))
    let admin: Credentials
    beforeAll(async () => {
      admin = await server().client('boss', ['admin'])
    })
    const set = (instant: string, around = {}, at = server()) =>
      callAdmin(at, admin, 'SetTestClock', { ...around, testClock: { instant, comment: 'a year on' } })
    const eventTimes = async () => {
      const events = await server().store.read((tx) =>
        tx.find(LedgerEvent, { where: { aggregateKind: 'clock' }, order: { version: 'ASC' } }),
      )
      return events.map(({ at, version }) => [version, at.toISOString()])
    }

    test('the calls after it see the new time, wherever it is moved to', async () => {
      expect((await set('2027-05-04T08:00:00Z', { requestId: 'clock-1' })).result).toEqual({
        instant: '2027-05-04T08:00:00Z',
      })
      await set('2020-01-01T00:00:00Z', { runMode: 'check' })
      await set('2025-01-01T00:00:00Z')
      await set('2025-01-02T00:00:00Z')
      expect(await eventTimes()).toEqual([
        [1, '2026-05-04T08:00:00.000Z'],
        [2, '2027-05-04T08:00:00.000Z'],
        [3, '2025-01-01T00:00:00.000Z'],
      ])
      const again = await set('2027-05-04T08:00:00Z', { requestId: 'clock-1' })
      expect(again.result).toEqual({ instant: '2025-01-02T00:00:00Z' })
    })

    test('at the end of all times calls are still remembered', async () => {
      await set('9999-12-31T23:00:00Z')
      const firm = { requestId: 'firm-1', firm: { firmCode: 7, name: 'Muster' } }
      expect((await callAdmin(server(), admin, 'PutFirmCode', firm)).result).toMatchObject({ firmCode: '7' })
      await set('2025-01-03T00:00:00Z')
      expect((await callAdmin(server(), admin, 'PutFirmCode', firm)).result).toMatchObject({ outcome: 'replayed' })
    })

    test('REQUEST_CONFLICT', async () => {
      const { fault } = await set('2028-01-01T00:00:00Z', { requestId: 'clock-1' })
      expect(fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
    })

    test('FORBIDDEN without TEST_MODE, where the real clock counts', async () => {
      const production = await startServer({ clock: () => real })
      try {
        const boss = await production.client('boss', ['admin'])
        const input = { testClock: { instant: '2027-05-04T08:00:00Z' } }
        expect((await callAdmin(production, boss, 'SetTestClock', input)).fault).toMatchObject({ code: 'FORBIDDEN' })
      } finally {
        await production.close()
      }
    })

    if (databases.kind === 'mariadb') {
      test('every node of the installation has the same time', async () => {
        const other = await startServer({ database: url, env, clock: () => real })
        try {
          await set('2030-01-01T00:00:00Z')
          await set('2031-01-01T00:00:00Z', {}, other)
          expect((await eventTimes()).at(-1)?.[1]).toBe('2030-01-01T00:00:00.000Z')
        } finally {
          await other.close()
        }
      })
    }
  },
  ['sqlite in memory', 'mariadb'],
)
