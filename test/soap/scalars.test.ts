import { compareNumbers } from '../../src/soap/scalars.ts'
import { decodeValue, faultOf, shop } from './shop.ts'

/** The text of a value, as an Echo request writes it. */
function encode(field: string, value: unknown): string | undefined {
  const xml = shop.operations.get('Echo')!.encodeRequest({ values: { [field]: value } })
  return new RegExp(`<${field}>([^<]*)</${field}>`).exec(xml)?.[1]
}

describe('a value that is valid is read, and written again:', () => {
  test.each([
    ['int', 'whole', ' 42\n', 42, '42'],
    ['int', 'whole', '+7', 7, '7'],
    ['int', 'whole', '-2147483648', -2147483648, '-2147483648'],
    ['int', 'whole', '2147483647', 2147483647, '2147483647'],
    ['int', 'whole', '-0', 0, '0'],
    ['int', 'whole', '000000000000000000001', 1, '1'],
    ['long', 'large', '9223372036854775807', 9223372036854775807n, '9223372036854775807'],
    ['long', 'large', '-9223372036854775808', -9223372036854775808n, '-9223372036854775808'],
    ['long', 'large', '+9007199254740993', 9007199254740993n, '9007199254740993'],
    ['boolean', 'flag', 'true', true, 'true'],
    ['boolean', 'flag', ' 1 ', true, 'true'],
    ['boolean', 'flag', 'false', false, 'false'],
    ['boolean', 'flag', '0', false, 'false'],
    ['decimal', 'amount', '9.90', '9.90', '9.90'],
    ['decimal', 'amount', '+0012.5', '12.5', '12.5'],
    ['decimal', 'amount', '-.5', '-0.5', '-0.5'],
    ['decimal', 'amount', '5.', '5', '5'],
    [
      'decimal',
      'amount',
      '123456789012345678901234567890.123456789',
      '123456789012345678901234567890.123456789',
      undefined,
    ],
    ['dateTime', 'moment', '2027-01-31T12:00:00Z', new Date('2027-01-31T12:00:00Z'), '2027-01-31T12:00:00Z'],
    [
      'dateTime',
      'moment',
      '2027-01-31T12:00:00.5+01:00',
      new Date('2027-01-31T11:00:00.500Z'),
      '2027-01-31T11:00:00.500Z',
    ],
    [
      'dateTime',
      'moment',
      '2027-01-31T12:00:00.123999999-14:00',
      new Date('2027-02-01T02:00:00.123Z'),
      '2027-02-01T02:00:00.123Z',
    ],
    ['dateTime', 'moment', '2028-02-29T24:00:00.000Z', new Date('2028-03-01T00:00:00Z'), '2028-03-01T00:00:00Z'],
    ['dateTime', 'moment', '0001-01-01T00:00:00Z', new Date('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00Z'],
    ['dateTime', 'moment', '0099-12-31T23:59:59Z', new Date('0099-12-31T23:59:59Z'), '0099-12-31T23:59:59Z'],
    [
      'dateTime',
      'moment',
      '9999-12-31T23:59:59.999Z',
      new Date('9999-12-31T23:59:59.999Z'),
      '9999-12-31T23:59:59.999Z',
    ],
    ['date', 'day', ' 2000-02-29 ', '2000-02-29', '2000-02-29'],
    ['date', 'day', '2027-12-31Z', '2027-12-31', '2027-12-31'],
    ['date', 'day', '2027-12-31-05:00', '2027-12-31', '2027-12-31'],
    ['base64Binary', 'bytes', 'AAEC/w==', Buffer.from([0, 1, 2, 255]), 'AAEC/w=='],
    ['base64Binary', 'bytes', '\nAA EC\n/+8= ', Buffer.from([0, 1, 2, 255, 239]), 'AAEC/+8='],
    ['base64Binary', 'bytes', '', Buffer.alloc(0), ''],
    ['string', 'text', ' <a> & ]]> "b" ', undefined, undefined],
    ['an enumeration', 'color', 'GREEN', 'GREEN', 'GREEN'],
    ['a pattern', 'code', 'AB-12-34', 'AB-12-34', 'AB-12-34'],
    ['the other pattern', 'code', 'xxxx', 'xxxx', 'xxxx'],
    ['a range, its lower end', 'share', '-0.0', '-0.0', '-0.0'],
    ['a range, its upper end', 'share', '99.950', '99.950', '99.950'],
    ['an open range', 'open', '1', 1n, '1'],
    ['a length in bytes', 'hash', 'AAECAw==', Buffer.from([0, 1, 2, 3]), 'AAECAw=='],
    ['a length in characters, not in halves', 'short', '😀😀😀😀', '😀😀😀😀', '😀😀😀😀'],
  ] as const)('%s: %s %j', (_, field, written, value, again) => {
    if (value === undefined) return
    expect(decodeValue(field, written)).toEqual(value)
    expect(encode(field, value)).toBe(again ?? written)
  })
})

describe('a value that is not valid is refused, with path, value and rule:', () => {
  test.each([
    ['whole', 'two', "'two' is not an int (a whole number from -2147483648 to 2147483647)"],
    ['whole', '', "'' is not an int"],
    ['whole', '-', "'-' is not an int"],
    ['whole', '1.0', "'1.0' is not an int"],
    ['whole', '1e3', "'1e3' is not an int"],
    ['whole', '0x10', "'0x10' is not an int"],
    ['whole', '1 2', "'1 2' is not an int"],
    ['whole', '\u00a01', "'\u00a01' is not an int"],
    ['whole', '٣', "'٣' is not an int"],
    ['whole', '2147483648', "'2147483648' is not an int"],
    ['whole', '-2147483649', "'-2147483649' is not an int"],
    ['large', '9223372036854775808', "'9223372036854775808' is not a long (a whole number of 64 bits)"],
    ['large', '-9223372036854775809', "'-9223372036854775809' is not a long"],
    ['large', '1n', "'1n' is not a long"],
    ['flag', 'TRUE', "'TRUE' is not a boolean (true, false, 1, 0)"],
    ['flag', '', "'' is not a boolean"],
    ['amount', '1,5', "'1,5' is not a decimal"],
    ['amount', '1e5', "'1e5' is not a decimal"],
    ['amount', '.', "'.' is not a decimal"],
    ['amount', '', "'' is not a decimal"],
    ['amount', 'INF', "'INF' is not a decimal"],
    [
      'amount',
      '1'.repeat(65),
      "'111111111111111111111111111111111111111111111111111111111...' is a decimal of more than 64 characters",
    ],
    ['moment', '2027-01-31T12:00:00', "'2027-01-31T12:00:00' needs a time zone: Z or an offset such as +01:00"],
    ['moment', '2027-01-31', "'2027-01-31' is not a dateTime such as 2027-01-31T12:00:00Z"],
    ['moment', '2027-1-31T12:00:00Z', 'is not a dateTime'],
    ['moment', '2027-01-31 12:00:00Z', 'is not a dateTime'],
    ['moment', '2027-01-31T12:00Z', 'is not a dateTime'],
    ['moment', '2027-01-31T12:00:00.Z', 'is not a dateTime'],
    ['moment', '2027-02-30T12:00:00Z', "'2027-02-30T12:00:00Z' is not a moment of the calendar"],
    ['moment', '2027-02-29T12:00:00Z', 'is not a moment of the calendar'],
    ['moment', '1900-02-29T12:00:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-13-01T12:00:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-00-01T12:00:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-00T12:00:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-31T24:00:01Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-31T24:00:00.001Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-31T24:01:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-31T25:00:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-31T12:60:00Z', 'is not a moment of the calendar'],
    ['moment', '2027-01-31T12:00:60Z', 'is not a moment of the calendar'],
    ['moment', '0000-01-01T00:00:00Z', 'is not a moment of the calendar'],
    ['moment', '-0001-01-01T00:00:00Z', 'is not a dateTime'],
    ['moment', '12027-01-01T00:00:00Z', 'is not a dateTime'],
    ['moment', '2027-01-31T12:00:00+14:01', 'has an impossible time zone'],
    ['moment', '2027-01-31T12:00:00+01:60', 'has an impossible time zone'],
    ['moment', '0001-01-01T00:00:00+01:00', 'is not in the years 0001 to 9999'],
    ['moment', '9999-12-31T24:00:00Z', 'is not in the years 0001 to 9999'],
    ['day', '2027-02-29', "'2027-02-29' is not a date such as 2027-01-31"],
    ['day', '2027-01-31T00:00:00Z', 'is not a date'],
    ['day', '2027-01-31+15:00', 'has an impossible time zone'],
    ['bytes', 'AAEC/w=', "'AAEC/w=' is not complete base64"],
    ['bytes', 'AAEC/w', 'is not complete base64'],
    ['bytes', 'AAEC/x==', 'is not complete base64'],
    ['bytes', 'AAEC/+9=', 'is not complete base64'],
    ['bytes', '====', 'is not base64'],
    ['bytes', 'AA=C', 'is not base64'],
    ['bytes', 'AAE_', 'is not base64'],
    ['bytes', 'AAEé', 'is not base64'],
    ['color', 'BLUE', "'BLUE' is not one of RED, GREEN"],
    ['color', ' RED', "' RED' is not one of RED, GREEN"],
    ['code', 'AB-12', 'does not match the pattern ([A-Z]{2}(-[0-9]{2}){2})|(x+)'],
    ['code', 'AB-12-34\n', 'does not match the pattern'],
    ['code', 'x'.repeat(21), 'is longer than 20 characters'],
    ['share', '-0.01', "'-0.01' is less than 0"],
    ['share', '99.951', "'99.951' is more than 99.95"],
    ['open', '0', "'0' is not more than 0"],
    ['open', '9223372036854775807', "'9223372036854775807' is not less than 9223372036854775807"],
    ['hash', 'AA==', '1 bytes are less than 2'],
    ['hash', 'AAECAwQ=', '5 bytes are more than 4'],
    ['short', 'abcde', "'abcde' is longer than 4 characters"],
    ['short', 'a', "'a' is shorter than 2 characters"],
    ['short', '', "'' is shorter than 2 characters"],
    ['short', '😀', "'😀' is shorter than 2 characters"],
  ])('%s %j', (field, written, rule) => {
    const fault = faultOf(() => decodeValue(field, written))
    expect(fault).toMatchObject({ code: 'INVALID_REQUEST', field: `values/${field}` })
    expect(fault.text).toContain(`Echo/values/${field}: `)
    expect(fault.text).toContain(rule)
  })
})

describe('an answer of ours with a wrong value is an error with its path, never with its value:', () => {
  test.each([
    ['text', 7, 'is not a string'],
    ['text', 'a\u0000b', 'holds a character that XML does not allow'],
    ['text', 'a\ud83d', 'holds a character that XML does not allow'],
    ['text', 'a\ufffe', 'holds a character that XML does not allow'],
    ['text', null, 'is not a string'],
    ['whole', '7', 'is not an int'],
    ['whole', 1.5, 'is not an int'],
    ['whole', NaN, 'is not an int'],
    ['whole', 2 ** 31, 'is not an int'],
    ['whole', -(2 ** 31) - 1, 'is not an int'],
    ['large', 7, 'is not a long (a bigint of 64 bits)'],
    ['large', 2n ** 63n, 'is not a long'],
    ['large', -(2n ** 63n) - 1n, 'is not a long'],
    ['flag', 1, 'is not a boolean'],
    ['amount', 9.9, 'is not a decimal (a string of digits)'],
    ['amount', '9,9', 'is not a decimal'],
    ['moment', '2027-01-31T12:00:00Z', 'is not a valid Date'],
    ['moment', new Date(NaN), 'is not a valid Date'],
    ['moment', new Date('+012027-01-31T12:00:00Z'), 'is not in the years 0001 to 9999'],
    ['day', new Date(0), 'is not a date'],
    ['day', '2027-02-29', 'is not a date'],
    ['bytes', 'AAEC', 'is not a Buffer'],
    ['color', 'BLUE', 'is not one of RED, GREEN'],
    ['short', 'abcde', 'is longer than 4 characters'],
    ['share', '100', 'is more than 99.95'],
    ['hash', Buffer.alloc(5), '5 bytes are more than 4'],
    ['pair', 7, 'is not an array'],
    ['pair', [1, 2, 3], 'has 3 items, not 0 to 2'],
  ])('%s %p', (field, value, rule) => {
    expect(() => encode(field, value)).toThrow(new RegExp(`^Echo/values/${field}: `))
    expect(() => encode(field, value)).toThrow(rule)
  })
})

test('numbers are compared by their value, at any length', () => {
  expect(compareNumbers('10', '9.99')).toBeGreaterThan(0)
  expect(compareNumbers('-1.10', '-1.1')).toBe(0)
  expect(compareNumbers('0.10000000000000000001', '0.1')).toBeGreaterThan(0)
  expect(compareNumbers('-2', '1')).toBeLessThan(0)
})
