import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
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
})
