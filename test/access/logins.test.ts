import { alterClient } from '../../src/clients/manage.ts'
import { by, digestToken } from '../clients/accounts.ts'
import { makeCertificate } from '../support/certificates.ts'
import { startServer, useServer, type Credentials, type Reply, type TestServer } from '../support/server.ts'

const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const getOrder = '<GetOrder xmlns="urn:opendepot:sales:v1"><orderNumber>none</orderNumber></GetOrder>'
const getKeys = '<GetKeys xmlns="urn:opendepot:depot:v1"><firmCode>1</firmCode></GetKeys>'

const codeOf = ({ text }: Reply) => /<code>([A-Z_]+)<\/code>/.exec(text)?.[1]
const textOf = ({ text }: Reply) => /<text>([^<]*)<\/text>/.exec(text)?.[1]
const outcome = (reply: Reply) => `${reply.status} ${codeOf(reply) ?? reply.text}`
const token = (name: string, secret: string) =>
  `<w:UsernameToken><w:Username>${name}</w:Username><w:Password>${secret}</w:Password></w:UsernameToken>`
const digestOf = (name: string, secret: string) => {
  const { password, nonce, created } = digestToken(name, secret, { created: new Date().toISOString() })
  const type = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest'
  return `<w:UsernameToken><w:Username>${name}</w:Username><w:Password Type="${type}">${password}</w:Password><w:Nonce>${nonce}</w:Nonce><u:Created xmlns:u="${wsu}">${created}</u:Created></w:UsernameToken>`
}
const security = (content: string) => `<w:Security xmlns:w="${wsse}">${content}</w:Security>`

/** A message to Sales with this header. */
async function send({ url }: Pick<TestServer, 'url'>, body: string, header: string): Promise<Reply> {
  const response = await fetch(`${url}/soap/sales`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('the first credentials decide', () => {
  const server = useServer({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
  const certificate = makeCertificate()
  let erp: Credentials
  let shop: Credentials
  beforeAll(async () => {
    erp = await server().client('erp', ['sales'])
    shop = await server().client('shop', ['support'])
    await server().store.transact((tx) => alterClient(tx, by, { name: 'shop', certificates: [certificate.cert] }))
  })

  const withToken = (body: string, header: string) => `${body}</s:Body><s:Header>${header}</s:Header><s:Body>`
  const send = async (
    face: 'sales' | 'depot',
    {
      as,
      header,
      proxied,
      version = '1.1' as const,
    }: {
      as?: Credentials
      header?: string
      proxied?: boolean
      version?: '1.1' | '1.2'
    },
  ) => {
    const body = face === 'sales' ? getOrder : getKeys
    const namespace =
      version === '1.1' ? 'http://schemas.xmlsoap.org/soap/envelope/' : 'http://www.w3.org/2003/05/soap-envelope'
    const response = await fetch(`${server().url}/soap/${face}`, {
      method: 'POST',
      headers: {
        'content-type': version === '1.1' ? 'text/xml' : 'application/soap+xml',
        ...(as && { authorization: as.authorization }),
        ...(proxied && { 'client-cert': `:${certificate.der.toString('base64')}:` }),
      },
      body: `<s:Envelope xmlns:s="${namespace}"><s:Header>${header ?? ''}</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const caller = () => server().log.at(-1)
  const wrong = (who: Credentials): Credentials => ({
    ...who,
    authorization: `Basic ${Buffer.from(`${who.name}:wrong`).toString('base64')}`,
  })

  test('the header before the certificate, and that before the message', async () => {
    const header = security(token('erp', erp.secret))
    await send('sales', { as: erp, proxied: true, header: security(token('shop', shop.secret)) })
    expect(caller()).toMatchObject({ caller: 'erp', login: 'basic', code: 'ORDER_UNKNOWN' })
    await send('sales', { proxied: true, header })
    expect(caller()).toMatchObject({ caller: 'shop', login: 'certificate', code: 'ORDER_UNKNOWN' })
    await send('sales', { header })
    expect(caller()).toMatchObject({ caller: 'erp', login: 'password', code: 'ORDER_UNKNOWN' })
  })

  test('a wrong one is never passed over for the next', async () => {
    const header = security(token('erp', erp.secret))
    expect(outcome(await send('sales', { as: wrong(erp), proxied: true, header }))).toBe('401 LOGIN_REFUSED')
    expect(caller()).toMatchObject({ loginRefused: 'wrongSecret', refusedClient: 'erp' })
    expect(outcome(await send('depot', { header: security(token('erp', 'wrong')) }))).toBe('401 LOGIN_REFUSED')
    expect(outcome(await send('depot', { as: wrong(erp) }))).toBe('401 LOGIN_REFUSED')
  })

  test('a caller of the Depot with an account stands in the log by its name', async () => {
    await send('depot', { header: security(token('erp', erp.secret)) })
    expect(caller()).toMatchObject({ caller: 'erp', login: 'password', interface: 'Depot' })
    await send('depot', {})
    expect(caller()).toMatchObject({ caller: 'depot', interface: 'Depot' })
  })

  test('a 401 says how to log in, in both versions of SOAP, and never where a header was wrong', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      const reply = await send('sales', { version })
      expect([outcome(reply), reply.headers.get('www-authenticate')]).toEqual([
        '401 LOGIN_REFUSED',
        'Basic realm="OpenDepot", charset="UTF-8"',
      ])
      expect(textOf(reply)).toContain('HTTP Basic')
    }
    const texts = await Promise.all(
      [token('nobody', erp.secret), token('erp', 'wrong'), token('shop', erp.secret)].map(async (one) =>
        textOf(await send('sales', { header: security(one) })),
      ),
    )
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('Unknown client, wrong secret')
  })

  test.each([
    ['two tokens', token('erp', 'x') + token('shop', 'x')],
    ['two names', token('erp', 'x').replace('<w:Password>', '<w:Username>shop</w:Username><w:Password>')],
    ['two passwords', token('erp', 'x').replace('</w:UsernameToken>', '<w:Password>y</w:Password></w:UsernameToken>')],
  ])('INVALID_REQUEST: %s', async (_, content) => {
    expect(outcome(await send('sales', { header: security(content) }))).toBe('500 INVALID_REQUEST')
  })

  test('two tokens in two blocks are two', async () => {
    const header = security(token('erp', erp.secret)) + security(token('shop', shop.secret))
    expect(outcome(await send('sales', { header }))).toBe('500 INVALID_REQUEST')
  })

  test('a header after the body is none', async () => {
    const reply = await server().post('sales', withToken(getOrder, security(token('erp', erp.secret))))
    expect(reply.status).toBe(401)
  })
})

describe('a client that is put over SOAP', () => {
  const server = useServer()

  test('logs in by digests of each secret that it is given, until it may not any more', async () => {
    const boss = await server().client('boss', ['admin'])
    const admin = async (body: string) => {
      const { text } = await server().post('admin', body, { as: boss })
      return /<clientSecret>([^<]*)</.exec(text)?.[1] ?? ''
    }
    const client = (more: string) =>
      `<PutClient xmlns="urn:opendepot:admin:v1"><apiClient><clientName>erp</clientName><roles><role>sales</role></roles><firmCodes/><ipRanges/>${more}</apiClient></PutClient>`
    const byDigest = async (secret: string) => {
      const header = security(digestOf('erp', secret))
      return outcome(await send(server(), getOrder, header))
    }
    const first = await admin(client('<passwordDigest>yes</passwordDigest>'))
    expect(await byDigest(first)).toBe('500 ORDER_UNKNOWN')
    const rotation =
      '<requestId>r-1</requestId><secretRotation><clientName>erp</clientName><retireOld>no</retireOld></secretRotation>'
    const second = await admin(`<RotateClientSecret xmlns="urn:opendepot:admin:v1">${rotation}</RotateClientSecret>`)
    expect([await byDigest(first), await byDigest(second)]).toEqual(['500 ORDER_UNKNOWN', '500 ORDER_UNKNOWN'])
    await admin(client('<orderRepeat>extend</orderRepeat>'))
    expect([await byDigest(first), await byDigest(second)]).toEqual(['401 LOGIN_REFUSED', '401 LOGIN_REFUSED'])
    expect(await admin(`<RotateClientSecret xmlns="urn:opendepot:admin:v1">${rotation}</RotateClientSecret>`)).toBe('')
  })
})

describe('what may be large only from somebody who is known', () => {
  const server = useServer({ env: { MAX_REQUEST_BYTES: '65536' } })

  test('a batch is 8 times as large by header, and not by a token', async () => {
    const erp = await server().client('erp', ['sales'])
    const batch = `<ReconcileOrders xmlns="urn:opendepot:sales:v1">${' '.repeat(70_000)}</ReconcileOrders>`
    expect(outcome(await server().post('sales', batch, { as: erp }))).toBe('500 INVALID_REQUEST')
    const unknown = await server().post('sales', batch)
    expect([outcome(unknown), unknown.headers.get('www-authenticate')]).toEqual([
      '401 LOGIN_REFUSED',
      expect.stringMatching(/^Basic /),
    ])
    expect(textOf(unknown)).toContain('A message of this size')
  })

  test('a body whose size is not told is read up to what a stranger may send', async () => {
    const body = () => new Blob([`<s:Envelope>${' '.repeat(70_000)}`]).stream()
    const init = { method: 'POST', headers: { 'content-type': 'text/xml' }, body: body(), duplex: 'half' }
    expect((await fetch(`${server().url}/soap/sales`, init as RequestInit)).status).toBe(413)
  })
})

describe('REQUIRE_TLS', () => {
  test('refuses SOAP without TLS, but not from this machine nor by https at a trusted proxy', async () => {
    const server = await startServer({ env: { REQUIRE_TLS: 'true', TRUSTED_PROXIES: '127.0.0.1' } })
    try {
      const erp = await server.client('erp', ['sales'])
      const send = async (headers: Record<string, string>) =>
        outcome(await server.post('sales', getOrder, { as: erp, headers }))
      expect(await send({})).toBe('500 ORDER_UNKNOWN')
      expect(await send({ 'x-forwarded-for': '192.0.2.1' })).toBe('500 FORBIDDEN')
      expect(await send({ 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'http' })).toBe('500 FORBIDDEN')
      expect(await send({ 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' })).toBe('500 ORDER_UNKNOWN')
      const reply = await server.post('depot', getKeys, { headers: { 'x-forwarded-for': '192.0.2.1' } })
      expect(textOf(reply)).toContain('over TLS only')
    } finally {
      await server.close()
    }
  })

  test('refuses it from a proxy on this machine that is not trusted, or writes what cannot be read', async () => {
    const by = async (TRUSTED_PROXIES: string, headers: Record<string, string>) => {
      const server = await startServer({ env: { REQUIRE_TLS: 'true', TRUSTED_PROXIES } })
      const erp = await server.client('erp', ['sales'])
      const reply = await server.post('sales', getOrder, { as: erp, headers })
      await server.close()
      return outcome(reply)
    }
    expect(await by('', { 'x-forwarded-for': '192.0.2.1' })).toBe('500 FORBIDDEN')
    expect(await by('', { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' })).toBe('500 FORBIDDEN')
    expect(await by('127.0.0.1', { 'x-forwarded-for': '192.0.2.1, unknown' })).toBe('500 FORBIDDEN')
    expect(await by('', {})).toBe('500 ORDER_UNKNOWN')
  })
})

describe('firm codes', () => {
  const server = useServer()

  test('bound what a client of any kind of credentials may touch', async () => {
    const boss = await server().client('boss', ['admin'])
    const part = await server().client('part', ['admin'], { firmCodes: [1, 2] })
    const put = async (as: Credentials, firmCode: number, authorization = as.authorization) =>
      outcome(
        await server().post(
          'admin',
          `<PutFirmCode xmlns="urn:opendepot:admin:v1"><firm><firmCode>${firmCode}</firmCode><name>x</name></firm></PutFirmCode>`,
          { headers: { authorization } },
        ),
      )
    expect(await put(boss, 3)).toMatch(/^200/)
    expect(await put(part, 2)).toMatch(/^200/)
    expect(await put(part, 3)).toBe('500 FORBIDDEN')
    expect(await put(part, 3, `Bearer part.${part.secret}`)).toBe('500 FORBIDDEN')
    expect(await put(part, 2, `Bearer part.${part.secret}`)).toMatch(/^200/)
  })
})
