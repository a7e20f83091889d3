import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:net'
import { newTicket, writeTicket } from '../src/domain/ticket.ts'
import { LedgerEvent } from '../src/entities/ledger-event.ts'
import { FirmCode } from '../src/entities/firm-code.ts'
import { createKeyring } from '../src/tickets/keyring.ts'
import { randomBytes } from 'node:crypto'
import { runCommand } from './support/command.ts'
import { useDatabases } from './support/databases.ts'
import {
  passphrase,
  startServer,
  useServer,
  type Credentials,
  type PostOptions,
  type TestServer,
} from './support/server.ts'
import { envelope } from './support/soap-client.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const putFirmCode = (name: string, extra = '') =>
  `<PutFirmCode xmlns="urn:opendepot:admin:v1">${extra}<firm><firmCode>10</firmCode><name>${name}</name></firm></PutFirmCode>`
const getOrder = '<GetOrder xmlns="urn:opendepot:sales:v1"><orderNumber>4711</orderNumber></GetOrder>'

describe('a call', () => {
  const server = useServer()
  let admin: Credentials
  let sales: Credentials
  let support: Credentials
  beforeAll(async () => {
    admin = await server().client('admin', ['admin'])
    sales = await server().client('erp', ['sales'])
    support = await server().client('desk', ['support'])
  })
  const put = (name: string, options: PostOptions = {}, extra?: string) =>
    server().post('admin', putFirmCode(name, extra), { as: admin, ...options })
  const firmNames = async () => (await server().store.read((tx) => tx.find(FirmCode))).map((row) => row.name)

  test('is answered, stored, and logged in one line', async () => {
    const from = server().log.length
    const reply = await put('First', { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8'])
    expect(reply.text).toContain('<outcome>created</outcome>')
    expect(reply.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    expect(await firmNames()).toEqual(['First'])
    expect(server().log.slice(from)).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'request',
        method: 'POST',
        path: '/soap/admin',
        interface: 'Admin',
        operation: 'PutFirmCode',
        caller: 'admin',
        code: 'ok',
        status: 200,
        traceId,
        ms: expect.any(Number),
        requestBytes: expect.any(Number),
        responseBytes: expect.any(Number),
      }),
    ])
  })

  test('with runMode=check is answered and stores nothing', async () => {
    const before = await firmNames()
    const reply = await put('Checked', {}, '<runMode>check</runMode>')
    expect([reply.status, reply.text.includes('<outcome>changed</outcome>')]).toEqual([200, true])
    expect(await firmNames()).toEqual(before)
  })

  test.each([
    [
      'its body',
      {},
      '<requestId>{0198ABCD-0000-7000-8000-00000000000A}</requestId>',
      '0198abcd00007000800000000000000a',
    ],
    ['Idempotency-Key', { headers: { 'idempotency-key': '"key-1"' } }, '', 'key-1'],
    [
      'its body rather than Idempotency-Key',
      { headers: { 'idempotency-key': 'key-2' } },
      '<requestId>b</requestId>',
      'b',
    ],
  ])('takes its request id from %s', async (_, options, extra, requestId) => {
    await put(`Name ${requestId}`, options, extra)
    const [event] = await server().store.read((tx) =>
      tx.find(LedgerEvent, { where: { aggregateKind: 'firmCode' }, order: { version: 'DESC' }, take: 1 }),
    )
    expect(event).toMatchObject({ actor: 'admin', operation: 'PutFirmCode', requestId })
  })

  test('without credentials is 401 with a challenge, and nothing is done', async () => {
    const reply = await server().post('admin', putFirmCode('Nobody'))
    expect(reply.status).toBe(401)
    expect(reply.headers.get('www-authenticate')).toBe('Basic realm="OpenDepot", charset="UTF-8"')
    expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(reply.text).toContain('<code>LOGIN_REFUSED</code>')
    expect(server().log.at(-1)).toMatchObject({ level: 'info', code: 'LOGIN_REFUSED', interface: 'Admin' })
  })

  test('with a wrong secret is 401, as for an unknown name', async () => {
    const wrong = (name: string) => `Basic ${Buffer.from(`${name}:ods_wrong`).toString('base64')}`
    const replies = await Promise.all(
      ['admin', 'nobody'].map((name) =>
        server().post('admin', putFirmCode('x'), { headers: { authorization: wrong(name) } }),
      ),
    )
    expect(replies.map((reply) => reply.status)).toEqual([401, 401])
    const [known, unknown] = replies.map(({ text }) => text.replace(/<traceId>.*<\/traceId>/, ''))
    expect(known).toBe(unknown)
  })

  test('the Depot takes anybody without credentials, and refuses wrong ones', async () => {
    const message = envelope('depot', 'GetKeys', { firmCode: 77 })
    const authorization = `Basic ${Buffer.from('admin:ods_wrong').toString('base64')}`
    const replies = await Promise.all(
      [{}, { headers: { authorization } }].map((more) => server().post('depot', message, more)),
    )
    expect(replies.map(({ status }) => status)).toEqual([500, 401])
  })

  test('FORBIDDEN: a role that the operation does not allow', async () => {
    const reply = await put('Sold', { as: sales })
    expect([reply.status, reply.text.includes('<code>FORBIDDEN</code>')]).toEqual([500, true])
    expect(server().log.at(-1)).toMatchObject({
      level: 'info',
      code: 'FORBIDDEN',
      caller: 'erp',
      operation: 'PutFirmCode',
    })
  })

  test('sales and support may read Sales, admin may not; support may not write', async () => {
    const codes = await Promise.all(
      [sales, support, admin].map(
        async (as) => /<code>(\w+)/.exec((await server().post('sales', getOrder, { as })).text)?.[1],
      ),
    )
    expect(codes).toEqual(['ORDER_UNKNOWN', 'ORDER_UNKNOWN', 'FORBIDDEN'])
    const order =
      '<CreateOrder xmlns="urn:opendepot:sales:v1"><order><orderNumber>1</orderNumber><customer><customerId>c</customerId></customer>' +
      '<orderLines><orderLine><lineNumber>1</lineNumber><itemNumber>i</itemNumber><quantity>1</quantity></orderLine></orderLines></order></CreateOrder>'
    const reply = await server().post('sales', order, { as: support })
    expect(reply.text).toContain('<code>FORBIDDEN</code>')
  })

  test('leaves no ticket in the log, wherever it stands', async () => {
    const ticket = newTicket(randomBytes)
    const body = `<GetTickets xmlns="urn:opendepot:depot:v1"><ticketIds><ticketId>${writeTicket(ticket)}</ticketId></ticketIds></GetTickets>`
    const reply = await server().post('depot', body, { headers: { 'idempotency-key': ticket } })
    expect(reply.text).toContain('<code>TICKET_UNKNOWN</code>')
    await server().post('depot', body.replaceAll('ticketId>', `${ticket}>`))
    await fetch(`${server().url}/${ticket}?ticket=${ticket}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const log = JSON.stringify(server().log).toUpperCase()
    for (const group of writeTicket(ticket).split('-').slice(0, 4)) expect(log).not.toContain(group)
    expect(server().log.slice(-3)).toMatchObject([
      { operation: 'GetTickets', caller: 'depot', code: 'TICKET_UNKNOWN' },
      { operation: 'GetTickets', caller: 'depot', code: 'INVALID_REQUEST' },
      { path: `/[ticket …${ticket.slice(-5)}]`, status: 404 },
    ])
  })

  test('whose client goes away before its end is logged as ABORTED', async () => {
    const { port } = new URL(server().url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('POST /soap/depot HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 10\r\n\r\n<')
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    while (server().log.at(-1)?.['code'] !== 'ABORTED') await new Promise((resolve) => setTimeout(resolve, 10))
    expect(server().log.at(-1)).toMatchObject({ level: 'info', interface: 'Depot', status: 0 })
  })

  test('in SOAP 1.2 is answered in SOAP 1.2', async () => {
    const reply = await put('Twelve', { version: '1.2', as: sales })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([400, 'application/soap+xml; charset=utf-8'])
  })

  test('INTERNAL: an error of ours is logged with its stack and shown without', async () => {
    const broken = await startServer({
      clock: () => {
        throw new Error('the clock is broken')
      },
    })
    try {
      const as = await broken.client('admin', ['admin'])
      const reply = await broken.post('admin', putFirmCode('x'), { as })
      expect([reply.status, reply.text.includes('<code>INTERNAL</code>')]).toEqual([500, true])
      expect(reply.text).not.toContain('clock')
      const errors = broken.log.filter((line) => line.level === 'error')
      expect(errors.map((line) => line.message)).toEqual(['internal error', 'request'])
      expect(errors[0]).toMatchObject({ operation: 'PutFirmCode', error: { message: 'the clock is broken' } })
    } finally {
      await broken.close()
    }
  })

  test('UNAVAILABLE: trouble of ours is 503 with Retry-After and an envelope, before the login too', async () => {
    const broken = await startServer()
    const as = await broken.client('admin', ['admin'])
    await broken.store.close()
    const reply = await broken.post('admin', putFirmCode('x'), { version: '1.2', as })
    await broken.close()
    expect(reply.status).toBe(503)
    expect(reply.headers.get('retry-after')).toMatch(/^[1-9]/)
    expect(reply.headers.get('content-type')).toBe('application/soap+xml; charset=utf-8')
    expect(reply.text).toContain('<code>UNAVAILABLE</code>')
    expect(broken.log.filter((line) => line.level === 'warn' && line['code'] === 'UNAVAILABLE')).not.toEqual([])
  })
})

describe('the contracts and pages', () => {
  const server = useServer({
    env: { INTERFACES: 'sales,admin', PUBLIC_URL: 'https://licenses.example.com/x/', FIRM_PASSPHRASE: '' },
  })

  test('a WSDL needs no credentials and names the public address', async () => {
    const text = await (await fetch(`${server().url}/soap/sales?wsdl`)).text()
    expect(text).toContain('location="https://licenses.example.com/x/soap/sales"')
  })

  test('an interface that is not served is not there', async () => {
    const response = await fetch(`${server().url}/soap/depot?wsdl`)
    expect(response.status).toBe(404)
    const page = await (await fetch(server().url)).text()
    expect(page).toContain('https://licenses.example.com/x/soap/admin?wsdl12')
    expect(page).not.toContain('soap/depot')
  })

  test('other requests are logged too; those of machines that look after it only at debug', async () => {
    await fetch(`${server().url}/nothing?secret=1`)
    await fetch(`${server().url}/readyz`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(server().log.slice(-2)).toMatchObject([
      { level: 'info', path: '/nothing', status: 404, code: 'HTTP_404' },
      { level: 'debug', path: '/readyz', status: 200, code: 'ok' },
    ])
  })

  test('/readyz is ok, and /metrics counts calls', async () => {
    expect(await (await fetch(`${server().url}/readyz`)).json()).toEqual({
      state: 'ok',
      checks: [
        { name: 'process', state: 'ok' },
        { name: 'database', state: 'ok' },
        { name: 'migrations', state: 'ok' },
      ],
    })
    await server().post('sales', getOrder, { as: await server().client('erp', ['sales']) })
    const metrics = await (await fetch(`${server().url}/metrics`)).text()
    expect(metrics).toContain(
      'opendepot_requests_total{interface="Sales",operation="GetOrder",outcome="ORDER_UNKNOWN"} 1',
    )
  })
})

describe('the signer', () => {
  const databases = useDatabases('sqlite file')

  test('is degraded until there are firm keys, which are then public', async () => {
    const server = await startServer({ database: await databases.newUrl() })
    const ready = async () => {
      const response = await fetch(`${server.url}/readyz`)
      return [response.status, ((await response.json()) as { checks: unknown[] }).checks.at(-1)]
    }
    const keys = async () => (await fetch(`${server.url}/.well-known/opendepot-keys`)).json()
    try {
      const missing = 'there is no firm key yet; "opendepot firm create" makes one'
      expect(await ready()).toEqual([200, { name: 'signer', state: 'degraded', text: missing }])
      expect(await keys()).toEqual({ firmCodes: [] })
      const { databaseUrl: DATABASE_URL, dataDir: DATA_DIR } = server.config
      expect(
        await runCommand(['firm', 'create', '6000010'], { DATABASE_URL, DATA_DIR, FIRM_PASSPHRASE: passphrase }),
      ).toBe(0)
      expect(await ready()).toEqual([200, { name: 'signer', state: 'ok' }])
      expect(await keys()).toEqual({
        firmCodes: [
          {
            firmCode: 6_000_010,
            roots: [expect.objectContaining({ kty: 'OKP', crv: 'Ed25519' })],
            certificates: [expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)],
          },
        ],
      })
      await rm(join(DATA_DIR, 'keys'), { recursive: true })
      await server.close()
      const again = await startServer({ database: DATABASE_URL })
      const response = await fetch(`${again.url}/readyz`)
      const text = expect.stringMatching(
        /^the signing key [\w-]{43} of firm code 6000010 is not in the key folder of this node$/,
      ) as string
      expect(await response.json()).toMatchObject({ state: 'degraded', checks: [{}, {}, {}, { name: 'signer', text }] })
      await again.close()
    } finally {
      await server.close()
    }
  })
})

describe('start and stop', () => {
  const databases = useDatabases('sqlite file')

  test('many may listen on one database when they share the keyring; a stranger may not', async () => {
    const database = await databases.newUrl()
    const servers = [await startServer({ database }), await startServer({ database })]
    const stranger = startServer({ database, env: { KEYRING: createKeyring(randomBytes) } })
    await expect(stranger).rejects.toThrow('KEYRING: this is not the keyring that this database was used with')
    await Promise.all(servers.map((server) => server.close()))
  })

  test('MIGRATE=manual refuses to start before the migration', async () => {
    const start = startServer({ database: await databases.newUrl(), env: { MIGRATE: 'manual' } })
    await expect(start).rejects.toThrow('Back it up, then run "opendepot migrate".')
  })

  test('a database that cannot be opened is named without its password', async () => {
    const start = startServer({ database: 'mysql://me:sesame@127.0.0.1:1/depot' })
    await expect(start).rejects.toThrow('DATABASE_URL: mysql://me:********@127.0.0.1:1/depot cannot be opened')
  })

  test('a port that is taken is told, and nothing stays open', async () => {
    const first = await startServer()
    await expect(startServer({ env: { PORT: new URL(first.url).port } })).rejects.toThrow('EADDRINUSE')
    await first.close()
  })

  test('a stop lets a running call finish, then closes the store', async () => {
    let armed = false
    let stopping: Promise<void> | undefined
    const server: TestServer = await startServer({
      points: {
        reach: (name) => {
          if (name === 'before-commit' && armed) stopping ??= server.close()
        },
      },
    })
    const as = await server.client('admin', ['admin'])
    armed = true
    const reply = await server.post('admin', putFirmCode('Last'), { as })
    expect([reply.status, reply.headers.get('connection')]).toEqual([200, 'close'])
    await stopping
    await expect(fetch(server.url)).rejects.toThrow()
    await expect(server.store.ping()).rejects.toThrow()
    await server.close()
  })
})
