import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceModel } from '../../src/soap/model.ts'
import { eventually } from '../support/eventually.ts'
import { callOf, inEnvelope, OtherSide, salesModel, type Watched, watch, xmlType } from './other-side.ts'

const ns = 'urn:opendepot:sales:v1'
const getOrder = (number: string) => `<GetOrder xmlns="${ns}"><orderNumber>${number}</orderNumber></GetOrder>`
const order = (ticket: string, count = '1') =>
  `<GetOrderResponse xmlns="${ns}"><result><orderNumber>4711</orderNumber><ticketId>${ticket}</ticketId><licenseCount>${count}</licenseCount></result></GetOrderResponse>`
const getTicket = (ticket: string) => `<GetTicket xmlns="${ns}"><ticketId>${ticket}</ticketId></GetTicket>`
const call = { body: getOrder('4711'), says: order('T1') }

const other = new OtherSide()
const watched: Watched[] = []
const start = async (options: Partial<Parameters<typeof watch>[0]> = {}) => {
  const shadow = await watch({ url: other.url, timeoutSeconds: 2, ...options })
  watched.push(shadow)
  return shadow
}

beforeAll(() => other.listen())
afterEach(async () => {
  await Promise.all(watched.splice(0).map(({ shadow }) => shadow.close()))
  other.received.length = 0
})
afterAll(() => other.close())

describe('A shadow', () => {
  test('sends what the caller sent, in an envelope and with credentials of its own', async () => {
    other.says(order('T1'))
    const { play } = await start({ credentials: { kind: 'basic', name: 'depot', password: 'pässword' } })
    const header = '<e:Header><secret xmlns="urn:x">of the caller</secret></e:Header>'
    const request = Buffer.from(inEnvelope(getOrder('4711 &amp; Ä <!-- x -->'), header))
    expect(await play({ ...call, request })).toBe('same')
    const [received] = other.received
    expect(received?.headers).toMatchObject({
      soapaction: `"${ns}/GetOrder"`,
      'content-type': 'text/xml; charset=utf-8',
      authorization: `Basic ${Buffer.from('depot:pässword').toString('base64')}`,
    })
    expect(received?.body).toContain(`<soap:Body>${getOrder('4711 &amp; Ä ')}</soap:Body></soap:Envelope>`)
    expect(received?.body).not.toContain('of the caller')
  })

  test('may show a UsernameToken, and speak SOAP 1.2', async () => {
    other.says(order('T1'))
    const { play } = await start({
      credentials: { kind: 'usernameToken', name: 'depot', password: 'secret' },
      soapVersion: '1.2',
    })
    expect(await play(call)).toBe('same')
    const [received] = other.received
    expect(received?.headers['content-type']).toMatch(/^application\/soap\+xml/)
    expect(received?.body).toMatch(/<wsse:Username>depot<\/wsse:Username>.*>secret<\/wsse:Password>/)
    expect(received?.body).toContain('http://www.w3.org/2003/05/soap-envelope')
  })

  test('reports a difference: counted, in the log by its path alone, in the report with both values', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opendepot-shadow-'))
    try {
      other.says(order('T1', '2'))
      const reportFile = join(folder, 'report.jsonl')
      const { play, log, shadow, outcomes } = await start({ reportFile })
      expect(await play(call)).toBe('different')
      await shadow.close()
      expect(outcomes).toEqual(['different'])
      const path = 'GetOrderResponse/result/licenseCount'
      expect(log).toEqual([expect.stringMatching(`^the shadow differs .*"paths":\\["value ${path}"\\]`)])
      const [line = '', ...more] = (await readFile(reportFile, 'utf8')).trimEnd().split('\n')
      expect(more).toEqual([])
      expect(JSON.parse(line)).toMatchObject({
        shadow: 'legacy',
        operation: 'GetOrder',
        traceId: 'a'.repeat(32),
        outcome: 'different',
        here: 'answer',
        there: 'answer',
        differences: [{ kind: 'value', path, here: '1', there: '2' }],
      })
      expect((await stat(reportFile)).mode & 0o777).toBe(0o600)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('knows which ticket there is which ticket here, also when it is asked for', async () => {
    const { play } = await start({ ids: ['ticketId'] })
    other.says(order('THEIRS'))
    expect(await play({ body: getOrder('1'), says: order('OURS') })).toBe('same')
    other.says(`<GetTicketResponse xmlns="${ns}"><result><ticketId>THEIRS</ticketId></result></GetTicketResponse>`)
    const says = `<GetTicketResponse xmlns="${ns}"><result><ticketId>OURS</ticketId></result></GetTicketResponse>`
    expect(await play({ operation: 'GetTicket', body: getTicket('OURS'), says })).toBe('same')
    expect(other.received.at(-1)?.body).toContain(getTicket('THEIRS'))
    // A second ticket of theirs for the same one of ours.
    other.says(order('OTHER'))
    expect(await play({ body: getOrder('1'), says: order('OURS') })).toBe('different')
  })

  test('leaves out operations that it is not to send on', async () => {
    other.says(order('T1'))
    const { play, shadow } = await start({ operations: ['GetOrder'] })
    shadow.observe(callOf(getTicket('T1'), '<x/>', { operation: 'GetTicket' }))
    expect(await play(call)).toBe('same')
    expect(other.received).toHaveLength(1)
  })

  test('speaks rpc/literal, as the WSDL says', async () => {
    const type = (builtIn: 'string') => {
      return {
        kind: 'simple',
        name: undefined,
        scalar: 'string',
        builtIn,
        facets: {},
        bases: [],
        documentation: '',
      } as const
    }
    const fields = [{ name: 'ticket', type: type('string'), minOccurs: 1, maxOccurs: 1, documentation: '' }]
    const output = {
      name: 'anlegenResponse',
      type: { kind: 'complex', name: '', isNamed: false, fields, documentation: '' },
    }
    const model = {
      ...salesModel,
      operations: [
        {
          name: 'anlegen',
          soapAction: 'urn:muster:auftrag#anlegen',
          documentation: '',
          input: salesModel.fault,
          output,
        },
      ],
    } as ServiceModel
    const wsdlFile = new URL('./fixtures/legacy.wsdl', import.meta.url).pathname
    const answer = (ticket: string) =>
      `<t:anlegenResponse xmlns:t="urn:muster:auftrag"><ticket>${ticket}</ticket></t:anlegenResponse>`
    const body =
      '<t:anlegen xmlns:t="urn:muster:auftrag"><kopf><nummer>4711</nummer><menge>1.0</menge></kopf><text>Ä</text></t:anlegen>'
    other.says(answer('T2'))
    const { play } = await start({ wsdlFile, model })
    expect(await play({ operation: 'anlegen', body, says: answer('T1') })).toBe('different')
    expect(await play({ operation: 'anlegen', body, says: answer('T2') })).toBe('same')
    expect(other.received[0]?.headers['soapaction']).toBe('"urn:muster:auftrag#anlegen"')
    expect(other.received[0]?.body).toContain('<kopf xmlns=""><nummer>4711</nummer><menge>1.0</menge></kopf>')
  })

  test('compares faults with faults', async () => {
    const fault = (code: string) =>
      `<e:Fault><faultcode>e:Client</faultcode><faultstring>no</faultstring><detail><ServiceFault xmlns="${ns}"><code>${code}</code></ServiceFault></detail></e:Fault>`
    other.says(fault('ORDER_UNKNOWN'), 500)
    const { play } = await start()
    expect(await play({ body: getOrder('1'), says: fault('ORDER_UNKNOWN') })).toBe('same')
    expect(await play({ body: getOrder('1'), says: fault('FORBIDDEN') })).toBe('different')
    expect(await play(call)).toBe('different')
  })

  test('drops what it cannot keep up with, without a wait, and says how much', async () => {
    other.behaviour = () => undefined
    const { shadow, outcomes, log } = await start({ queue: 3, timeoutSeconds: 1 })
    const started = performance.now()
    for (let index = 0; index < 1000; index++) shadow.observe(callOf(call.body, call.says))
    expect(performance.now() - started).toBeLessThan(1000)
    expect(outcomes).toEqual(Array<string>(996).fill('dropped'))
    await shadow.close()
    expect(outcomes.filter((outcome) => outcome === 'dropped')).toHaveLength(999)
    expect(log.filter((line) => line.startsWith('the shadow cannot keep up'))).toEqual([
      'the shadow cannot keep up {"shadow":"legacy","dropped":999}',
    ])
  })
})

describe('The other side harms nothing:', () => {
  test.each<[string, OtherSide['behaviour'], RegExp]>([
    ['it hangs up', (response) => response.destroy(), /socket hang up|ECONNRESET/],
    ['it says nothing', () => undefined, /abort|timeout|cancel/i],
    [
      'it never ends',
      (response) => {
        response.writeHead(200, xmlType)
        const timer = setInterval(() => response.write(' '), 100)
        response.on('close', () => clearInterval(timer))
      },
      /abort|timeout|cancel/i,
    ],
    [
      'it floods',
      (response) => {
        response.writeHead(200, xmlType)
        const chunk = Buffer.alloc(1_048_576, ' ')
        const pump = () => {
          while (!response.destroyed && response.write(chunk));
        }
        response.on('drain', pump)
        pump()
      },
      /maxContentLength|abort/,
    ],
    [
      'a page',
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
      /HTTP 502 with text\/html/,
    ],
    ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), /HTTP 302/],
    ['no XML', (response) => response.writeHead(200, xmlType).end('{"a":1}'), /cannot be read/],
    ['nothing', (response) => response.writeHead(200, xmlType).end(), /cannot be read/],
    [
      'a DTD',
      (response) => response.writeHead(200, xmlType).end('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
      /cannot be read/,
    ],
    [
      'names of the language',
      (response) =>
        response
          .writeHead(200, xmlType)
          .end(inEnvelope('<a id="__proto__"><__proto__>1</__proto__><constructor/></a>')),
      /differ|^$/,
    ],
    [
      'a text that the package reads in quadratic time',
      (response) => response.writeHead(200, xmlType).end(inEnvelope(`<a><![CDATA[${'<?xml '.repeat(200_000)}]]></a>`)),
      /busy beyond all patience|differ|^$/,
    ],
  ])('%s', async (_, behaviour, reason) => {
    const folder = await mkdtemp(join(tmpdir(), 'opendepot-shadow-'))
    const reportFile = join(folder, 'report.jsonl')
    const { play, shadow } = await start({ timeoutSeconds: 1, reportFile })
    other.behaviour = behaviour
    expect(['failed', 'different']).toContain(await play(call))
    // The next call is compared as ever, if need be by a new thread.
    other.says(order('T1'))
    expect(await play(call)).toBe('same')
    await shadow.close()
    const [first = ''] = (await readFile(reportFile, 'utf8')).split('\n')
    expect((JSON.parse(first) as { reason?: string }).reason ?? '').toMatch(reason)
    await rm(folder, { recursive: true })
  })

  test('a redirect is not followed, with credentials in it least of all', async () => {
    const { play } = await start({ credentials: { kind: 'basic', name: 'depot', password: 'secret' } })
    other.behaviour = (response) => response.writeHead(307, { ...xmlType, location: `${other.url}/elsewhere` }).end()
    expect(await play(call)).toBe('failed')
    expect(other.received).toHaveLength(1)
  })

  test('its port is closed: told once, and once when it is back', async () => {
    const url = other.url.replace(/:\d+/, ':9')
    const { play, log } = await start({ url })
    expect(await play(call)).toBe('failed')
    expect(await play(call)).toBe('failed')
    expect(log).toHaveLength(1)
    expect(log[0]).toMatch(/^the shadow fails .*ECONNREFUSED/)
  })

  test('it keeps silent while the process stops: nobody waits for it', async () => {
    const { shadow, outcomes } = await start({ timeoutSeconds: 600 })
    other.behaviour = () => undefined
    shadow.observe(callOf(call.body, call.says))
    shadow.observe(callOf(call.body, call.says))
    await eventually(
      () => other.received.length,
      (count) => count === 1,
    )
    const began = performance.now()
    await shadow.close()
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(outcomes.sort()).toEqual(['dropped', 'failed'])
  }, 60_000)

  test('the WSDL is gone: each call fails, and the log says why', async () => {
    const { play, log } = await start({ wsdlFile: '/nowhere/at/all.wsdl' })
    expect(await play(call)).toBe('failed')
    expect(await eventually(() => log.find((line) => line.includes('all.wsdl')), Boolean)).toMatch(
      /cannot use its WSDL/,
    )
  })
})
