import { loadContract } from '../../src/soap/contract.ts'
import { defaultLimits } from '../../src/soap/limits.ts'
import { XmlReader } from '../../src/soap/reader.ts'
import { echo, faultOf, shopWsdl } from './shop.ts'

test('a type with one pattern takes what matches it, and a type with two what matches either', () => {
  const one = shopWsdl.replace('<xsd:pattern value="x+"/>', '')
  expect(one).not.toBe(shopWsdl)
  const read = (wsdl: string, code: string) => {
    const reader = new XmlReader(echo(`<code>${code}</code>`), defaultLimits)
    reader.root()
    return loadContract(wsdl).operations.get('Echo')?.decode(reader)
  }
  expect(read(one, 'AB-12-34')).toMatchObject({ values: { code: 'AB-12-34' } })
  expect(read(shopWsdl, 'xx')).toMatchObject({ values: { code: 'xx' } })
  expect(faultOf(() => read(one, 'xx'))).toMatchObject({ code: 'INVALID_REQUEST', field: 'values/code' })
})
