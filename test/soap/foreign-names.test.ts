import { readFileSync } from 'node:fs'
import { load } from './foreign.ts'

const wsdl = readFileSync('examples/facade/lizenz.wsdl', 'latin1')

function changed(...edits: readonly [find: string, replacement: string][]): string {
  return edits.reduce((text, [find, replacement]) => {
    expect(text).toContain(find)
    return text.replace(find, () => replacement)
  }, wsdl)
}

test.each(['__proto__', 'constructor', 'toString'])('No field is called %s, by reference neither', (name) => {
  const remark = '<xs:element name="Bemerkung" type="xs:string" nillable="true"/>'
  const own = changed([remark, `<xs:element name="${name}" type="xs:string"/>`])
  expect(() => load(own)).toThrow('this name is not supported')
  const global = '<xs:element name="AuftragFehler">'
  const referred = changed(
    [remark, `<xs:element ref="liz:${name}"/>`],
    [global, `<xs:element name="${name}" type="xs:string"/>${global}`],
  )
  expect(() => load(referred)).toThrow('<element>: this name is not supported')
})

test.each<[string, string]>([
  ['<message name="AuftragLesenAnfrage">', '<message name="AuftragLesenAnfrage"/>'],
  ['<portType name="LizenzService">', '<portType name="LizenzService"/>'],
  ['<binding name="LizenzSoap" type="liz:LizenzService">', '<binding name="LizenzSoap" type="liz:LizenzService"/>'],
  ['<operation name="AuftragLesen">\n      <soap:operation', '<operation name="AuftragLesen"/>'],
  ['<part name="mandant" type="xs:string"/>', '<part name="mandant" type="xs:int"/>'],
])('Nobody could say which of two is meant: %s', (first, second) => {
  expect(() => load(changed([first, `${second}${first}`]))).toThrow('it is defined twice')
})

test('Truth is also written as 1', () => {
  const type = '<xs:complexType name="Position">'
  for (const name of ['mixed', 'abstract']) {
    expect(() => load(changed([type, type.replace('>', ` ${name}="1">`)]))).toThrow('is not supported')
  }
  const nillable = 'name="Text" type="xs:string" nillable="'
  const contract = load(changed([`${nillable}true"`, `${nillable}1"`]))
  const answer = { rueckgabe: { Code: '0', Text: null } }
  expect(contract.operations.get('LizenzVerlaengern')?.encodeAnswer(answer)).toContain('<Text xsi:nil="true"/>')
})
