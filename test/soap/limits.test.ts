import { defaultLimits } from '../../src/soap/limits.ts'
import { XmlReader } from '../../src/soap/reader.ts'
import { decode, decodeValue, echo, faultOf, SHOP } from './shop.ts'

const line = '<orderLine><itemNumber>A</itemNumber><quantity>1</quantity></orderLine>'

function order(lines: number): string {
  return `<PlaceOrder xmlns="${SHOP}"><order><customer>C</customer><orderLines>${line.repeat(lines)}</orderLines></order></PlaceOrder>`
}

const xsi = 'http://www.w3.org/2001/XMLSchema-instance'
const attributes = `<Echo xmlns="${SHOP}" xmlns:i="${xsi}" i:schemaLocation="" i:noNamespaceSchemaLocation=""><values/></Echo>`
const long = 'a'.repeat(100)
const sections = `${'a'.repeat(50)}<![CDATA[${'a'.repeat(50)}]]>`

/** Each message has exactly as much of something as the number says, and is valid but for the limit. */
describe('a limit holds below it, at it, and not above it:', () => {
  test.each([
    ['depth', 5, order(1), 'the message has more than 4 elements inside each other'],
    ['elements', 10, order(2), 'the message has more than 9 elements'],
    ['attributes', 2, attributes, 'an element has more than 1 attributes'],
    [
      'namespaces',
      3,
      echo('').replace('>', ' xmlns:a="a" xmlns:b="b">'),
      'an element has more than 2 namespace declarations',
    ],
    ['nameLength', 10, order(1), 'a name of the message is longer than 9 characters'],
    ['textLength', 100, echo(`<text>${long}</text>`), 'a text of the message is longer than 99 characters'],
    ['textLength', 100, echo(`<text>${sections}</text>`), 'a text of the message is longer than 99 characters'],
    ['textLength', 100, echo(`<text xmlns:a="${long}"/>`), 'a text of the message is longer than 99 characters'],
  ])('%s %i', (limit, has, xml, text) => {
    expect(() => decode(xml, { [limit]: has + 1 })).not.toThrow()
    expect(() => decode(xml, { [limit]: has })).not.toThrow()
    const details = { limit, allowed: String(has - 1) }
    expect(faultOf(() => decode(xml, { [limit]: has - 1 }))).toEqual({ code: 'LIMIT_EXCEEDED', text, details })
  })
})

test('the defaults cannot be changed by accident', () => {
  expect(Object.isFrozen(defaultLimits)).toBe(true)
  expect(defaultLimits).toEqual({
    depth: 32,
    attributes: 32,
    namespaces: 16,
    elements: 100_000,
    nameLength: 128,
    textLength: 65_536,
    headerBlocks: 16,
  })
})

test('a field whose type allows more than the general limit may have more', () => {
  const file = 'f'.repeat(100_000)
  expect(decodeValue('file', file)).toBe(file)
  expect(faultOf(() => decodeValue('file', `${file}f`)).text).toContain(
    'Echo/values/file: the value is longer than 100000 characters',
  )
  expect(faultOf(() => decodeValue('text', file)).code).toBe('LIMIT_EXCEEDED')
})

test('a list that its type bounds gives the limit with its path', () => {
  expect(() => decode(order(5))).not.toThrow()
  expect(faultOf(() => decode(order(6)))).toEqual({
    code: 'LIMIT_EXCEEDED',
    text: 'PlaceOrder/order/orderLines/orderLine: at most 5 are allowed',
    field: 'order/orderLines/orderLine',
    details: { limit: 'order/orderLines/orderLine', allowed: '5' },
  })
})

/** Of the processor, so that a busy machine is no failure. */
test('hostile messages cost milliseconds', () => {
  const started = process.cpuUsage()
  const bombs = [
    `<Echo xmlns="${SHOP}">${'<values>'.repeat(100_000)}`,
    `<Echo xmlns="${SHOP}" ${Array.from({ length: 50_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
    `<Echo xmlns="${SHOP}" ${Array.from({ length: 50_000 }, (_, i) => `xmlns:a${i}="a"`).join(' ')}/>`,
    echo(`<text>${'<![CDATA[<?xml '.repeat(60_000)}`),
    echo(`<text>${'&'.repeat(900_000)}</text>`),
    echo(`<text>${'&lt;'.repeat(200_000)}</text>`),
    `<${'a'.repeat(900_000)}/>`,
    `<!--${'-'.repeat(900_000)}`,
    echo(`<large>${'9'.repeat(60_000)}</large>`),
    echo(`<amount>${'9'.repeat(60_000)}</amount>`),
    echo(`<moment>${'2'.repeat(60_000)}</moment>`),
    echo(`<code>${'x'.repeat(60_000)}!</code>`),
    // Millions of what is cheap alone: line ends and spaces.
    `${'\n'.repeat(4_000_000)}x`,
    echo(`<text>${'\r'.repeat(4_000_000)}</text>`),
    `<Echo xmlns="${SHOP}" a="${'\t'.repeat(4_000_000)}"/>`,
  ]
  for (const bomb of bombs) expect(() => decode(bomb)).toThrow()
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(4_000)
})

test('declarations that hold for many elements are not copied for each of them', () => {
  const outer = Array.from({ length: 30 }, (_, depth) => {
    return `<a ${Array.from({ length: 16 }, (_, i) => `xmlns:p${depth * 16 + i}="u"`).join(' ')}>`
  })
  const reader = new XmlReader(
    `${outer.join('')}${'<a xmlns:b="c"/>'.repeat(90_000)}${'</a>'.repeat(30)}`,
    defaultLimits,
  )
  const started = process.cpuUsage()
  reader.root()
  reader.skip()
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1_000)
})
