import { decode, decodeValue, echo, faultOf, SHOP } from './shop.ts'

const line = '<orderLine><itemNumber>A</itemNumber><quantity>1</quantity></orderLine>'
const order = (content: string) => `<PlaceOrder xmlns="${SHOP}"><order>${content}</order></PlaceOrder>`
const lines = (content: string) => order(`<customer>C</customer><orderLines>${content}</orderLines>`)

test('a message becomes a plain object of exactly its fields', () => {
  const xml = `<PlaceOrder xmlns="${SHOP}"><requestId>r-1</requestId><runMode>check</runMode><order><customer>Ada</customer>
    <orderLines>${line}<orderLine><itemNumber>B</itemNumber><quantity>2</quantity><remark>x</remark><remark>y</remark></orderLine></orderLines>
    <comment/></order></PlaceOrder>`
  expect(decode(xml)).toStrictEqual({
    requestId: 'r-1',
    runMode: 'check',
    order: {
      customer: 'Ada',
      orderLines: {
        orderLine: [
          { itemNumber: 'A', quantity: 1, remark: [] },
          { itemNumber: 'B', quantity: 2, remark: ['x', 'y'] },
        ],
      },
      comment: '',
    },
  })
})

test('two fields of one type are read alike', () => {
  const point = '<axis>1</axis><axis>2</axis>'
  expect(decode(echo(`<home>${point}</home><away>${point}<axis>3</axis></away>`))).toEqual({
    values: { pair: [], home: { axis: [1, 2] }, away: { axis: [1, 2, 3] } },
  })
})

test('a list that is not there is empty, a field that is not there is absent', () => {
  expect(decode(echo(''))).toStrictEqual({ values: { pair: [] } })
  expect(decode(echo('<pair>1</pair>'))).toStrictEqual({ values: { pair: [1] } })
})

describe('a structure that does not follow the WSDL is refused with its path:', () => {
  test.each([
    ['a missing field', order(`<orderLines>${line}</orderLines>`), 'order/customer', 'the element is missing'],
    ['a missing structure', order('<customer>C</customer>'), 'order/orderLines', 'the element is missing'],
    ['a missing first item', lines(''), 'order/orderLines/orderLine[1]', 'the element is missing'],
    [
      'a missing field of the second item',
      lines(`${line}<orderLine><itemNumber>A</itemNumber></orderLine>`),
      'order/orderLines/orderLine[2]/quantity',
      'the element is missing',
    ],
    [
      'a missing field before another',
      lines('<orderLine><quantity>1</quantity></orderLine>'),
      'order/orderLines/orderLine[1]/itemNumber',
      'the element is missing',
    ],
    [
      'a wrong value in the second item',
      lines(`${line}<orderLine><itemNumber>A</itemNumber><quantity>two</quantity></orderLine>`),
      'order/orderLines/orderLine[2]/quantity',
      "'two' is not an int (a whole number from -2147483648 to 2147483647)",
    ],
    [
      'a wrong value in a list of values',
      echo('<pair>1</pair><pair>x</pair>'),
      'values/pair[2]',
      "'x' is not an int (a whole number from -2147483648 to 2147483647)",
    ],
    ['too few items', echo('<home><axis>1</axis></home>'), 'values/home/axis[2]', 'at least 2 are needed'],
    ['no items', echo('<home/>'), 'values/home/axis[1]', 'at least 2 are needed'],
    ['a stranger', order('<bogus/>'), 'order/bogus', 'the element is not expected; expected is customer'],
    [
      'a stranger after an optional field',
      `<PlaceOrder xmlns="${SHOP}"><bogus/></PlaceOrder>`,
      'bogus',
      'the element is not expected; expected is requestId or runMode or order',
    ],
    [
      'a stranger in a list that may end',
      lines(`${line}<bogus/>`),
      'order/orderLines/bogus',
      'the element is not expected; expected is orderLine',
    ],
    [
      'a stranger at the end',
      lines(`<orderLine><itemNumber>A</itemNumber><quantity>1</quantity>${'<remark/>'.repeat(3)}<bogus/></orderLine>`),
      'order/orderLines/orderLine[1]/bogus',
      'the element is not expected',
    ],
    [
      'a stranger below a value',
      echo('<text><b>x</b></text>'),
      'values/text',
      'the child element <b> is not expected in a value',
    ],
    [
      'a field twice',
      order('<customer>C</customer><customer>D</customer>'),
      'order/customer',
      'the element stands twice',
    ],
    [
      'a field after its place',
      `<PlaceOrder xmlns="${SHOP}"><runMode>check</runMode><requestId>1</requestId></PlaceOrder>`,
      'requestId',
      'the element stands twice, or after an element that must follow it',
    ],
    [
      'a list interrupted',
      echo('<whole>1</whole><text>a</text>'),
      'values/text',
      'the element stands twice, or after an element that must follow it',
    ],
    [
      'another namespace',
      order('<customer xmlns="urn:other">C</customer>'),
      'order/customer',
      `the element is not in the namespace ${SHOP}`,
    ],
    [
      'no namespace',
      order('<customer xmlns="">C</customer>'),
      'order/customer',
      `the element is not in the namespace ${SHOP}`,
    ],
    [
      'a stranger of another namespace',
      order('<a xmlns="urn:other"/>'),
      'order/a',
      'the element is not expected; expected is customer',
    ],
    ['text between elements', order('x<customer>C</customer>'), 'order', 'text is not expected between elements'],
    [
      'CDATA between elements',
      order('<![CDATA[ ]]><customer>C</customer>'),
      'order',
      'text is not expected between elements',
    ],
    ['text after elements', lines(`${line}x`), 'order/orderLines', 'text is not expected between elements'],
    ['an attribute', order('<customer id="1">C</customer>'), 'order/customer', 'the attribute id is not expected'],
    [
      'an attribute of XML',
      order('<customer xml:lang="en">C</customer>'),
      'order/customer',
      'the attribute lang is not expected',
    ],
    [
      'an attribute on a structure',
      lines(line.replace('<orderLine>', '<orderLine href="#1">')),
      'order/orderLines/orderLine[1]',
      'the attribute href is not expected',
    ],
    [
      'an unknown attribute of XML Schema',
      order('<customer xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:other="">C</customer>'),
      'order/customer',
      'the attribute xsi:other is not expected',
    ],
  ])('%s', (_, xml, field, rule) => {
    const wrapper = /<(\w+)/.exec(xml)![1]!
    expect(faultOf(() => decode(xml))).toEqual({ code: 'INVALID_REQUEST', text: `${wrapper}/${field}: ${rule}`, field })
  })

  test('what is wrong with the wrapper itself has no field', () => {
    const xml = `<Echo xmlns="${SHOP}" a="b"/>`
    expect(faultOf(() => decode(xml))).toEqual({
      code: 'INVALID_REQUEST',
      text: 'Echo: the attribute a is not expected',
    })
  })
})

describe('xsi:type and xsi:nil', () => {
  const instance = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
  const typed = (field: string, type: string, value: string) =>
    decodeValue(field, value, `${instance} xmlns:t="${SHOP}" xsi:type="${type}"`)

  test.each([
    ['text', 'xsd:string', 'a', 'a'],
    ['whole', ' xsd:int ', '7', 7],
    ['color', 't:Color', 'RED', 'RED'],
    ['color', 'xsd:string', 'RED', 'RED'],
    ['short', 'ShortName', 'abc', 'abc'],
    ['short', 't:NameText', 'abc', 'abc'],
  ])('%s may say that it is %s', (field, type, value, read) => {
    expect(typed(field, type, value)).toEqual(read)
  })

  test.each([
    ['text', 'xsd:int'],
    ['text', 'string'],
    ['text', 't:Color'],
    ['whole', 'xsd:long'],
    ['short', 't:IdText'],
    ['color', 'nobody:Color'],
    ['color', ''],
  ])('%s may not say that it is %j', (field, type) => {
    expect(faultOf(() => typed(field, type, '7')).text).toBe(
      `Echo/values/${field}: xsi:type names another type than the WSDL`,
    )
  })

  test('a structure may name its own type, a wrapper has none', () => {
    const xml = (wrapper: string, values: string) =>
      `<Echo xmlns="${SHOP}"${instance}${wrapper}><values${values}/></Echo>`
    expect(decode(xml('', ' xsi:type="Values"'))).toEqual({ values: { pair: [] } })
    expect(faultOf(() => decode(xml('', ' xsi:type="Order"'))).text).toContain('xsi:type names another type')
    expect(faultOf(() => decode(xml(' xsi:type="Echo"', ''))).text).toContain('Echo: xsi:type names another type')
  })

  test.each(['true', 'false', '1'])('xsi:nil="%s" is refused, since nothing is nillable', (nil) => {
    const fault = faultOf(() => decodeValue('text', '', `${instance} xsi:nil="${nil}"`))
    expect(fault.text).toBe('Echo/values/text: xsi:nil is not allowed; leave out what has no value')
  })
})

describe('the value in a message', () => {
  test('is cut, and stands in one line', () => {
    const fault = faultOf(() => decodeValue('color', `a\nb\tc${'d'.repeat(100)}`))
    expect(fault.text).toBe(`Echo/values/color: 'a b c${'d'.repeat(52)}...' is not one of RED, GREEN`)
  })

  test.each(['ticketId', 'file'])('is not shown where it may be a secret (%s)', (field) => {
    const secret = 'S'.repeat(field === 'file' ? 100_001 : 65)
    const xml =
      field === 'file' ? echo(`<file>${secret}</file>`) : order(`<customer>C</customer><ticketId>${secret}</ticketId>`)
    const { text } = faultOf(() => decode(xml))
    expect(text).toMatch(/: the value is longer than \d+ characters$/)
    expect(text).not.toContain('SS')
  })
})
