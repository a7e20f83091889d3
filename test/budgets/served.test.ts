import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { newTicket, writeTicket } from '../../src/domain/ticket.ts'
import { defended } from '../support/undefended.ts'
import { useServer, type Credentials, type Reply } from '../support/server.ts'

const from = (address: string) => ({ 'x-forwarded-for': address })
const getTickets = (...tickets: string[]) =>
  `<GetTickets xmlns="urn:opendepot:depot:v1"><ticketIds>${tickets.map((ticket) => `<ticketId>${ticket}</ticketId>`).join('')}</ticketIds></GetTickets>`
const anyTicket = () => writeTicket(newTicket(randomBytes))
const guess = () => getTickets(anyTicket())
const listItems = '<ListItems xmlns="urn:opendepot:admin:v1"><itemFilter/><pageSize>0</pageSize></ListItems>'
const getBlockList = '<GetBlockList xmlns="urn:opendepot:depot:v1"><firmCode>10</firmCode></GetBlockList>'

/** Makes a message larger, and says nothing. */
const padding = (size: number) => `<!--${'x'.repeat(size)}-->`

/** What an answer came to: its code, or its status where it is no fault. */
const outcomeOf = ({ status, text: body }: Reply) => /<code>([^<]*)</.exec(body)?.[1] ?? String(status)

describe('budgets of failed attempts', () => {
  const server = useServer({ env: { ATTEMPTS_ADDRESS: '3', ATTEMPTS_NETWORK: '5', TRUSTED_PROXIES: '127.0.0.1' } })
  let erp: Credentials
  beforeAll(async () => {
    erp = await server().client('erp', ['sales', 'admin'])
  })
  const ask = (body: string, address: string, as?: Credentials) =>
    server().post('depot', body, { headers: from(address), as })
  const login = async (address: string, secret: string) => {
    const authorization = `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`
    return server().post('admin', listItems, { as: { ...erp, authorization }, headers: from(address) })
  }

  test('RATE_LIMITED: a ticket that was guessed once too often, with HTTP 429 and the time to wait', async () => {
    const replies: Reply[] = []
    for (let n = 0; n < 4; n++) replies.push(await ask(guess(), '192.0.2.1'))
    expect(replies.map(({ status }) => status)).toEqual([500, 500, 500, 429])
    expect(replies.map(outcomeOf)).toEqual([...Array<string>(3).fill('TICKET_UNKNOWN'), 'RATE_LIMITED'])
    const wait = Number(replies[3]?.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(590)
    expect(wait).toBeLessThanOrEqual(600)
    expect(replies[3]?.text).toContain(`Too many failed attempts from this address. Come again in ${String(wait)} s.`)
    expect(replies[3]?.text).toContain('<retry>later</retry>')
  })

  test('the operator reads of it once, with the address and no part of a ticket, and has numbers for an alarm', async () => {
    const lines = server().log.filter(({ message }) => message === 'a budget of failed attempts is spent')
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', subject: 'ticket', budget: 'address', from: '192.0.2.1' }),
    ])
    const metrics = await (await fetch(`${server().url}/metrics`)).text()
    expect(metrics).toContain('opendepot_failed_attempts_total{subject="ticket"} 3')
    expect(metrics).toContain('opendepot_budgets_spent_total{subject="ticket",budget="address"} 1')
    expect(metrics).toContain('opendepot_refused_total{reason="attempts_address"} 1')
  })

  test('an unknown ticket is answered alike, alone and among others', async () => {
    const replies = [await ask(guess(), '203.0.113.1'), await ask(getTickets(anyTicket(), anyTicket()), '203.0.113.2')]
    const [alone, among] = replies.map(({ text: body }) => body.replace(/<traceId>.*<\/traceId>/, ''))
    expect(alone).toContain('There is no such ticket.')
    expect(among).toBe(alone)
  })

  test('where it is spent, whoever proves himself by a signature or asks for what is public is served', async () => {
    expect(outcomeOf(await ask(guess(), '192.0.2.1'))).toBe('RATE_LIMITED')
    expect(outcomeOf(await ask(getBlockList, '192.0.2.1'))).not.toBe('RATE_LIMITED')
  })

  test('a ticket with a typo costs nothing', async () => {
    const ticket = newTicket(randomBytes)
    const mistyped = `${ticket.slice(0, -1)}${ticket.endsWith('7') ? '8' : '7'}`
    for (let n = 0; n < 10; n++) {
      expect(outcomeOf(await ask(getTickets(mistyped), '198.51.100.1'))).toBe('TICKET_MALFORMED')
    }
    expect(outcomeOf(await ask(guess(), '198.51.100.1'))).toBe('TICKET_UNKNOWN')
  })

  test('an account is answered what it asks, and costs its address nothing', async () => {
    for (let n = 0; n < 6; n++) expect(outcomeOf(await ask(guess(), '198.51.100.7', erp))).toBe('TICKET_UNKNOWN')
    expect(outcomeOf(await ask(guess(), '198.51.100.7'))).toBe('TICKET_UNKNOWN')
  })

  test('all addresses of a network, of IPv4 and IPv6, share its budget', async () => {
    const outcomes: string[] = []
    for (let n = 1; n <= 7; n++) outcomes.push(outcomeOf(await ask(guess(), `2001:db8:1:${String(n)}::1`)))
    expect(outcomes).toEqual([...Array<string>(5).fill('TICKET_UNKNOWN'), 'RATE_LIMITED', 'RATE_LIMITED'])
    expect(outcomeOf(await ask(guess(), '2001:db8:2:1::1'))).toBe('TICKET_UNKNOWN')
  })

  test('wrong secrets: 401, then 429; the right one always gets in, and tickets of that address are not touched', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push((await login('192.0.2.77', `wrong ${String(n)}`)).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    expect((await login('192.0.2.77', erp.secret)).status).toBe(200)
    expect((await login('192.0.2.78', 'wrong')).status).toBe(401)
    expect(outcomeOf(await ask(getBlockList, '192.0.2.77'))).not.toBe('RATE_LIMITED')
  })

  test('no credentials at all are no attempt: many clients ask first what is wanted', async () => {
    for (let n = 0; n < 8; n++) {
      const { status } = await server().post('admin', listItems, { headers: from('198.51.100.99') })
      expect(status).toBe(401)
    }
  })
})

describe('rates of requests', () => {
  const server = useServer({
    env: { ...defended, RATE_ADDRESS: '2', RATE_NETWORK: '3', RATE_CLIENT: '4', TRUSTED_PROXIES: '127.0.0.1' },
  })
  const burst = async (times: number, ask: (n: number) => Promise<Reply>) => {
    const replies: Reply[] = []
    for (let n = 0; n < times; n++) replies.push(await ask(n))
    return replies.filter(({ status }) => status === 429)
  }

  test('RATE_LIMITED: too many requests of one address, with HTTP 429 and Retry-After', async () => {
    const refused = await burst(40, () => server().post('depot', getBlockList, { headers: from('192.0.2.1') }))
    expect(refused.length).toBeGreaterThan(10)
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
    expect(refused[0]?.text).toContain('This address asks more than 2 times a second. Come again in 1 s.')
    expect(refused.map(outcomeOf)).toEqual(Array(refused.length).fill('RATE_LIMITED'))
  })

  test('RATE_LIMITED: large messages of strangers count as several', async () => {
    const ask = (size: number) =>
      server()
        .post('depot', getBlockList + padding(size), { headers: from('203.0.114.1') })
        .then(outcomeOf)
    expect(await ask(900_000)).not.toBe('RATE_LIMITED')
    expect(await ask(900_000)).toBe('RATE_LIMITED')
    expect(await ask(10)).not.toBe('RATE_LIMITED')
  })

  test('RATE_LIMITED: too many of one network', async () => {
    const refused = await burst(60, (n) =>
      server().post('depot', getBlockList, { headers: from(`198.51.100.${String(n)}`) }),
    )
    expect(refused.length).toBeGreaterThan(10)
    expect(refused[0]?.text).toContain('This network asks more than 3 times a second.')
  })

  test('RATE_LIMITED: too many of one client, from wherever, and no other client', async () => {
    const [erp, shop] = [await server().client('erp', ['admin']), await server().client('shop', ['admin'])]
    const refused = await burst(80, (n) =>
      server().post('admin', listItems, { as: erp, headers: from(`10.0.${String(n)}.1`) }),
    )
    expect(refused.length).toBeGreaterThan(10)
    expect(refused[0]?.text).toContain('This client asks more than 4 times a second.')
    const { status } = await server().post('admin', listItems, { as: shop, headers: from('10.0.0.1') })
    expect(status).toBe(200)
  })

  test('an account is not bound to the rate of its address', async () => {
    const crm = await server().client('crm', ['admin'])
    const refused = await burst(30, () => server().post('admin', listItems, { as: crm, headers: from('203.0.113.1') }))
    expect(refused).toEqual([])
  })

  test('nor is one that only its message names', async () => {
    const { name, secret } = await server().client('sap', ['admin'])
    const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
    const token = `<w:UsernameToken><w:Username>${name}</w:Username><w:Password>${secret}</w:Password></w:UsernameToken>`
    const header = `<s:Header><w:Security xmlns:w="${wsse}">${token}</w:Security></s:Header>`
    const message = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header}<s:Body>${listItems}</s:Body>${padding(200_000)}</s:Envelope>`
    const headers = { 'content-type': 'text/xml', ...from('203.0.113.50') }
    for (let n = 0; n < 30; n++) {
      const response = await fetch(`${server().url}/soap/admin`, { method: 'POST', headers, body: message })
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('ListItemsResponse')])
    }
  })

  test('RATE_LIMITED before the body is read', async () => {
    await burst(30, () => server().post('depot', getBlockList, { headers: from('203.0.113.9') }))
    const { hostname, port } = new URL(server().url)
    const socket = connect(Number(port), hostname)
    const head = ['POST /soap/depot HTTP/1.1', 'Host: here', 'Content-Type: text/xml', 'Content-Length: 1000000']
    socket.write([...head, 'X-Forwarded-For: 203.0.113.9', 'Connection: close', '', ''].join('\r\n'))
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 429 /)
    expect(answer).toContain('<code>RATE_LIMITED</code>')
  })

  test('RATE_LIMITED: pages and contracts too, but never the health of the node', async () => {
    const statuses = async (path: string) => {
      const answers = Array.from({ length: 40 }, () =>
        fetch(`${server().url}${path}`, { headers: from('203.0.113.200') }).then(async (response) => {
          await response.arrayBuffer()
          return [response.status, response.headers.get('retry-after')]
        }),
      )
      return Promise.all(answers)
    }
    expect(await statuses('/')).toContainEqual([429, '1'])
    expect(await statuses('/soap/depot?wsdl')).toContainEqual([429, '1'])
    expect(await statuses('/healthz')).not.toContainEqual([429, '1'])
  })

  test('each refusal is counted by its reason', async () => {
    const metrics = await (await fetch(`${server().url}/metrics`)).text()
    for (const reason of ['rate_address', 'rate_network', 'rate_client']) {
      expect(metrics).toMatch(new RegExp(`opendepot_refused_total\\{reason="${reason}"\\} [1-9]`))
    }
  })
})
