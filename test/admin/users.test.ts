import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { User } from '../../src/entities/user.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'

interface Row {
  readonly userName: string
  readonly active: string
}

describeEachDatabase(
  'users over Admin',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    let limited: Credentials
    beforeAll(async () => {
      admin = await server().client('boss', ['admin'])
      limited = await server().client('limited', ['admin'], { firmCodes: [1, 2] })
    })

    const user = (userName: string, more: Record<string, Given> = {}) => ({
      userName,
      displayName: 'Anna Muster',
      email: 'anna@example.com',
      roles: { role: ['sales', 'support'] },
      firmCodes: '',
      active: 'yes',
      ...more,
    })
    const put = (name: string, more: Record<string, Given> = {}, around: Record<string, Given> = {}, as = admin) =>
      callAdmin(server(), as, 'PutUser', { ...around, user: user(name, more) })
    const stored = (name: string) => server().store.read((tx) => tx.findOneByOrFail(User, { name }))
    const eventsOf = async (name: string) => {
      const { id: aggregateId } = await stored(name)
      return server().store.read((tx) =>
        tx.find(LedgerEvent, { where: { aggregateKind: 'user', aggregateId }, order: { version: 'ASC' } }),
      )
    }

    describe('PutUser', () => {
      test('creates a user, changes him, or does nothing', async () => {
        expect((await put('anna')).result).toEqual({ userName: 'anna', outcome: 'created' })
        expect((await put('anna')).result).toEqual({ userName: 'anna', outcome: 'unchanged' })
        const less = { roles: { role: ['support'] }, firmCodes: { firmCode: [7, 3] }, comment: 'moved' }
        expect((await put('anna', less)).result).toEqual({ userName: 'anna', outcome: 'changed' })
        expect(await stored('anna')).toMatchObject({ roles: ['support'], firmCodes: [3, 7], active: true, version: 2 })
      })

      test('the order of roles and firm codes does not matter', async () => {
        await put('bert', { firmCodes: { firmCode: [1, 2] } })
        const turned = { roles: { role: ['support', 'sales'] }, firmCodes: { firmCode: [2, 1, 2] } }
        expect((await put('bert', turned)).result).toEqual({ userName: 'bert', outcome: 'unchanged' })
      })

      test('the ledger tells what he may do, and nothing of who he is', async () => {
        await put('carl', { displayName: 'Carl Secretive', comment: 'new' })
        await put('carl', { displayName: 'Carl Secretive', active: 'no' })
        await put('carl', { displayName: 'Carl Discreet', active: 'no', email: 'discreet@example.com' })
        const events = await eventsOf('carl')
        expect(events.map(({ change }) => change)).toEqual(['UserAdded', 'UserChanged', 'UserChanged'])
        expect(events[0]).toMatchObject({ actor: 'boss', operation: 'PutUser', comment: 'new', before: null })
        expect(events[1]?.after).toEqual({ roles: ['sales', 'support'], firmCodes: null, active: false })
        expect(events[2]?.after).toMatchObject({ contactChanged: true })
        expect(JSON.stringify(events)).not.toMatch(/Secretive|Discreet|example\.com/i)
      })

      test('a request that was done is answered from what was done', async () => {
        const first = await put('dora', {}, { requestId: 'user-1' })
        expect(first.result).toMatchObject({ outcome: 'created' })
        await put('dora', { active: 'no' })
        expect((await put('dora', {}, { requestId: 'user-1' })).result).toMatchObject({ outcome: 'replayed' })
        expect((await stored('dora')).active).toBe(false)
      })

      test('runMode=check stores nothing', async () => {
        expect((await put('emil', {}, { runMode: 'check' })).result).toMatchObject({ outcome: 'created' })
        expect((await put('emil')).result).toMatchObject({ outcome: 'created' })
      })

      test.each([
        ['userName', 'anna@example.com', {}],
        ['userName', 'a:b', {}],
        ['displayName', 'fred', { displayName: '  ' }],
        ['email', 'fred', { email: 'nowhere' }],
      ])('USER_INVALID, %s', async (field, name, more) => {
        expect((await put(name, more)).fault).toMatchObject({ code: 'USER_INVALID', field: `user/${field}` })
      })

      test('REQUEST_CONFLICT', async () => {
        await put('gina', {}, { requestId: 'user-2' })
        const fault = { code: 'REQUEST_CONFLICT' }
        expect((await put('gina', { active: 'no' }, { requestId: 'user-2' })).fault).toMatchObject(fault)
      })

      test('FORBIDDEN: an administrator of some firm codes gives no more than these', async () => {
        const within = { firmCodes: { firmCode: [2] } }
        expect((await put('hans', within, {}, limited)).result).toMatchObject({ outcome: 'created' })
        expect((await put('hans', {}, {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
        await put('ida')
        expect((await put('ida', within, {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      })
    })

    describe('ListUsers', () => {
      const page = async (pageSize: number, cursor?: string) => {
        const { result, fault } = await callAdmin(server(), admin, 'ListUsers', { pageSize, cursor })
        const { userRows, nextCursor } = (result ?? {}) as {
          userRows?: '' | { userRow: Row | Row[] }
          nextCursor?: string
        }
        return { rows: userRows ? [userRows.userRow].flat() : [], nextCursor, fault }
      }

      test('shows each user as he was put last', async () => {
        await put('A-first', { roles: { role: ['admin'] }, firmCodes: { firmCode: [5] }, active: 'no' })
        const [first] = (await page(1)).rows
        expect(first).toEqual({
          userName: 'A-first',
          displayName: 'Anna Muster',
          email: 'anna@example.com',
          roles: { role: 'admin' },
          firmCodes: { firmCode: '5' },
          active: 'no',
          changedAt: expect.any(String),
        })
      })

      test('gives each user once, also when some are put between the pages', async () => {
        for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) await put(name)
        const names: string[] = []
        let cursor: string | undefined
        do {
          const { rows, nextCursor } = await page(2, cursor)
          names.push(...rows.map(({ userName }) => userName))
          cursor = nextCursor
          if (rows.some(({ userName }) => userName === 'p2')) await put('p11')
        } while (cursor !== undefined)
        expect(names).toEqual(names.toSorted())
        expect(names.filter((name) => /^p\d$/.test(name))).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
        expect(new Set(names).size).toBe(names.length)
      })

      test('CURSOR_INVALID', async () => {
        expect((await page(2, 'cDE')).fault).toMatchObject({ code: 'CURSOR_INVALID' })
      })
    })
  },
  ['sqlite in memory', 'mariadb'],
)
