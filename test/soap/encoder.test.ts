import { createOracle, expectValid } from '../support/oracle.ts'
import { EncodeError } from '../../src/soap/encoder.ts'
import { envelope, soap11 } from '../../src/soap/versions.ts'
import { decode, SHOP, shop, shopWsdl } from './shop.ts'

const oracle = createOracle(shopWsdl)
const place = shop.operations.get('PlaceOrder')!
const placed = { ticketId: 'T', outcome: 'created', licenses: { license: ['a', 'b'] } }

test('an answer is written in the order of the WSDL, whatever the order of its fields', () => {
  const xml = place.encodeAnswer({ result: { licenses: { license: ['a', 'b'] }, outcome: 'created', ticketId: 'T' } })
  expect(xml).toBe(
    `<PlaceOrderResponse xmlns="${SHOP}"><result><ticketId>T</ticketId><outcome>created</outcome>` +
      '<licenses><license>a</license><license>b</license></licenses></result></PlaceOrderResponse>',
  )
  expectValid(oracle, envelope(soap11, xml))
})

test('a field without value is left out, a list without items has no elements', () => {
  const xml = shop.operations.get('Echo')!.encodeAnswer({ result: { text: undefined, pair: [] } })
  expect(xml).toBe(`<EchoResponse xmlns="${SHOP}"><result></result></EchoResponse>`)
  expect(shop.operations.get('Echo')!.encodeAnswer({ result: {} })).toBe(xml)
})

test('two fields of one type are written alike', () => {
  const xml = shop.operations.get('Echo')!.encodeAnswer({ result: { home: { axis: [1, 2] }, away: { axis: [3, 4] } } })
  expect(xml).toContain('<home><axis>1</axis><axis>2</axis></home><away><axis>3</axis><axis>4</axis></away>')
})

test('text comes back exactly as it went out', () => {
  const text = ' <a href="x">&amp; ]]> \r\n\t\r 😀 \u0085\u2028 \' '
  const xml = shop.operations.get('Echo')!.encodeRequest({ values: { text } })
  expect(xml).toContain('<text> &lt;a href="x"&gt;&amp;amp; ]]&gt; &#13;\n\t&#13; ')
  expect(decode(xml)).toMatchObject({ values: { text } })
  expectValid(oracle, envelope(soap11, xml))
})

describe('an answer that does not follow the WSDL is an error with its path:', () => {
  test.each([
    ['nothing', undefined, 'PlaceOrderResponse: is not an object'],
    ['null', null, 'PlaceOrderResponse: is not an object'],
    ['no result', {}, 'PlaceOrderResponse/result: is missing'],
    [
      'a missing field',
      { result: { ...placed, ticketId: undefined } },
      'PlaceOrderResponse/result/ticketId: is missing',
    ],
    [
      'a missing structure',
      { result: { ...placed, licenses: undefined } },
      'PlaceOrderResponse/result/licenses: is missing',
    ],
    [
      'a text for a structure',
      { result: { ...placed, licenses: 'a' } },
      'PlaceOrderResponse/result/licenses: is not an object',
    ],
    [
      'a wrong item',
      { result: { ...placed, licenses: { license: ['a', 7] } } },
      'PlaceOrderResponse/result/licenses/license[2]: is not a string',
    ],
    [
      'a hole in a list',
      { result: { ...placed, licenses: { license: [undefined, 'a'] } } },
      'PlaceOrderResponse/result/licenses/license[1]: is not a string',
    ],
    [
      'an unknown field',
      { result: { ...placed, extra: 1 } },
      'PlaceOrderResponse/result/extra: is not a field of the contract',
    ],
    [
      'a value that is too long',
      { result: { ...placed, ticketId: 'x'.repeat(65) } },
      'PlaceOrderResponse/result/ticketId: is longer than 64 characters',
    ],
  ])('%s', (_, answer, message) => {
    expect(() => place.encodeAnswer(answer)).toThrow(new EncodeError(message))
  })

  test('a list with too few items', () => {
    const order = { customer: 'C', orderLines: { orderLine: [] } }
    expect(() => place.encodeRequest({ order })).toThrow(
      'PlaceOrder/order/orderLines/orderLine: has 0 items, not 1 to 5',
    )
  })

  test('an error in the value itself stays what it is', () => {
    const broken = {
      get result(): never {
        throw new RangeError('broken')
      },
    }
    expect(() => place.encodeAnswer(broken)).toThrow(RangeError)
  })
})
