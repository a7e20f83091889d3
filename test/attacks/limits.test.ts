import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { eventually } from '../support/eventually.ts'
import { useServer } from '../support/server.ts'
import { textOf, wrap } from '../soap/endpoint-kit.ts'

/** Every limit as an operator sets it, far from its default, so that a setting that reaches nothing is noticed. */
const env = {
  XML_DEPTH: '20',
  XML_ELEMENTS: '1200',
  XML_ATTRIBUTES: '6',
  XML_NAMESPACES: '5',
  XML_NAME_LENGTH: '70',
  XML_TEXT_LENGTH: '1500',
  XML_HEADER_BLOCKS: '3',
  MAX_REQUEST_BYTES: '70000',
  MAX_UNPACK_RATIO: '20',
  MAX_BODIES_BYTES: '1048576',
}
const server = useServer({ env })

/** A call whose answer is known: the only thing wrong with it, if anything, is its size. */
const call = '<GetKeys xmlns="urn:opendepot:depot:v1"><firmCode>6000099</firmCode></GetKeys>'
const known = 'FIRM_CODE_UNKNOWN'
const block = (content: string, attributes = '') => `<x:b xmlns:x="urn:x"${attributes}>${content}</x:b>`
const times = (count: number, each: (i: number) => string) => Array.from({ length: count }, (_, i) => each(i)).join('')

const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${server().url}/soap/depot`, { method: 'POST', headers: { 'content-type': 'text/xml', ...headers }, body })

/** The code of the answer, and the limit that its FaultInfo names. */
async function outcomeOf(message: string) {
  const text = await (await send(message)).text()
  const details = [...text.matchAll(/<(?:name|value)>([^<]*)</g)].map(([, word]) => word)
  return details.length === 0 ? textOf(text, 'code') : [textOf(text, 'code'), ...details]
}

/** Each with exactly as many of something as the number says; the envelope's own are counted with it. */
test.each([
  // Envelope, Header and the block are three.
  ['depth', 20, (n: number) => wrap(call, block(`${'<a>'.repeat(n - 3)}${'</a>'.repeat(n - 3)}`))],
  // Envelope, Header, the block, Body, the call and its field are six.
  ['elements', 1200, (n: number) => wrap(call, block('<a/>'.repeat(n - 6)))],
  [
    'attributes',
    6,
    (n: number) =>
      wrap(
        call,
        block(
          '',
          times(n, (i) => ` a${i}=""`),
        ),
      ),
  ],
  [
    'namespaces',
    5,
    (n: number) =>
      wrap(
        call,
        block(
          '',
          times(n - 1, (i) => ` xmlns:a${i}="u"`),
        ),
      ),
  ],
  ['nameLength', 70, (n: number) => wrap(call, block(`<${'a'.repeat(n)}/>`))],
  ['textLength', 1500, (n: number) => wrap(call, block('a'.repeat(n)))],
  ['headerBlocks', 3, (n: number) => wrap(call, block('').repeat(n))],
])('%s: below the limit, at it, and above it', async (limit, most, message) => {
  expect(await outcomeOf(message(most - 1))).toBe(known)
  expect(await outcomeOf(message(most))).toBe(known)
  expect(await outcomeOf(message(most + 1))).toEqual(['LIMIT_EXCEEDED', 'limit', limit, 'allowed', String(most)])
})

describe('a body', () => {
  const sized = (bytes: number) => {
    const message = wrap(call)
    return message + ' '.repeat(bytes - message.length)
  }
  const outcome = async (body: string | Uint8Array, headers?: Record<string, string>) => {
    const response = await send(body, headers)
    const text = await response.text()
    return response.status === 413 ? text.trim() : textOf(text, 'code')
  }

  test('may have as many bytes as MAX_REQUEST_BYTES says', async () => {
    for (const bytes of [69_999, 70_000]) expect(await outcome(sized(bytes))).toBe(known)
    expect(await outcome(sized(70_001))).toBe('the body must not exceed 70000 bytes')
  })

  test('may become eight times as large when it is unpacked', async () => {
    // What does not pack keeps the ratio low.
    const noise = `<!--${randomBytes(30_000).toString('base64')}-->`
    const outcomeOfPacked = (bytes: number) =>
      outcome(gzipSync(noise + sized(bytes - noise.length)), { 'content-encoding': 'gzip' })
    for (const bytes of [559_999, 560_000]) expect(await outcomeOfPacked(bytes)).toBe(known)
    expect(await outcomeOfPacked(560_001)).toBe('the unpacked body must not exceed 560000 bytes')
  })

  test('may grow as often as MAX_UNPACK_RATIO says, and to 64 KiB in any case', async () => {
    const outcomeOfPacked = (bytes: number) => outcome(gzipSync(sized(bytes)), { 'content-encoding': 'gzip' })
    expect(gzipSync(sized(65_536)).length).toBeLessThan(65_536 / 20)
    for (const bytes of [65_535, 65_536]) expect(await outcomeOfPacked(bytes)).toBe(known)
    expect(await outcomeOfPacked(65_537)).toBe('the unpacked body must not exceed 65536 bytes')
  })

  test('finds no room while others hold MAX_BODIES_BYTES, unless it is small', async () => {
    const { port } = new URL(server().url)
    const head = 'POST /soap/depot HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 70000\r\n\r\n'
    const answers: string[] = []
    const senders = Array.from({ length: 25 }, () => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('data', (bytes) => answers.push(bytes.toString())).on('error', () => undefined)
      // All but the end; 16 KiB of each are not counted.
      socket.write(head + sized(65_000))
      return socket
    })
    expect(
      await eventually(
        () => answers.length,
        (count) => count > 0,
      ),
    ).toBeGreaterThan(0)
    const refusal = await send(sized(60_000))
    expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refusal.text()).toContain('<code>UNAVAILABLE</code>')
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1.1 503 /)
      expect(answer).toMatch(/^connection: close/im)
    }
    expect(await outcome(sized(16_384))).toBe(known)
    for (const socket of senders) socket.destroy()
    expect(
      await eventually(
        () => outcome(sized(60_000)),
        (code) => code === known,
      ),
    ).toBe(known)
  })
})
