import { S11, wrap } from '../../soap/endpoint-kit.ts'
import type { Attack } from '../attack.ts'
import { call, goodMessage, inHeader, post } from '../messages.ts'

const refused = '500 INVALID_REQUEST'
const bytes = (...values: readonly number[]) => Buffer.from(values)
/** A message with these bytes in a value. */
const around = (inside: Buffer) => {
  const [before, after] = inHeader('|').split('|') as [string, string]
  return Buffer.concat([Buffer.from(before), inside, Buffer.from(after)])
}
const typeOf = (charset: string) => ({ headers: { 'content-type': `text/xml; charset=${charset}` } })
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${goodMessage}`
const utf16 = (text: string) => Buffer.concat([bytes(0xff, 0xfe), Buffer.from(text, 'utf16le')])
/** EBCDIC of `<?xml `. */
const ebcdic = Buffer.from('4c6fa7949340', 'hex')

export const encodingAttacks: readonly Attack[] = [
  {
    name: 'bytes that are no UTF-8',
    answer: refused,
    connections: () =>
      [
        bytes(0xc0, 0xaf),
        bytes(0xe0, 0x80, 0xaf),
        bytes(0x80),
        bytes(0xc3),
        bytes(0xed, 0xa0, 0x80),
        bytes(0xf4, 0x90, 0x80, 0x80),
        bytes(0xf8, 0x88, 0x80, 0x80, 0x80),
        bytes(0xff),
      ].map((each) => post(around(each))),
  },
  {
    name: 'characters that XML forbids',
    answer: refused,
    connections: () =>
      ['\0', '\u0001', '\u000b', '\u001b', '\ufffe', '\uffff'].map((char) => post(around(Buffer.from(char)))),
  },
  {
    name: 'NUL in names, tags and comments',
    answer: refused,
    connections: () =>
      ['<a\0/>', '<a b\0="c"/>', '<a b="\0"/>', '<!--\0-->', '<![CDATA[\0]]>', '</x\0:a>'].map((part) =>
        post(inHeader(part)),
      ),
  },
  {
    name: 'UTF-16 with half a pair, or half a unit',
    answer: refused,
    connections: () => [
      post(Buffer.concat([utf16(goodMessage), bytes(0x00, 0xd8)])),
      post(Buffer.concat([utf16(goodMessage), bytes(0x20)])),
    ],
  },
  { name: 'UTF-16 without a mark', answer: refused, connections: () => [post(Buffer.from(goodMessage, 'utf16le'))] },
  {
    name: 'a mark, a header and a declaration that contradict',
    answer: refused,
    connections: () => [
      post(utf16(goodMessage), typeOf('utf-8')),
      post(utf16(declared('utf-8')), typeOf('utf-16')),
      post(`\ufeff${declared('iso-8859-1')}`),
      post(declared('utf-16'), typeOf('utf-8')),
      post(declared('iso-8859-1'), typeOf('utf-8')),
    ],
  },
  {
    name: 'two marks, or that of UTF-32',
    answer: refused,
    connections: () => [
      post(`\ufeff\ufeff${goodMessage}`),
      post(Buffer.concat([bytes(0, 0, 0xfe, 0xff), Buffer.from(goodMessage)])),
      post(Buffer.concat([bytes(0xff, 0xfe, 0, 0), Buffer.from(goodMessage)])),
    ],
  },
  {
    name: 'UTF-7, EBCDIC and other encodings',
    answer: refused,
    connections: () => [
      ...['utf-7', 'UTF-32', 'ibm037', 'shift_jis', 'gb18030', 'iso-2022-jp', 'hz-gb-2312', 'x-user-defined'].flatMap(
        (name) => [post(declared(name), { headers: { 'content-type': 'text/xml' } }), post(goodMessage, typeOf(name))],
      ),
      post(Buffer.concat([ebcdic, Buffer.from(goodMessage)])),
      post('+ADw-s:Envelope+AD4-', typeOf('utf-7')),
    ],
  },
  {
    name: 'encodings of no sense',
    answer: refused,
    connections: () => [
      ...['__proto__', 'constructor', 'a'.repeat(8_000), '../../etc/passwd'].map((name) =>
        post(goodMessage, typeOf(name)),
      ),
      post(declared('x'.repeat(100_000))),
      post(declared('"')),
    ],
  },
  {
    name: 'text that is turned around or hidden',
    answer: '500 INVALID_REQUEST',
    connections: () =>
      ['\u202e0100006', '6000010\u200b', '\u066600001', '６００００１０'].map((text) =>
        post(call('GetKeys', `<firmCode>${text}</firmCode>`)),
      ),
  },
  {
    name: 'lookalikes of names',
    answer: '500 UNKNOWN_OPERATION',
    connections: () =>
      ['GetКeys', 'getkeys', 'GetKeys\u0301', 'Get\u00b7Keys'].map((name) =>
        post(wrap(`<${name} xmlns="urn:opendepot:depot:v1"/>`)),
      ),
  },
  {
    name: '1,000,000 characters of four bytes',
    answer: '500 LIMIT_EXCEEDED textLength',
    connections: () => [
      post(
        `<s:Envelope xmlns:s="${S11}"><s:Header><x:a xmlns:x="urn:x">${'😀'.repeat(250_000)}</x:a></s:Header></s:Envelope>`,
      ),
    ],
  },
]
