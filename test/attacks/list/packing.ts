import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { Attack, Connection } from '../attack.ts'
import { goodMessage, inHeader, packed, post } from '../messages.ts'

const coded = (body: string | Buffer, coding: string): Connection =>
  post(body, { headers: { 'content-encoding': coding } })
const gzipped = (body: Buffer) => coded(body, 'gzip')
const one = (name: string, answer: Attack['answer'], make: () => Connection): Attack => ({
  name,
  answer,
  connections: () => [make()],
})
const many = (count: number, make: () => Connection) => () => {
  const connection = make()
  return Array.from({ length: count }, () => connection)
}

const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1_048_576, 0x20)
const changed = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(copy.length + at) ^ 0xff, copy.length + at)
  return copy
}
/** As much as a body may become, of what costs most to read. */
const heavy = () => inHeader(`<a>${'<!---->'.repeat(1_100_000)}</a>`)

export const packingAttacks: readonly Attack[] = [
  one('200 MB in 200 KB of gzip', '413', () => gzipped(gzipSync(zeros(200)))),
  one('200 MB in 200 KB of deflate', '413', () => coded(deflateSync(zeros(200)), 'deflate')),
  one('200 MB in 200 KB of deflate without header', '413', () => coded(deflateRawSync(zeros(200)), 'deflate')),
  one('gzip in gzip', '500 INVALID_REQUEST', () => gzipped(gzipSync(gzipSync(zeros(50))))),
  one('gzip in gzip, and said so', '415', () => coded(gzipSync(gzipSync(goodMessage)), 'gzip, gzip')),
  one('40,000 gzip files in a row', '500 INVALID_REQUEST', () =>
    gzipped(Buffer.concat(Array.from({ length: 40_000 }, () => gzipSync('')))),
  ),
  one('what is no gzip', '400', () => gzipped(Buffer.from('this is no gzip at all'))),
  one('gzip of nothing, not even a header', '400', () => gzipped(Buffer.alloc(0))),
  one('gzip of an empty text', '500 INVALID_REQUEST', () => gzipped(gzipSync(''))),
  one('gzip that is cut off', '400', () => gzipped(gzipSync(goodMessage).subarray(0, -9))),
  one('gzip with a wrong sum', '400', () => gzipped(changed(gzipSync(goodMessage), -6))),
  one('gzip with a wrong length', '400', () => gzipped(changed(gzipSync(goodMessage), -2))),
  one('something behind the gzip', '400', () =>
    gzipped(Buffer.concat([gzipSync(goodMessage), Buffer.from('x'.repeat(1_000))])),
  ),
  one('what is no deflate', '400', () => coded(Buffer.from('xthis is no deflate'), 'deflate')),
  one('nothing as deflate', '400', () => coded('', 'deflate')),
  {
    name: 'codings that are not served',
    answer: '415',
    connections: () => [
      coded(brotliCompressSync(goodMessage), 'br'),
      ...['zstd', 'compress', 'aws-chunked', 'identity, gzip', '__proto__', 'constructor', 'x'.repeat(8_000)].map(
        (coding) => coded(goodMessage, coding),
      ),
    ],
  },
  {
    name: 'a hundred gzip bombs at once',
    answer: /^413( \| 503 UNAVAILABLE)?$/,
    connections: many(100, () => gzipped(gzipSync(zeros(100)))),
    atOnce: true,
  },
  {
    name: '40 bodies of 8 MB at once, packed',
    answer: /^(200|503 UNAVAILABLE|200 \| 503 UNAVAILABLE)$/,
    connections: many(40, () => packed(heavy())),
    atOnce: true,
  },
]
