import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { Fault } from '../../src/faults.ts'
import { BodyRoom } from '../../src/http/body-room.ts'
import { HttpRefusal } from '../../src/http/refusal.ts'
import { createSoapHandler, type SoapOutcome } from '../../src/http/soap-over-http.ts'
import { createEndpoint } from '../../src/soap/endpoint.ts'
import { createOracle, expectValid } from '../support/oracle.ts'
import { echoBody, S12, textOf, wrap } from '../soap/endpoint-kit.ts'
import { SHOP, shop, shopWsdl } from '../soap/shop.ts'

const scope = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
}
const limits = { body: 2_000, inflated: 200_000, ratio: 100 }
const xml = { 'content-type': 'text/xml; charset=utf-8' }
const oracle = createOracle(shopWsdl)

let server: Server
let port: number
const outcomes: SoapOutcome<string>[] = []
let authenticating: () => string | HttpRefusal | Promise<string | HttpRefusal>

beforeAll(async () => {
  const endpoint = createEndpoint<string>({
    contract: shop,
    invoke: (call) => Promise.resolve(call.encode({ result: call.input['values'] })),
    onInternalError: () => undefined,
  })
  const handle = createSoapHandler<string, typeof scope>({
    room: new BodyRoom(1_000_000),
    mounts: [
      {
        path: '/soap/shop',
        address: 'https://shop.example/soap/shop',
        contract: shop,
        endpoint,
        authenticate: () => authenticating(),
        limits: () => limits,
      },
    ],
    onRequest: (outcome, seen) => {
      expect(seen).toBe(scope)
      outcomes.push(outcome)
    },
  })
  server = createServer((request, response) => {
    if (!handle(request, response, scope)) response.writeHead(404).end('not SOAP')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

beforeEach(() => {
  outcomes.length = 0
  authenticating = () => 'erp'
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  text: string
}

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer | string | Buffer[],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        resolve({ status: response.statusCode!, headers: response.headers, body: bytes, text: bytes.toString() })
      })
    })
    request.on('error', reject)
    if (Array.isArray(body)) for (const chunk of body) request.write(chunk)
    request.end(Array.isArray(body) ? undefined : body)
  })
}

const post = (body: Buffer | string | Buffer[], headers: Record<string, string> = xml) =>
  send('POST', '/soap/shop', headers, body)
const echo = (text: string) => wrap(`<Echo xmlns="${SHOP}"><values><text>${text}</text></values></Echo>`)

test('a call is answered with its length and its trace, and told to the log', async () => {
  const answer = await post(wrap(echoBody))
  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/xml; charset=utf-8',
    'content-length': String(answer.body.length),
    traceparent: scope.traceparent,
  })
  expect(answer.headers['transfer-encoding']).toBeUndefined()
  expectValid(oracle, answer.body)
  expect(outcomes).toEqual([
    {
      service: 'Shop',
      status: 200,
      requestBytes: wrap(echoBody).length,
      responseBytes: answer.body.length,
      operation: 'Echo',
      faultCode: undefined,
      context: 'erp',
    },
  ])
})

test('a message may come in pieces without length', async () => {
  const bytes = Buffer.from(wrap(echoBody))
  const pieces = [bytes.subarray(0, 3), bytes.subarray(3, 100), bytes.subarray(100)]
  expect((await post(pieces, { ...xml, 'transfer-encoding': 'chunked' })).status).toBe(200)
  expect(outcomes[0]!.requestBytes).toBe(bytes.length)
})

test('an answer that comes before its request is whole gets to a sender who ends the connection with it', async () => {
  const socket = connect(port, '127.0.0.1')
  // He sends first and reads then, as many do.
  socket.pause()
  const body = 'x'.repeat(3_000_000)
  socket.write(`GET /soap/shop?wsdl HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`)
  await sleep(50)
  socket.write(body)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  expect(text).toMatch(/^HTTP\/1.1 200 /)
  expect(text).toContain('</wsdl:definitions>')
})

test('a client may wait for 100 Continue', async () => {
  expect((await post(wrap(echoBody), { ...xml, expect: '100-continue' })).status).toBe(200)
})

test('a fault is an answer with its own status', async () => {
  const answer = await post(wrap('<a/>'))
  expect(answer.status).toBe(500)
  expect(textOf(answer.text, 'code')).toBe('UNKNOWN_OPERATION')
  expect(outcomes).toMatchObject([{ status: 500, operation: undefined, faultCode: 'UNKNOWN_OPERATION' }])
  const one = await post(wrap('<a/>', undefined, S12), { 'content-type': 'application/soap+xml' })
  expect([one.status, one.headers['content-type']]).toEqual([400, 'application/soap+xml; charset=utf-8'])
  expect((await post('')).status).toBe(500)
})

describe('the contract', () => {
  test.each(['wsdl', 'WSDL', 'wsdl=', 'wsdl&x=1', 'Wsdl=1&singleWsdl'])('is served under ?%s', async (query) => {
    const answer = await send('GET', `/soap/shop?${query}`)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8'])
    expect(answer.text).toBe(shop.wsdl('1.1', 'https://shop.example/soap/shop'))
    expect(answer.text).toContain('location="https://shop.example/soap/shop"')
    expect(outcomes).toMatchObject([{ status: 200, operation: undefined, context: undefined }])
  })

  test('is served for SOAP 1.2 under ?wsdl12, packed if asked', async () => {
    const answer = await send('GET', '/soap/shop?wsdl12', { 'accept-encoding': 'gzip' })
    expect(gunzipSync(answer.body).toString()).toBe(shop.wsdl('1.2', 'https://shop.example/soap/shop'))
    expect((await send('GET', '/soap/shop?WSDL12&x=1')).text).toBe(gunzipSync(answer.body).toString())
  })

  test('needs no credentials, and HEAD gives its length only', async () => {
    authenticating = () => new HttpRefusal(401, 'no')
    const answer = await send('HEAD', '/soap/shop?wsdl')
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(Number(answer.headers['content-length'])).toBe(shop.wsdl('1.1', 'https://shop.example/soap/shop').length)
  })
})

describe('the transport refuses with a short plain text:', () => {
  test.each([
    [
      'GET',
      '/soap/shop',
      405,
      'POST, GET, HEAD',
      'this is a SOAP endpoint: POST messages to it, GET its contract with ?wsdl or ?wsdl12\n',
    ],
    ['GET', '/soap/shop?xsd=1', 405, 'POST, GET, HEAD', 'this is a SOAP endpoint'],
    ['GET', '/soap/shop?wsdl11', 405, 'POST, GET, HEAD', 'this is a SOAP endpoint'],
    ['GET', '/soap/shop?x=1&wsdl', 405, 'POST, GET, HEAD', 'this is a SOAP endpoint'],
    ['PUT', '/soap/shop', 405, 'POST, GET, HEAD', 'the method must be POST, or GET for ?wsdl\n'],
    ['DELETE', '/soap/shop?wsdl', 405, 'POST, GET, HEAD', 'the method must be POST'],
    ['OPTIONS', '/soap/shop', 405, 'POST, GET, HEAD', 'the method must be POST'],
  ])('%s %s', async (method, path, status, allow, text) => {
    const answer = await send(method, path)
    expect([answer.status, answer.headers.allow, answer.headers['content-type']]).toEqual([
      status,
      allow,
      'text/plain; charset=utf-8',
    ])
    expect(answer.text).toContain(text)
    expect(outcomes).toMatchObject([
      { status, operation: undefined, faultCode: undefined, responseBytes: answer.body.length },
    ])
  })

  test.each([
    [{}, 'the Content-Type must be text/xml or application/soap+xml\n'],
    [{ 'content-type': 'text/html' }, 'the Content-Type must be text/xml'],
    [{ 'content-type': 'text/plain; text/xml' }, 'the Content-Type must be text/xml'],
    [{ 'content-type': 'application/xml' }, 'the Content-Type must be text/xml'],
    [{ 'content-type': 'multipart/related; type="text/xml"' }, 'attachments (MTOM) are not supported'],
    [{ ...xml, 'content-encoding': 'br' }, 'the Content-Encoding must be gzip, deflate or identity'],
    [{ ...xml, 'content-encoding': 'gzip, gzip' }, 'the Content-Encoding must be gzip'],
  ])('415 for %j', async (headers, text) => {
    const answer = await post(wrap(echoBody), headers)
    expect(answer.status).toBe(415)
    expect(answer.text).toContain(text)
  })

  test('what authenticate refuses, before the body is read', async () => {
    authenticating = () =>
      Promise.resolve(new HttpRefusal(401, 'who are you?', { 'www-authenticate': 'Basic realm="x"' }))
    const answer = await post('not XML at all')
    expect([answer.status, answer.text, answer.headers['www-authenticate']]).toEqual([
      401,
      'who are you?\n',
      'Basic realm="x"',
    ])
    expect(outcomes).toMatchObject([{ status: 401, context: undefined, requestBytes: 0 }])
  })

  test('trouble while authenticating is a fault', async () => {
    authenticating = () => Promise.reject(new Fault('UNAVAILABLE', 'The database does not answer.'))
    const answer = await post(wrap(echoBody))
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
    expectValid(oracle, answer.body)
    expect(outcomes).toMatchObject([{ status: 503, faultCode: 'UNAVAILABLE' }])
    authenticating = () => {
      throw new Error('secret')
    }
    const other = await post(wrap(echoBody))
    expect(other.status).toBe(500)
    expect(other.text).not.toContain('secret')
  })
})

test('other paths are left to others', async () => {
  for (const path of ['/', '/soap', '/soap/shop/', '/soap/shops', '/SOAP/shop']) {
    expect(await send('POST', path, xml, wrap(echoBody))).toMatchObject({ status: 404, text: 'not SOAP' })
  }
  expect(outcomes).toEqual([])
})

describe('the length of a body', () => {
  const empty = echo('').length
  const sized = (length: number) => echo('a'.repeat(length - empty))

  test('is bounded: at the limit, above it with and without length', async () => {
    expect((await post(sized(2_000))).status).toBe(200)
    for (const headers of [xml, { ...xml, 'transfer-encoding': 'chunked' }]) {
      const answer = await post(sized(2_001), headers)
      expect([answer.status, answer.text]).toEqual([413, 'the body must not exceed 2000 bytes\n'])
      // The rest was thrown away, so the connection stays usable.
      expect(answer.headers.connection).not.toBe('close')
    }
  })

  test('that is announced far too large is refused at once, and the connection closed', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'POST /soap/shop HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 1000000000\r\n\r\n<a',
    )
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    await once(socket, 'close')
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer.toLowerCase()).toContain('connection: close')
  })

  test('that grows far too large without an announcement is refused, and the connection closed', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('POST /soap/shop HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (let i = 0; i < 20; i++) socket.write(`3e8\r\n${'a'.repeat(1000)}\r\n`)
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    await once(socket, 'close')
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })
})

describe('a packed body', () => {
  const plain = Buffer.from(wrap(echoBody))

  test.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['identity', plain],
  ])('may be %s', async (encoding, body) => {
    expect((await post(body, { ...xml, 'content-encoding': encoding })).status).toBe(200)
    expect(outcomes[0]!.requestBytes).toBe(body.length)
  })

  test.each([
    ['garbage', 'gzip', Buffer.from('not packed at all')],
    ['nothing', 'gzip', Buffer.alloc(0)],
    ['a part', 'gzip', gzipSync(plain).subarray(0, -9)],
    ['nothing', 'deflate', Buffer.alloc(0)],
    ['garbage', 'deflate', Buffer.from([8, 255, 255])],
  ])('of %s is refused as %s', async (_, encoding, body) => {
    const answer = await post(body, { ...xml, 'content-encoding': encoding })
    expect([answer.status, answer.text]).toEqual([400, `the body is not valid ${encoding} data\n`])
  })

  test('is bounded in its unpacked size and in its ratio', async () => {
    const packed = (length: number) => gzipSync(echo('a'.repeat(length)), { level: 9 })
    const gzip = { ...xml, 'content-encoding': 'gzip' }
    // 60,000 of one letter pack better than 100 to 1, but are few.
    expect((await post(packed(60_000), gzip)).status).toBe(200)
    const dense = packed(100_000)
    expect(dense.length * limits.ratio).toBeLessThan(100_000)
    expect(await post(dense, gzip)).toMatchObject({
      status: 413,
      text: 'the unpacked body must not exceed 65536 bytes\n',
    })
    const large = gzipSync(
      Buffer.concat([Buffer.from(Array.from({ length: 1_500 }, (_, i) => (i * 7919) % 251)), Buffer.alloc(300_000)]),
    )
    expect(large.length).toBeLessThan(limits.body)
    expect((await post(large, gzip)).status).toBe(413)
  })
})

describe('an answer', () => {
  const large = echo('b'.repeat(1_100))

  test('is packed when the client asks and it is worth it', async () => {
    const answer = await post(large, { ...xml, 'accept-encoding': 'deflate, gzip;q=0.5' })
    expect(answer.headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
      'content-length': String(answer.body.length),
    })
    expect(gunzipSync(answer.body).toString()).toContain('b'.repeat(1_100))
    expect(outcomes[0]!.responseBytes).toBe(answer.body.length)
  })

  test.each([undefined, '', 'identity', 'gzip;q=0', 'gzip; q=0.000', 'notgzip', '*'])(
    'is not packed for %j',
    async (accepted) => {
      const answer = await post(large, accepted === undefined ? xml : { ...xml, 'accept-encoding': accepted })
      expect(answer.headers['content-encoding']).toBeUndefined()
      expect(answer.text).toContain('b'.repeat(1_100))
    },
  )

  test('is not packed when it is small', async () => {
    const answer = await post(wrap(echoBody), { ...xml, 'accept-encoding': 'gzip' })
    expect(answer.headers['content-encoding']).toBeUndefined()
  })
})

test('a client that goes away in the middle of its message harms nobody', async () => {
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /soap/shop HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<a')
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  while (outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(outcomes).toMatchObject([{ status: 0, operation: undefined }])
  expect((await post(wrap(echoBody))).status).toBe(200)
})

test('a client that goes away while it is being recognised is noticed too', async () => {
  let recognise!: (name: string) => void
  const asked = new Promise<void>((resolve) => {
    authenticating = () => {
      resolve()
      return new Promise((resolveName) => {
        recognise = resolveName
      })
    }
  })
  const socket = connect(port, '127.0.0.1')
  const message = wrap(echoBody)
  socket.write(
    `POST /soap/shop HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: ${message.length}\r\n\r\n`,
  )
  socket.write(message)
  await asked
  socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 50))
  recognise('erp')
  while (outcomes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(outcomes).toMatchObject([{ status: 0, operation: undefined }])
})
