import type { Attack, Connection } from '../attack.ts'
import { goodMessage, post, times } from '../messages.ts'

/** Bytes as they are; the server may keep the connection. */
const raw = (...pieces: readonly (string | Buffer)[]): Connection => ({ pieces, contentAfter: 200 })
const one = (name: string, answer: Attack['answer'], ...connections: readonly Connection[]): Attack => ({
  name,
  answer,
  connections: () => connections,
})

const length = Buffer.byteLength(goodMessage)
const start = 'POST /soap/depot HTTP/1.1\r\nHost: depot.example\r\nContent-Type: text/xml\r\n'
const withHeader = (header: string | Buffer, body: string | Buffer = goodMessage): Connection =>
  raw(Buffer.concat([Buffer.from(start), Buffer.from(header), Buffer.from('\r\n\r\n'), Buffer.from(body)]))
const chunked = (body: string, more = ''): Connection => withHeader(`Transfer-Encoding: chunked${more}`, body)
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const whole = `${chunk(goodMessage)}0\r\n\r\n`
/** What somebody would like to be taken for the next request of another. */
const smuggled = 'GET /soap/depot?wsdl HTTP/1.1\r\nHost: smuggled.example\r\n\r\n'

export const httpAttacks: readonly Attack[] = [
  one(
    'length and chunks in one request',
    '400',
    withHeader(`Content-Length: 5\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${smuggled}`),
    withHeader(`Transfer-Encoding: chunked\r\nContent-Length: 5`, `0\r\n\r\n${smuggled}`),
  ),
  one(
    'two lengths',
    '400',
    withHeader(`Content-Length: ${length}\r\nContent-Length: 0`, goodMessage + smuggled),
    withHeader(`Content-Length: ${length}\r\nContent-Length: ${length}`),
  ),
  one(
    'lengths that are no number',
    '400',
    ...['+5', '-1', '0x10', '5, 5', '5 5', '1e3', '', '٣', '9'.repeat(40)].map((value) =>
      withHeader(`Content-Length: ${value}`),
    ),
  ),
  one(
    'codings that only some take for chunked',
    /^(400|501)( \| (400|501))*$/,
    ...[
      'xchunked',
      'chunked, identity',
      'identity, chunked',
      '"chunked"',
      'chunked;a=b',
      '\x0bchunked',
      'chun\tked',
    ].map((value) => withHeader(`Transfer-Encoding: ${value}`, whole)),
  ),
  one(
    'two transfer encodings',
    '400',
    chunked(whole, '\r\nTransfer-Encoding: identity'),
    chunked(whole, '\r\nTransfer-Encoding: chunked'),
  ),
  one(
    'chunks of HTTP/1.0',
    '400',
    raw(`POST /soap/depot HTTP/1.0\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n${whole}`),
  ),
  one(
    'sizes of chunks that are none',
    '400',
    ...['zz', '-1', '0x5', '+5', ' 5', 'f'.repeat(17), ''].map((size) =>
      chunked(`${size}\r\n${goodMessage}\r\n0\r\n\r\n`),
    ),
  ),
  one('a chunk with more than its size', '400', chunked(`5\r\n${goodMessage}\r\n0\r\n\r\n`)),
  one('a chunk that ends with a bare line feed', '400', chunked(`${length.toString(16)}\n${goodMessage}\n0\n\n`)),
  one('a chunk extension of 100 KB', '413', chunked(`5;${'a'.repeat(100_000)}\r\nabcde\r\n0\r\n\r\n`)),
  one('100,000 chunks of a byte', '500 INVALID_REQUEST', chunked(`${'1\r\nx\r\n'.repeat(100_000)}0\r\n\r\n`)),
  one(
    'a trailer with a second length',
    '400',
    chunked(`${chunk(goodMessage)}0\r\nContent-Length: 5\r\nHost: x\r\n\r\n`),
  ),
  one(
    'a header that goes on in the next line',
    '400',
    withHeader(`X-A: b\r\n c: d\r\nContent-Length: ${length}`),
    withHeader(`Transfer-Encoding:\r\n chunked`, whole),
  ),
  one(
    'a blank before the colon',
    '400',
    withHeader(`Content-Length : ${length}`),
    withHeader(`Transfer-Encoding : chunked`, whole),
  ),
  one(
    'control characters in headers',
    '400',
    ...['X-A: b\0c', 'X-A: b\rc', 'X\0A: b', ': b', 'X A: b', 'X-A'].map((line) =>
      withHeader(`${line}\r\nContent-Length: ${length}`),
    ),
  ),
  one(
    'lines that end with a bare line feed',
    '400',
    raw(`${start}Content-Length: ${length}\r\n\r\n${goodMessage}`.replaceAll('\r\n', '\n')),
  ),
  one(
    'no host, two hosts',
    '400',
    raw(`POST /soap/depot HTTP/1.1\r\nContent-Type: text/xml\r\nContent-Length: ${length}\r\n\r\n${goodMessage}`),
    withHeader(`Host: other.example\r\nContent-Length: ${length}`),
  ),
  one(
    'two senders in the headers',
    '400',
    withHeader(`Authorization: Basic YTpi\r\nAuthorization: Basic Yzpk\r\nContent-Length: ${length}`),
  ),
  one(
    'a length that ends inside the message',
    /^500 INVALID_REQUEST(, 400)?$/,
    withHeader(`Content-Length: ${length - 20}`),
  ),
  one(
    'a second request in the body of a refused one',
    '415',
    raw(
      `POST /soap/depot HTTP/1.1\r\nHost: a\r\nContent-Type: text/html\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    ),
  ),
  one(
    '30 requests in a row',
    /^200(, 200){29}$/,
    raw(`${start}Content-Length: ${length}\r\n\r\n${goodMessage}`.repeat(30)),
  ),
  one(
    '10,000 requests in a row',
    /^(closed|405(, 405)*)$/,
    raw('GET /soap/sales HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10_000)),
  ),
  one('1,000 headers', '431', withHeader(times(1_000, (i) => `X${i}: \r\n`) + `Content-Length: ${length}`)),
  // A sender who still sends when he is refused may lose the answer with the connection.
  one('a header of a megabyte', /^(?:431|closed)$/, withHeader(`X: ${'a'.repeat(1_000_000)}`)),
  one('an address of a megabyte', /^(?:431|closed)$/, raw(`GET /${'a'.repeat(1_000_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)),
  one('expectations that nobody has', '417', withHeader(`Expect: 200-ok\r\nContent-Length: ${length}`)),
  one(
    '100 MB announced, with leave to ask',
    '413',
    withHeader('Expect: 100-continue\r\nContent-Length: 104857600', ''),
  ),
  one('100 MB announced', '413', withHeader('Content-Length: 104857600', '')),
  one(
    '20 MB without a length',
    '413',
    withHeader('Transfer-Encoding: chunked', chunk('x'.repeat(1_000_000)).repeat(20)),
  ),
  one(
    'other versions of HTTP',
    /^(400|505)( \| (400|505))*$/,
    ...['HTTP/2.0', 'HTTP/0.9', 'HTTP/9.9', 'HTTP/1.2', 'http/1.1', ''].map((version) =>
      raw(`GET / ${version}\r\nHost: a\r\n\r\n`),
    ),
  ),
  one('HTTP/2 without a word before', /^(400|505)$/, raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
  one(
    'a wish to go on as something else',
    '405',
    raw('GET /soap/depot HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
  ),
  one(
    'other protocols',
    '400',
    raw(Buffer.from('1603010200010001fc0303', 'hex')),
    raw('SSH-2.0-OpenSSH_9.9\r\n'),
    raw('\0'.repeat(100)),
    raw('EHLO a\r\n'),
  ),
  one('a tunnel', 'closed', raw('CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: a\r\n\r\n')),
  one(
    'another host by absolute address',
    '200',
    raw(`${start.replace('/soap', 'http://169.254.169.254/soap')}Content-Length: ${length}\r\n\r\n${goodMessage}`),
  ),
  one(
    'other methods',
    /^405( \| 405)*$/,
    ...['TRACE', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND'].map((method) =>
      raw(`${method} /soap/depot HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`),
    ),
  ),
  one(
    'paths that lead out',
    /^(404|400)( \| (404|400))*$/,
    ...[
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/soap/depot/../admin',
      '/soap/depot%00',
      '/%',
      '/%ff',
      '//soap/depot',
      '/soap/depot/',
      '/SOAP/depot',
      '/.git/config',
      '/soap',
      '/..%5c..%5c',
    ].map((path) => raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)),
  ),
  one(
    'lines in the address',
    '400',
    raw('GET /soap/depot?wsdl\r\n X: y HTTP/1.1\r\nHost: a\r\n\r\n'),
    raw('GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'),
  ),
  one(
    'a contract of another address',
    /^(200|405)( \| (200|405))*$/,
    ...['wsdl=http://169.254.169.254/', 'wsdl&xsd=../../etc/passwd', 'xsd=1', 'wsdl=<script>'].map((query) =>
      raw(
        `GET /soap/depot?${query} HTTP/1.1\r\nHost: "><script>\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n`,
      ),
    ),
  ),
  one(
    'a contract in a thousand ranges',
    '200',
    raw(`GET /soap/depot?wsdl HTTP/1.1\r\nHost: a\r\nRange: bytes=${times(1_000, (i) => `${i}-,`)}0-\r\n\r\n`),
  ),
  {
    name: 'headers that regular expressions choke on',
    answer: /^(200|415)( \| (200|415))*$/,
    connections: () => {
      const long = (piece: string) => piece.repeat(Math.floor(12_000 / piece.length))
      return [
        { 'content-type': `text/xml${long(';a="\\"')}` },
        { 'content-type': `text/xml${long('; ')}x` },
        { 'content-type': `text/xml;${long('a')}` },
        { 'accept-encoding': `${long('gzip;q=0.0,')}gzip;q=0.00000000000x` },
        { 'accept-encoding': `gzip;q=${long('0')}` },
        { traceparent: `00-${long('0')}` },
        { 'idempotency-key': `"${long('"')}` },
        { soapaction: long('/#"') },
        { 'accept-language': long('a,') },
      ].map((headers) => post(goodMessage, { headers }))
    },
  },
]
