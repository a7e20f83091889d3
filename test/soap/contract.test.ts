import { shop, SHOP, shopWsdl } from './shop.ts'

test('a contract tells its operations, which of them write, and what they do', () => {
  expect(shop.service).toBe('Shop')
  expect(shop.namespace).toBe(SHOP)
  expect(
    [...shop.operations.values()].map(({ name, isWrite, documentation }) => [name, isWrite, documentation]),
  ).toEqual([
    ['PlaceOrder', true, 'Places an order. Faults: ITEM_UNKNOWN.'],
    ['Echo', false, 'Gives back what it gets.'],
  ])
})

test('the model keeps the order of the file, the documentation and every restriction', () => {
  const { types } = shop.model
  const order = types.find(({ name }) => name === 'Order')!
  expect(order).toMatchObject({ kind: 'complex', documentation: 'An order.' })
  expect(order.kind === 'complex' && order.fields[0]).toMatchObject({
    name: 'customer',
    minOccurs: 1,
    maxOccurs: 1,
    documentation: 'Who buys. Example: Ada',
  })
  expect(types.find(({ name }) => name === 'ShortName')).toMatchObject({
    bases: ['NameText'],
    facets: { minLength: 2, maxLength: 4 },
  })
})

describe('the served file', () => {
  const address = 'https://licenses.example/soap/shop?a=1&b="$1"'

  test('differs from the file only in its address', () => {
    const served = shop.wsdl('1.1', address)
    const expected = 'location="https://licenses.example/soap/shop?a=1&amp;b=&#34;$1&#34;"'
    expect(served).toBe(shopWsdl.replace('location="http://127.0.0.1/soap/shop"', () => expected))
  })

  test('has one SOAP 1.2 binding when asked for that', () => {
    const served = shop.wsdl('1.2', address)
    expect(served).toContain('xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/"')
    expect(served).toContain('<wsdl:binding name="ShopSoap12" type="tns:Shop">')
    expect(served).toContain('<wsdl:port name="ShopPort" binding="tns:ShopSoap12">')
    expect(served).not.toMatch(/Soap11|wsdl\/soap\//)
    expect(served).toContain('transport="http://schemas.xmlsoap.org/soap/http"')
  })
})
