import { decodeText } from '../../src/soap/charset.ts'
import { faultOf } from './shop.ts'

const text = '<a>é😀</a>'
const utf8 = Buffer.from(text)
const little = Buffer.from(`\ufeff${text}`, 'utf16le')
const big = Buffer.from(little).swap16()
const declared = (encoding: string, more = '') => `<?xml version="1.0" encoding="${encoding}"?>${more}`
const latin = Buffer.from(`${declared('ISO-8859-1')}<a>é\u0080</a>`, 'latin1')
const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8])

describe('is read:', () => {
  test.each([
    ['UTF-8', utf8, undefined, text],
    ['ASCII, the quick way', Buffer.from('<a/>'), undefined, '<a/>'],
    ['UTF-8 that the Content-Type names', utf8, 'UTF-8', text],
    ['UTF-8 with a byte order mark', marked, undefined, text],
    [
      'UTF-8 with a byte order mark and both names',
      Buffer.concat([marked.subarray(0, 3), Buffer.from(declared('utf-8'))]),
      'utf-8',
      declared('utf-8'),
    ],
    ['UTF-16, little end first', little, undefined, text],
    ['UTF-16, big end first', big, undefined, text],
    ['UTF-16 that the Content-Type names', little, 'utf-16', text],
    ['UTF-16 of the other end that the Content-Type names', big, 'utf-16', text],
    ['UTF-16 by its exact name', big, 'UTF-16BE', text],
    [
      'UTF-16 that its declaration names',
      Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le'),
      undefined,
      declared('UTF-16'),
    ],
    [
      'ISO-8859-1 that its declaration names, control characters included',
      latin,
      undefined,
      `${declared('ISO-8859-1')}<a>é\u0080</a>`,
    ],
    ['ISO-8859-1 that the Content-Type names', Buffer.from('<a>é</a>', 'latin1'), 'ISO-8859-1', '<a>é</a>'],
    ['US-ASCII', Buffer.from('<a/>'), 'us-ascii', '<a/>'],
    ['US-ASCII in one place, UTF-8 in the other', Buffer.from(declared('utf-8')), 'us-ascii', declared('utf-8')],
    ['UTF-8 in one place, US-ASCII in the other', Buffer.from(declared('us-ascii')), 'utf-8', declared('us-ascii')],
    ['a part of a larger buffer', Buffer.from(`xx${text}xx`).subarray(2, -2), undefined, text],
  ])('%s', (_, bytes, charset, expected) => {
    expect(decodeText(bytes, charset)).toBe(expected)
  })
})

describe('is refused:', () => {
  test.each([
    ['broken UTF-8', Buffer.from([0x3c, 0xc3, 0x28]), undefined, 'the bytes are not UTF-8'],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), undefined, 'the bytes are not UTF-8'],
    ['an overlong form', Buffer.from([0xc0, 0xbc]), undefined, 'the bytes are not UTF-8'],
    ['latin bytes without a name', Buffer.from('<a>é</a>', 'latin1'), undefined, 'the bytes are not UTF-8'],
    ['half a UTF-16 unit', little.subarray(0, -1), undefined, 'the bytes are not UTF-16'],
    ['half a surrogate pair', Buffer.from('\ufeff\ud83d', 'utf16le'), undefined, 'the bytes are not UTF-16'],
    ['UTF-16 without a byte order mark', little.subarray(2), 'utf-16', 'UTF-16 needs a byte order mark'],
    ['a mark and another charset', marked, 'iso-8859-1', 'the encodings contradict: utf-8 and iso-8859-1'],
    ['a mark and another byte order', little, 'utf-16be', 'the encodings contradict: utf-16le and utf-16be'],
    [
      'UTF-16 that calls itself UTF-8',
      Buffer.from(`\ufeff${declared('utf-8')}`, 'utf16le'),
      undefined,
      'the encodings contradict: utf-16le and utf-8',
    ],
    ['a Content-Type and another declaration', latin, 'utf-8', 'the encodings contradict: utf-8 and iso-8859-1'],
    ['UTF-8 bytes under US-ASCII', utf8, 'us-ascii', 'the bytes are not US-ASCII'],
    ['a charset that is not supported', utf8, 'windows-1252', 'the charset of the Content-Type is not supported'],
    [
      'an encoding that is not supported',
      Buffer.from(declared('EBCDIC')),
      undefined,
      'the encoding of the XML declaration is not supported',
    ],
  ])('%s', (_, bytes, charset, rule) => {
    const fault = faultOf(() => decodeText(bytes, charset))
    expect(fault.code).toBe('INVALID_REQUEST')
    expect(fault.text).toContain(`the message cannot be read: ${rule}`)
  })
})
