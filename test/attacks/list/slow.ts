import type { Attack, Connection } from '../attack.ts'
import { goodMessage } from '../messages.ts'

const start = 'POST /soap/depot HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n'
const announced = `${start}Content-Length: ${Buffer.byteLength(goodMessage)}\r\n\r\n`
const many = (count: number, connection: Connection) => () => Array.from({ length: count }, () => connection)
const one = (name: string, answer: Attack['answer'], connection: Connection): Attack => ({
  name,
  answer,
  connections: () => [connection],
  isSlow: true,
})
const spaces = ' '.repeat(900_000)
/** A good message of 900,000 bytes, each in a chunk of its own. */
const crumbs = [...(goodMessage + spaces)].map((sign) => `1\r\n${sign}\r\n`).join('')

/** Senders and readers who take their time. The server of the tests waits 1 s for headers and 2 s for a request. */
export const slowAttacks: readonly Attack[] = [
  one('a connection that says nothing', /^(408|closed)$/, { pieces: [] }),
  one('headers byte by byte', '408', { pieces: [...announced], pause: 200 }),
  one('headers without end', '408', {
    pieces: [start, ...Array.from({ length: 100 }, (_, i) => `X${i}: y\r\n`)],
    pause: 200,
  }),
  one('a body byte by byte', '408', { pieces: [announced, ...goodMessage], pause: 200 }),
  one('a body that stops before its end', '408', { pieces: [announced, goodMessage.slice(0, -1)] }),
  one('chunks without end', '408', {
    pieces: [`${start}Transfer-Encoding: chunked\r\n\r\n`, ...Array<string>(100).fill('1\r\n<\r\n')],
    pause: 200,
  }),
  one('leave to ask, and then nothing', '408', {
    pieces: [`${start}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`],
  }),
  one('a sender who ends his side too early', /^(400|closed)$/, {
    pieces: [announced, goodMessage.slice(0, 50)],
    halfCloses: true,
  }),
  one('a reader who reads nothing for 5 s', /^200(, 200){0,28}$/, {
    pieces: ['GET /soap/sales?wsdl HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(30)],
    readsAfter: 5_000,
  }),
  {
    name: '900 silent connections',
    answer: /^(408|closed)$/,
    connections: many(900, { pieces: [] }),
    atOnce: true,
    isSlow: true,
  },
  {
    name: '250 bodies of a megabyte that stop before their end',
    answer: /^(408|503 UNAVAILABLE|closed)( \| (408|503 UNAVAILABLE|closed))*$/,
    connections: many(250, { pieces: [`${start}Content-Length: 1000000\r\n\r\n`, spaces] }),
    atOnce: true,
  },
  {
    name: 'two bodies of a megabyte in chunks of a byte',
    // On a busy machine it is too slow for 2 s.
    answer: /^(200|408|200 \| 408)$/,
    connections: many(2, {
      pieces: [`${start}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`, crumbs, '0\r\n\r\n'],
    }),
    atOnce: true,
  },
]
