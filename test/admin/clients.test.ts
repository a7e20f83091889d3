import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { ClientSecret } from '../../src/entities/client-secret.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type AdminAnswer, type Given } from './admin-client.ts'

describeEachDatabase(
  'API clients over Admin',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let admin: Credentials
    let limited: Credentials
    const call = (operation: string, input: Given, as = admin) => callAdmin(server(), as, operation, input)

    beforeAll(async () => {
      admin = await server().client('boss', ['admin'])
      limited = await server().client('limited', ['admin'], { firmCodes: [1, 2] })
    })

    const client = (clientName: string, { orderScope, ...more }: Record<string, Given> = {}) => ({
      clientName,
      roles: { role: ['sales'] },
      ...(orderScope !== undefined && { orderScope }),
      firmCodes: '',
      ipRanges: '',
      ...more,
    })
    const put = (name: string, more: Record<string, Given> = {}, around: Record<string, Given> = {}, as = admin) =>
      call('PutClient', { ...around, apiClient: client(name, more) }, as)
    const rotate = (requestId: string, clientName: string, retireOld = 'no', as = admin, more = {}) =>
      call('RotateClientSecret', { requestId, ...more, secretRotation: { clientName, retireOld } }, as)
    const disable = (clientName: string, more: Record<string, Given> = {}, as = admin) =>
      call('DisableClient', { ...more, clientDisabling: { clientName, reason: 'left' } }, as)

    const secretOf = ({ result }: AdminAnswer) => (result as { clientSecret?: string }).clientSecret ?? ''
    /** 500 for a client that is known (the order does not exist), 401 for one that is not. */
    const login = async (name: string, secret: string) => {
      const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
      const body = '<GetOrder xmlns="urn:opendepot:sales:v1"><orderNumber>none</orderNumber></GetOrder>'
      return (await server().post('sales', body, { as: { name, secret, authorization } })).status
    }
    const eventsOf = async (name: string) => {
      const all = await server().store.read((tx) =>
        tx.find(LedgerEvent, { where: { aggregateKind: 'client' }, order: { version: 'ASC' } }),
      )
      const first = all.find(({ after }) => (after as { name?: string }).name === name)
      return all.filter(({ aggregateId }) => aggregateId === first?.aggregateId)
    }

    describe('PutClient', () => {
      test('creates a client that can log in, changes it, or does nothing', async () => {
        const created = await put('erp')
        expect(created.result).toEqual({ clientName: 'erp', outcome: 'created', clientSecret: expect.any(String) })
        expect(await login('erp', secretOf(created))).toBe(500)
        expect((await put('erp')).result).toEqual({ clientName: 'erp', outcome: 'unchanged' })
        const changed = await put('erp', { firmCodes: { firmCode: [7, 3, 7] }, comment: 'two firms' })
        expect(changed.result).toEqual({ clientName: 'erp', outcome: 'changed' })
        expect((await put('erp', { firmCodes: { firmCode: [3, 7] } })).result).toMatchObject({ outcome: 'unchanged' })
        expect(await eventsOf('erp')).toMatchObject([
          { version: 1, change: 'ClientAdded', actor: 'boss', after: { roles: ['sales'], orderScope: 'erp' } },
          {
            version: 2,
            change: 'ClientChanged',
            comment: 'two firms',
            before: { firmCodes: null },
            after: { firmCodes: [3, 7] },
          },
        ])
      })

      test('shows the secret of a new client again to the same request, and to no other', async () => {
        const first = await put('again', {}, { requestId: 'put-1' })
        const second = await put('again', {}, { requestId: 'put-1' })
        expect(second.result).toEqual({ clientName: 'again', outcome: 'replayed', clientSecret: secretOf(first) })
        expect((await put('again', {}, { requestId: 'put-2' })).result).toEqual({
          clientName: 'again',
          outcome: 'unchanged',
        })
        expect((await put('again', {}, { requestId: 'put-2' })).result).toEqual({
          clientName: 'again',
          outcome: 'replayed',
        })
        const events = JSON.stringify(await eventsOf('again'))
        expect(events).not.toContain(secretOf(first))
      })

      test('keeps no secret for a request without id, nor one in clear', async () => {
        await put('unnamed')
        const named = await put('named', {}, { requestId: 'put-3' })
        const rows = await server().store.read((tx) => tx.find(ClientSecret))
        expect(rows.filter(({ sealed }) => sealed === null).length).toBeGreaterThan(0)
        expect(JSON.stringify(rows)).not.toContain(secretOf(named))
      })

      test('runMode=check stores nothing and shows no secret', async () => {
        const tried = await put('tried', {}, { requestId: 'put-4', runMode: 'check' })
        expect(tried.result).toEqual({ clientName: 'tried', outcome: 'created' })
        expect((await put('tried')).result).toMatchObject({ outcome: 'created' })
      })

      test('refuses a client from another address than its own', async () => {
        const far = await put('far', { ipRanges: { ipRange: ['10.0.0.0/8', '2001:db8::/32'] } })
        expect(await login('far', secretOf(far))).toBe(401)
        await put('far', { ipRanges: { ipRange: ['10.0.0.0/8', '127.0.0.1'] } })
        expect(await login('far', secretOf(far))).toBe(500)
      })

      test.each([
        ['a name that Basic cannot carry', 'a:b', {}],
        ['a range that is none', 'range', { ipRanges: { ipRange: ['10.0.0.0/33'] } }],
      ])('CLIENT_INVALID for %s', async (_, name, more) => {
        expect((await put(name, more)).fault).toMatchObject({ code: 'CLIENT_INVALID' })
      })

      test('CLIENT_INVALID for a client that was disabled', async () => {
        await put('gone')
        await disable('gone')
        expect((await put('gone')).fault).toMatchObject({ code: 'CLIENT_INVALID' })
      })

      test('REQUEST_CONFLICT', async () => {
        expect((await put('other', {}, { requestId: 'put-1' })).fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      })

      test('an administrator of some firm codes gives no more than these', async () => {
        const within = { firmCodes: { firmCode: [2] } }
        expect((await put('part', within, {}, limited)).result).toMatchObject({ outcome: 'created' })
        expect((await put('wide', {}, {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
        expect((await put('wide', { firmCodes: { firmCode: [2, 3] } }, {}, limited)).fault).toMatchObject({
          code: 'FORBIDDEN',
        })
        expect((await put('boss', within, {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
        expect((await rotate('limited-1', 'boss', 'no', limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
        expect((await disable('boss', {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      })
    })

    test('an administrator of some firm codes gives no order scope of clients beyond his reach', async () => {
      const within = (orderScope: string) => ({ firmCodes: { firmCode: [2] }, orderScope })
      await put('far-erp', { orderScope: 'far' })
      await put('near-erp', { ...within('near') })
      for (const scope of ['near', 'limited', 'new']) {
        expect((await put(`to-${scope}`, within(scope), {}, limited)).result).toMatchObject({ outcome: 'created' })
      }
      expect((await put('to-far', within('far'), {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      expect((await put('near-erp', within('far'), {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      await disable('far-erp')
      expect((await put('near-erp', within('far'), {}, limited)).fault).toMatchObject({ code: 'FORBIDDEN' })
      await put('near-erp', within('far'))
      const kept = await put('near-erp', { ...within('far'), roles: { role: ['support'] } }, {}, limited)
      expect(kept.result).toMatchObject({ outcome: 'changed' })
    })

    describe('RotateClientSecret', () => {
      test('the secret before works on until the next rotation', async () => {
        const first = secretOf(await put('turn'))
        const second = secretOf(await rotate('turn-1', 'turn'))
        expect([await login('turn', first), await login('turn', second)]).toEqual([500, 500])
        const third = secretOf(await rotate('turn-2', 'turn'))
        const all = [await login('turn', first), await login('turn', second), await login('turn', third)]
        expect(all).toEqual([401, 500, 500])
        const fourth = secretOf(await rotate('turn-3', 'turn', 'yes'))
        expect([await login('turn', third), await login('turn', fourth)]).toEqual([401, 500])
      })

      test('the same request again shows the same secret, as long as it opens something', async () => {
        await put('same')
        const first = await rotate('same-1', 'same')
        expect((await rotate('same-1', 'same')).result).toEqual(first.result)
        await rotate('same-2', 'same', 'yes')
        expect((await rotate('same-1', 'same')).result).toEqual({ clientName: 'same' })
        expect((await eventsOf('same')).map(({ change }) => change)).toEqual([
          'ClientAdded',
          'ClientSecretRotated',
          'ClientSecretRotated',
        ])
      })

      test('runMode=check shows no secret and changes none', async () => {
        const secret = secretOf(await put('dry'))
        const { result } = await rotate('dry-1', 'dry', 'yes', admin, { runMode: 'check' })
        expect(result).toEqual({ clientName: 'dry' })
        expect(await login('dry', secret)).toBe(500)
      })

      test('CLIENT_INVALID: no new secret for a client that was disabled', async () => {
        await put('left')
        await disable('left')
        expect((await rotate('left-1', 'left')).fault).toMatchObject({ code: 'CLIENT_INVALID' })
      })

      test('CLIENT_UNKNOWN, REQUEST_CONFLICT', async () => {
        expect((await rotate('none-1', 'none')).fault).toMatchObject({ code: 'CLIENT_UNKNOWN' })
        expect((await rotate('same-1', 'same', 'yes')).fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      })
    })

    describe('DisableClient', () => {
      test('refuses the client from its next call on, once', async () => {
        const created = await put('leaver', {}, { requestId: 'leave-1' })
        expect((await disable('leaver', { runMode: 'check' })).result).toMatchObject({ outcome: 'disabled' })
        expect(await login('leaver', secretOf(created))).toBe(500)
        expect((await disable('leaver')).result).toEqual({ clientName: 'leaver', outcome: 'disabled' })
        expect(await login('leaver', secretOf(created))).toBe(401)
        expect((await disable('leaver')).result).toEqual({ clientName: 'leaver', outcome: 'unchanged' })
        expect((await eventsOf('leaver')).at(-1)).toMatchObject({
          change: 'ClientDisabled',
          comment: 'left',
          after: { reason: 'left' },
        })
        expect(secretOf(await put('leaver', {}, { requestId: 'leave-1' }))).toBe('')
      })

      test('a request that was done is answered from what was done', async () => {
        await put('twice')
        await disable('twice', { requestId: 'disable-1' })
        expect((await disable('twice', { requestId: 'disable-1' })).result).toMatchObject({ outcome: 'replayed' })
      })

      test('CLIENT_UNKNOWN, REQUEST_CONFLICT', async () => {
        expect((await disable('none')).fault).toMatchObject({ code: 'CLIENT_UNKNOWN' })
        expect((await disable('erp', { requestId: 'disable-1' })).fault).toMatchObject({ code: 'REQUEST_CONFLICT' })
      })
    })
  },
  ['sqlite in memory', 'mariadb'],
)
