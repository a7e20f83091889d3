import { readConfig } from '../../src/config.ts'
import { useServer } from '../support/server.ts'
import { openRaw, readRaw, sendRaw } from '../support/raw-http.ts'

const server = useServer({ env: { INTERFACES: 'sales,depot', LOG_LEVEL: 'info' } })
const port = () => Number(new URL(server().url).port)

const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: depot\r\n\r\n'
const post = (headers: string, body = '', version = '1.1') =>
  `POST /soap/depot HTTP/${version}\r\nHost: depot\r\nContent-Type: text/xml\r\n${headers}\r\n${body}`

/** The body is so cut that one reading of its length makes a second request of what the other takes for the body. */
const shapes: Readonly<Record<string, readonly [status: number | readonly number[], bytes: string]>> = {
  'Content-Length and Transfer-Encoding': [
    400,
    post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`),
  ],
  'Transfer-Encoding and Content-Length': [
    400,
    post(`Transfer-Encoding: chunked\r\nContent-Length: ${smuggled.length}\r\n`, `0\r\n\r\n${smuggled}`),
  ],
  'two lengths that differ': [400, post('Content-Length: 0\r\nContent-Length: 42\r\n', smuggled)],
  'two lengths that agree': [400, post('Content-Length: 0\r\nContent-Length: 0\r\n', smuggled)],
  'two lengths in one header': [400, post('Content-Length: 0, 42\r\n', smuggled)],
  'a length with a sign': [400, post('Content-Length: +0\r\n', smuggled)],
  'a negative length': [400, post('Content-Length: -1\r\n', smuggled)],
  'a length beyond all numbers': [400, post(`Content-Length: ${'9'.repeat(40)}\r\n`, smuggled)],
  'a length in hexadecimal': [400, post('Content-Length: 0x2a\r\n', smuggled)],
  'a blank before the colon': [400, post('Content-Length : 42\r\n', smuggled)],
  'a folded header': [400, post('X-Folded: a\r\n b\r\n', smuggled)],
  'a folded length': [400, post('Content-Length:\r\n 42\r\n', smuggled)],
  'a folded Transfer-Encoding': [400, post('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${smuggled}`)],
  // Node reports it, and hands it on: whoever is quicker answers.
  'another Transfer-Encoding': [[400, 501], post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${smuggled}`)],
  'chunked before another': [400, post('Transfer-Encoding: chunked, gzip\r\n', `0\r\n\r\n${smuggled}`)],
  'chunked after another': [501, post('Transfer-Encoding: gzip, chunked\r\n', `0\r\n\r\n${smuggled}`)],
  'two Transfer-Encodings': [
    400,
    post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${smuggled}`),
  ],
  'chunks in HTTP/1.0': [400, post('Transfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`, '1.0')],
  'a chunk size that is no number': [400, post('Transfer-Encoding: chunked\r\n', `zz\r\n\r\n${smuggled}`)],
  'a negative chunk size': [400, post('Transfer-Encoding: chunked\r\n', `-1\r\n\r\n${smuggled}`)],
  'a chunk size beyond all numbers': [400, post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(17)}\r\n${smuggled}`)],
  'a chunk longer than its size': [400, post('Transfer-Encoding: chunked\r\n', `1\r\nabc\r\n0\r\n\r\n${smuggled}`)],
  'chunks with bare line feeds': [400, post('Transfer-Encoding: chunked\r\n', `0\n\n${smuggled}`)],
  'lines with bare line feeds': [400, `GET /healthz HTTP/1.1\nHost: depot\n\n${smuggled}`],
  'a bare carriage return in a header': [400, `GET /healthz HTTP/1.1\r\nHost: depot\r\nX: a\rY: b\r\n\r\n${smuggled}`],
  'a NUL in a header': [400, `GET /healthz HTTP/1.1\r\nHost: depot\r\nX: a\0b\r\n\r\n${smuggled}`],
  'a header without a name': [400, `GET /healthz HTTP/1.1\r\nHost: depot\r\n: b\r\n\r\n${smuggled}`],
  'two hosts': [400, `GET /healthz HTTP/1.1\r\nHost: depot\r\nHost: other\r\n\r\n${smuggled}`],
  'no host': [400, `GET /healthz HTTP/1.1\r\n\r\n${smuggled}`],
  'two Authorizations': [
    400,
    post('Authorization: Basic YTpi\r\nAuthorization: Basic YzpkCg==\r\nContent-Length: 0\r\n', smuggled),
  ],
  'two types': [400, post('Content-Type: application/soap+xml\r\nContent-Length: 0\r\n', smuggled)],
  'the preface of HTTP/2': [505, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  'another version': [505, `GET /healthz HTTP/2.0\r\nHost: depot\r\n\r\n${smuggled}`],
  'a version that there is not': [400, `GET /healthz HTTP/1.2\r\nHost: depot\r\n\r\n${smuggled}`],
  'HTTP/0.9': [505, `GET /healthz\r\n\r\n${smuggled}`],
  'a method that there is not': [400, `FOO /healthz HTTP/1.1\r\nHost: depot\r\n\r\n${smuggled}`],
  'bytes beyond ASCII in the path': [400, `GET /ä HTTP/1.1\r\nHost: depot\r\n\r\n${smuggled}`],
  'a TLS handshake': [400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  'a hundred headers and one': [
    431,
    `GET /healthz HTTP/1.1\r\nHost: depot\r\n${'X: y\r\n'.repeat(100)}\r\n${smuggled}`,
  ],
  'extensions without end on a chunk': [413, post('Transfer-Encoding: chunked\r\n', `1;${'x'.repeat(20_000)}`)],
  'an expectation that nobody knows': [417, post('Expect: miracles\r\nContent-Length: 42\r\n', smuggled)],
}

describe('a request that can be understood in two ways is refused, and its connection closed:', () => {
  test.each(Object.entries(shapes))('%s', async (_name, [status, bytes]) => {
    const before = server().log.length
    const { statuses, isClosed, text } = await sendRaw(port(), Buffer.from(bytes, 'latin1'), 5_000)
    expect([statuses.length, isClosed]).toEqual([1, true])
    expect([status].flat()).toContain(statuses[0])
    expect(text).toMatch(/\r\nconnection: close\r\n/i)
    expect(text).toContain('x-content-type-options: nosniff')
    // A short sentence of ours, nothing of what was sent, and nothing of what we are made of.
    expect(text.split('\r\n\r\n')[1]).toMatch(/^[a-zA-Z0-9/. -]+\n$/)
    expect(
      server()
        .log.slice(before)
        .filter(({ path }) => path === '/smuggled'),
    ).toEqual([])
  })

  test('and a good one is answered right after all of them', async () => {
    expect((await fetch(`${server().url}/soap/depot?wsdl`)).status).toBe(200)
  })
})

describe('a request that is unusual, but clear, is answered:', () => {
  test.each([
    ['in absolute form', 'GET http://depot/healthz HTTP/1.1\r\nHost: depot\r\n\r\n'],
    ['of HTTP/1.0 without a host', 'GET /healthz HTTP/1.0\r\n\r\n'],
    ['after empty lines', '\r\n\r\nGET /healthz HTTP/1.1\r\nHost: depot\r\n\r\n'],
    ['that wants HTTP/2', 'GET /healthz HTTP/1.1\r\nHost: depot\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['with a body that it does not need', 'GET /healthz HTTP/1.1\r\nHost: depot\r\nContent-Length: 3\r\n\r\nabc'],
    ['with a hundred headers', `GET /healthz HTTP/1.1\r\nHost: depot\r\n${'X: y\r\n'.repeat(99)}\r\n`],
    [
      'with chunks that have extensions, and a trailer that means nothing',
      'GET /healthz HTTP/1.1\r\nHost: depot\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nAuthorization: x\r\n\r\n',
    ],
  ])('%s', async (_name, bytes) => {
    expect((await sendRaw(port(), bytes)).statuses).toEqual([200])
  })
})

describe('Expect: 100-continue', () => {
  const head = (face: string, length: number) =>
    `POST /soap/${face} HTTP/1.1\r\nHost: depot\r\nContent-Type: text/xml\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`

  test('the body is asked for when its sender is known, and the connection goes on', async () => {
    const socket = await openRaw(port())
    socket.write(head('depot', 3))
    await new Promise((resolve) => socket.once('data', resolve))
    socket.write('<a>')
    const { statuses, isClosed, text } = await readRaw(socket, 2_000)
    expect([statuses, isClosed]).toEqual([[500], false])
    expect(text).toContain('Envelope')
  })

  test.each([
    ['is not asked for when it would be too large', 'depot', readConfig({}).maxRequestBytes + 1, 413],
    ['is not asked for when nobody said who sends it', 'admin-is-not-here', 3, 404],
  ])('the body %s', async (_what, face, length, status) => {
    const reply = await sendRaw(port(), head(face, length), 5_000)
    expect(reply).toMatchObject({ statuses: [status], isClosed: true })
  })
})
