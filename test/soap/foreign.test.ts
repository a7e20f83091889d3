import { readFileSync } from 'node:fs'
import { type BuiltIn, readBuiltIn } from '../../src/soap/built-in.ts'
import { Violation } from '../../src/soap/problems.ts'
import { faultOf } from './shop.ts'
import { decodeForeign, load, problemOf, TYPEN, WERK, werkWsdl } from './foreign.ts'

const werk = load()
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** A request of Melden with parts of it replaced. */
function melden(parts: Partial<Record<'attributes' | 'kopf' | 'ort' | 'preis' | 'rest', string>> = {}): string {
  const {
    attributes = 'mandant="1"',
    kopf = '<Eilig>true</Eilig><Nummer>007</Nummer>',
    ort = '',
    preis = '<Preis waehrung="EUR">9.90</Preis>',
    rest = '',
  } = parts
  return `<w:Melden xmlns:w="${WERK}" xmlns:t="${TYPEN}" xmlns:xsi="${XSI}" ${attributes}><w:Kopf>${kopf}</w:Kopf>${ort}${preis}${rest}</w:Melden>`
}

test('A request with everything is read, and libxml2 finds it valid too', () => {
  const xml = melden({
    attributes: 'mandant="M &amp; Co" lauf="+3" xsi:schemaLocation="a b"',
    kopf: '<Grund>0A-123</Grund><Nummer> 12 </Nummer><Eilig xsi:nil="true"/>',
    ort: '<t:Ort>Köln</t:Ort>',
    rest: `<Teil nr="-4"><Name>Rad</Name><Farbe>rot</Farbe></Teil><Teil xsi:type="w:FarbTeil"><Name/></Teil>
      <Wert>1.5E3</Wert><Wert xsi:nil="1"/><Am>2027-01-31T12:00:00</Am><Bis>2027-01-31</Bis><Um>12:00:00</Um>
      <Roh>00ff</Roh><Kurz> a  b </Kurz><Byte>255</Byte><Marke> a
      b </Marke>`,
  })
  expect(problemOf(xml)).toBeUndefined()
  expect(decodeForeign(werk, xml)).toEqual({
    '@mandant': 'M & Co',
    '@lauf': '3',
    Kopf: { Nummer: '12', Grund: '0A-123', Eilig: null },
    Ort: 'Köln',
    Preis: { '#text': '9.90', '@waehrung': 'EUR' },
    Teil: [{ '@nr': '-4', Name: 'Rad', Farbe: 'rot' }, { Name: '' }],
    Wert: ['1.5E3', null],
    Am: '2027-01-31T12:00:00',
    Bis: '2027-01-31',
    Um: '12:00:00',
    Roh: '00FF',
    Kurz: 'a b',
    Byte: '255',
    Marke: 'a b',
  })
})

test('A bare element with a value is a request too', () => {
  expect(decodeForeign(werk, `<Frage xmlns="${WERK}">abc</Frage>`)).toEqual({ '#text': 'abc' })
  expect(werk.wrappers.get('Frage')?.name).toBe('Fragen')
})

test.each([
  ['an attribute is missing', melden({ attributes: '' }), 'the attribute mandant is missing'],
  [
    'an attribute is not declared',
    melden({ attributes: 'mandant="1" fremd="2"' }),
    'the attribute fremd is not expected',
  ],
  ['an attribute has another type', melden({ attributes: 'mandant="1" lauf="x"' }), "'x' is not a whole number"],
  [
    'an attribute of the WSDL may not be there',
    melden({ attributes: 'mandant="1" alt="2"' }),
    'the attribute alt is not expected',
  ],
  [
    'of any order something is missing',
    melden({ kopf: '<Nummer>1</Nummer>' }),
    'Melden/Kopf/Eilig: the element is missing',
  ],
  [
    'of any order something stands twice',
    melden({ kopf: '<Nummer>1</Nummer><Nummer>1</Nummer>' }),
    'Melden/Kopf/Nummer: the element stands twice',
  ],
  ['of any order something is strange', melden({ kopf: '<Nix/>' }), 'Melden/Kopf/Nix: the element is not expected'],
  [
    'an unqualified element is qualified',
    melden({ kopf: '<w:Nummer>1</w:Nummer>' }),
    'Melden/Kopf/Nummer: the element is not in no namespace',
  ],
  [
    'a qualified element is not',
    melden({ ort: '<Ort>a</Ort>' }),
    `Melden/Ort: the element is not in the namespace ${TYPEN}`,
  ],
  ['nil is not allowed', melden({ ort: '<t:Ort xsi:nil="true"/>' }), 'xsi:nil is not allowed'],
  [
    'what is nil has a value',
    melden({ preis: '<Preis xsi:nil="true" waehrung="EUR">1</Preis>' }),
    'Melden/Preis: is nil and must be empty',
  ],
  [
    'a number is too small',
    melden({ kopf: '<Nummer>0</Nummer><Eilig>0</Eilig>' }),
    "Melden/Kopf/Nummer: '0' is less than 1",
  ],
  [
    'a pattern does not match',
    melden({ kopf: '<Grund>0A-12</Grund><Nummer>1</Nummer><Eilig>0</Eilig>' }),
    'does not match the pattern',
  ],
  ['there are too many digits', melden({ preis: '<Preis waehrung="EUR">12345.67</Preis>' }), 'has more than 6 digits'],
  [
    'there are too many decimal places',
    melden({ preis: '<Preis waehrung="EUR">1.234</Preis>' }),
    'has more than 2 decimal places',
  ],
  ['a price is negative', melden({ preis: '<Preis waehrung="EUR">-1</Preis>' }), 'is less than 0'],
  ['there are too many', melden({ rest: '<Teil><Name/></Teil>'.repeat(4) }), 'Melden/Teil: at most 3 are allowed'],
  ['a byte is none', melden({ rest: '<Byte>256</Byte>' }), "'256' is more than 255"],
  ['a time is none', melden({ rest: '<Um>25:00:00</Um>' }), 'is not a time'],
  ['a moment is none', melden({ rest: '<Am>2027-02-30T12:00:00</Am>' }), 'is not a moment of the calendar'],
  ['bytes are none', melden({ rest: '<Roh>0</Roh>' }), 'is not hexadecimal'],
  ['a text is too short', melden({ rest: '<Kurz>a</Kurz>' }), 'is shorter than 2 characters'],
])('Refused, also by libxml2: %s', (_what, xml, text) => {
  expect(faultOf(() => decodeForeign(werk, xml)).text).toContain(text)
  expect(problemOf(xml)).toBeDefined()
})

test('What may never be there is not expected', () => {
  const xml = melden({ rest: '<Nie/>' })
  expect(faultOf(() => decodeForeign(werk, xml)).text).toContain('Melden/Nie: the element is not expected')
})

test('A type that another one is derived from may not take its place', () => {
  const xml = melden({ rest: '<Teil xsi:type="w:Teil"><Name/></Teil>' })
  expect(faultOf(() => decodeForeign(werk, xml)).text).toContain('xsi:type names another type than the WSDL')
})

test('Answers are written as their schemas want them', () => {
  const { encodeAnswer, encodeFaults } = werk.operations.get('Melden')!
  const full = encodeAnswer({
    Teil: [{ '@nr': '1', Name: 'a < b', Farbe: 'rot' }, { Name: '' }],
    Preis: { '#text': '1.50', '@waehrung': '"&' },
    Ort: 'Köln',
  })
  const least = encodeAnswer({ Preis: { '#text': '0', '@waehrung': '' }, Ort: '' })
  for (const xml of [full, least, encodeFaults.get('Fehler')!({ Text: 'x' })]) expect(problemOf(xml)).toBeUndefined()
  expect(full).toContain('<Teil nr="1"><Name>a &lt; b</Name><Farbe>rot</Farbe></Teil><Teil><Name></Name></Teil>')
  expect(full).toContain('<Preis waehrung="&#34;&amp;">1.50</Preis><n1:Ort>Köln</n1:Ort>')
  expect(werk.operations.get('Fragen')!.encodeAnswer({ '#text': 'ja & nein' })).toContain('>ja &amp; nein</n0:Antwort>')
})

test.each([
  ['what must be there is missing', { Preis: { '#text': '1', '@waehrung': 'EUR' } }, 'Ort: is missing'],
  ['what must have attributes is nil', { Preis: null, Ort: '' }, 'Preis: is not an object'],
  ['an attribute is missing', { Preis: { '#text': '1' }, Ort: '' }, 'the attribute waehrung is missing'],
  ['a value is none', { Preis: { '#text': 'viel', '@waehrung': 'EUR' }, Ort: '' }, 'is not a decimal'],
  ['it is no structure', 'Text', 'is not an object'],
])('An answer is not written when %s', (_what, value, text) => {
  expect(() => werk.operations.get('Melden')!.encodeAnswer(value)).toThrow(text)
})

test('The file is served with our address, and names its schemas below it', () => {
  const served = load(werkWsdl.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>')).wsdl(
    '1.1',
    'https://a.example/x?a=1&b=$1',
  )
  expect(served).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/)
  expect(served.match(/<\w+:address location="[^"]*"/g)).toEqual([
    '<soap:address location="https://a.example/x?a=1&amp;b=$1"',
    '<soap12:address location="https://a.example/x?a=1&amp;b=$1"',
    '<http:address location="https://a.example/x?a=1&amp;b=$1"',
  ])
  expect(werk.wsdl('1.1', 'https://a.example/werk')).toContain(
    'schemaLocation="https://a.example/werk/teile/preis.xsd"',
  )
  expect([...werk.files.keys()]).toEqual(['teile/preis.xsd'])
})

test('An action that all operations share says nothing, and their names do', () => {
  expect(werk.actions.size).toBe(0)
  expect(load(werkWsdl, { wanted: ['Fragen'] }).actions).toEqual(new Map([['urn:alle', 'Fragen']]))
})

const refused: [string, string | RegExp, string, string][] = [
  ['an encoded message', '<soap:body use="literal"/>', '<soap:body use="encoded"/>', 'SOAP section 5 encoding'],
  ['a choice', '<xsd:element name="Nie"', '<xsd:choice/><xsd:element name="Nie"', '<choice> is not supported here'],
  ['any element', '<xsd:element name="Nie"', '<xsd:any/><xsd:element name="Nie"', '<any> is not supported here'],
  [
    'a default',
    'name="Bis" type="xsd:date"',
    'name="Bis" default="2027-01-01" type="xsd:date"',
    'the attribute default is not supported here',
  ],
  [
    'an unknown built-in type',
    'type="xsd:time"',
    'type="xsd:duration"',
    'the type xsd:duration is not supported; supported are string',
  ],
  ['an unknown type', 'type="tns:Grund"', 'type="tns:Fehlt"', 'there is no type {urn:test:werk}Fehlt in the schemas'],
  [
    'an unknown element',
    'ref="t:Ort" minOccurs="0"',
    'ref="t:Fehlt"',
    'there is no element {urn:test:typen}Fehlt in the schemas',
  ],
  ['an unknown message', 'message="tns:MeldenIn"', 'message="tns:Fehlt"', 'there is no message Fehlt'],
  [
    'a recursion',
    '<xsd:element name="Name" type="xsd:string"/>',
    '<xsd:element name="Name" type="tns:FarbTeil"/>',
    'holds itself',
  ],
  [
    'an abstract type',
    '<xsd:complexType name="FarbTeil">',
    '<xsd:complexType name="FarbTeil" abstract="true">',
    'an abstract type is not supported',
  ],
  [
    'mixed content',
    '<xsd:complexType name="Teil">',
    '<xsd:complexType name="Teil" mixed="true">',
    'mixed content is not supported',
  ],
  [
    'a restriction of a structure',
    /<xsd:extension base="tns:Teil">[\s\S]*?<\/xsd:extension>/,
    '<xsd:restriction base="tns:Teil"/>',
    'a restriction of a complex type',
  ],
  ['a field twice', 'name="Byte"', 'name="Wert"', 'the field Wert stands twice'],
  [
    'a repeated sequence',
    '<xsd:sequence>\n              <xsd:element name="Am"',
    '<xsd:sequence minOccurs="0">\n              <xsd:element name="Am"',
    'minOccurs is not supported on a sequence',
  ],
  [
    'a list in all',
    'type="xsd:positiveInteger"/>',
    'type="xsd:positiveInteger" maxOccurs="2"/>',
    'a list cannot stand in all',
  ],
  ['a name of JavaScript', 'name="Nie"', 'name="constructor"', 'this name is not supported'],
  ['a pattern that can run away', '[\\dA-F]{2}-\\d{3}', '(a+)+', 'the pattern (a+)+ is not supported'],
  [
    'a range of days',
    '<xsd:restriction base="xsd:string"><xsd:enumeration',
    '<xsd:restriction base="xsd:date"><xsd:minInclusive value="2027-01-01"/><xsd:enumeration',
    'minInclusive is not supported for date',
  ],
  [
    'a list type',
    /<xsd:simpleType name="Farbe">[\s\S]*?<\/xsd:simpleType>/,
    '<xsd:simpleType name="Farbe"><xsd:list itemType="xsd:int"/></xsd:simpleType>',
    'it must hold exactly one <restriction>',
  ],
  ['a schema of somewhere else', 'teile/preis.xsd', 'http://a.example/preis.xsd', 'must be a file beside the WSDL'],
  ['a schema above it', 'teile/preis.xsd', '../preis.xsd', 'must be a file beside the WSDL'],
  ['a schema file that is missing', 'teile/preis.xsd', 'teile/fehlt.xsd', 'fehlt.xsd'],
  [
    'an import of WSDLs',
    '<wsdl:types>',
    '<wsdl:import namespace="a" location="b"/><wsdl:types>',
    'wsdl:import is not supported',
  ],
  ['a required extension', 'wsdl:required="false"', 'wsdl:required="true"', '<UsingPolicy>: the extension is required'],
  ['no answer', '<wsdl:output message="tns:FrageOut"/>', '', 'without request or without answer'],
  ['no SOAP port', /<wsdl:service[\s\S]*<\/wsdl:service>/, '', 'it has no SOAP port; it has none'],
  [
    'several ports',
    '<wsdl:port name="WerkSoap12"',
    '<wsdl:port name="Zwei" binding="tns:WerkSoap"><soap:address location="b"/></wsdl:port><wsdl:port name="WerkSoap12"',
    'it has several ports (WerkSoap, Zwei, WerkSoap12)',
  ],
  [
    'operations that nothing tells apart',
    'element="tns:Frage"/>',
    'element="tns:Melden"/>',
    'both begin with <Melden>',
  ],
  [
    'overloading',
    '<wsdl:operation name="Fragen">\n      <wsdl:input message',
    '<wsdl:operation name="Melden">\n      <wsdl:input message',
    'overloading is not supported',
  ],
  [
    'two parts',
    '<wsdl:part name="body" element="tns:Frage"/>',
    '<wsdl:part name="body" element="tns:Frage"/><wsdl:part name="b" element="tns:Frage"/>',
    'must have one part',
  ],
  [
    'a part with a type',
    '<wsdl:part name="body" element="tns:Frage"/>',
    '<wsdl:part name="body" type="tns:Kurz"/>',
    'must name an element',
  ],
  ['a DTD', '<wsdl:definitions', '<!DOCTYPE a><wsdl:definitions', 'DTD'],
  [
    'a qualified attribute',
    '<xsd:attribute name="lauf"',
    '<xsd:attribute form="qualified" name="lauf"',
    'a qualified attribute is not supported',
  ],
  ['qualified attributes', 'id="werk"', 'attributeFormDefault="qualified"', 'qualified attributes are not supported'],
  [
    'an attribute that is a structure',
    '<xsd:attribute name="nr" type="xsd:short"/>',
    '<xsd:attribute name="nr" type="tns:Kind"/></xsd:complexType><xsd:complexType name="Kind"><xsd:sequence/>',
    'an attribute must be of a simple type',
  ],
  [
    'a type twice',
    '<xsd:simpleType name="Farbe">',
    '<xsd:simpleType name="Grund"><xsd:restriction base="xsd:int"/></xsd:simpleType><xsd:simpleType name="Farbe">',
    'it is defined twice',
  ],
  [
    'a structure that extends a value',
    '<xsd:extension base="tns:Teil">',
    '<xsd:extension base="tns:Kurz">',
    'the base must be a complex type',
  ],
  [
    'an extension by all',
    /<xsd:extension base="tns:Teil">\s*<xsd:sequence>(.*?)<\/xsd:sequence>/,
    '<xsd:extension base="tns:Teil"><xsd:all/>',
    'only sequences can be extended',
  ],
  [
    'a value that restricts a structure',
    '<xsd:restriction base="xsd:string"><xsd:enumeration',
    '<xsd:restriction base="tns:Teil"><xsd:enumeration',
    'the base must be a simple type',
  ],
  [
    'a text of a structure',
    '<xsd:complexContent>\n          <xsd:extension base="tns:Teil">\n            <xsd:sequence><xsd:element name="Farbe" type="tns:Farbe" minOccurs="0"/></xsd:sequence>\n          </xsd:extension>\n        </xsd:complexContent>',
    '<xsd:simpleContent><xsd:extension base="tns:Teil"/></xsd:simpleContent>',
    'the base must hold a text',
  ],
  [
    'an abstract element',
    '<xsd:element name="Ort"',
    '<xsd:element abstract="true" name="Ort"',
    'an abstract element is not supported',
  ],
  [
    'an element that holds itself',
    '<xsd:element name="Ort" type="xsd:string"/>',
    '<xsd:element name="Ort"><xsd:complexType><xsd:sequence><xsd:element ref="t:Ort"/></xsd:sequence></xsd:complexType></xsd:element>',
    'it holds itself',
  ],
  ['a count that is none', 'maxOccurs="3"', 'maxOccurs="viele"', 'maxOccurs="viele" is not a number'],
  [
    'a length that is none',
    '<xsd:maxLength value="5"/>',
    '<xsd:maxLength value="-1"/>',
    'maxLength="-1" is not a number',
  ],
  [
    'an operation without binding',
    /<wsdl:operation name="Fragen">\s*<soap:operation[\s\S]*?<\/wsdl:operation>/,
    '',
    'the operation has no binding',
  ],
  ['a binding that there is not', 'binding="tns:WerkSoap">', 'binding="tns:Fehlt">', 'there is no binding Fehlt'],
  ['another root', /wsdl:definitions/g, 'wsdl:types', 'the root must be wsdl:definitions'],
  [
    'a schema that is no schema',
    /<xsd:include schemaLocation="teile\/preis.xsd"\/>/,
    '<xsd:include schemaLocation="werk.wsdl"/>',
    'werk.wsdl: <definitions name="Werk">: it is no XML schema',
  ],
  [
    'a schema of another namespace',
    'targetNamespace="urn:test:typen" elementFormDefault="qualified">\n      <xsd:include schemaLocation="teile/preis.xsd"/>',
    'targetNamespace="urn:test:typen"><xsd:include schemaLocation="teile/anders.xsd"/>',
    'it is included into the namespace urn:test:typen but has urn:anders',
  ],
]

test.each(refused)('A WSDL is refused that has %s', (_what, find, replacement, text) => {
  const changed = werkWsdl.replace(find, () => replacement)
  expect(changed).not.toBe(werkWsdl)
  expect(() => load(changed)).toThrow(text)
})

test('What no wanted operation needs may be as it likes', () => {
  const changed = werkWsdl.replace('type="xsd:time"', 'type="xsd:duration"')
  expect([...load(changed, { wanted: ['Fragen'] }).operations.keys()]).toEqual(['Fragen'])
})

test('A port can be named', () => {
  expect(() => load(werkWsdl, { port: 'Fehlt' })).toThrow('it has no SOAP port Fehlt; it has WerkSoap, WerkSoap12')
  expect(load(werkWsdl, { port: 'WerkSoap' }).service).toBe('Werk')
})

const lizenz = readFileSync('examples/facade/lizenz.wsdl', 'latin1')
const LIZ = 'http://lizenz.muster.example/2009/auftrag'

describe('rpc/literal', () => {
  const service = load(lizenz)

  test('has a wrapper in its namespace, and parts without one', () => {
    const request = `<l:LizenzVerlaengern xmlns:l="${LIZ}"><lizenzNummer>1</lizenzNummer><gueltigBis>20271231</gueltigBis><sachbearbeiter/></l:LizenzVerlaengern>`
    expect(decodeForeign(service, request)).toEqual({ lizenzNummer: '1', gueltigBis: '20271231', sachbearbeiter: '' })
    const { encodeAnswer } = service.operations.get('LizenzVerlaengern')!
    expect(encodeAnswer({ rueckgabe: { Code: '7', Text: null } })).toContain(
      '<rueckgabe><Code>7</Code><Text xsi:nil="true"/></rueckgabe></n0:LizenzVerlaengernResponse>',
    )
    expect(service.actions.get('http://lizenz.muster.example/AuftragLesen')).toBe('AuftragLesen')
  })

  test('takes the namespace of the WSDL where the binding has none, and the parts that it names', () => {
    const changed = lizenz
      .replaceAll(` namespace="${LIZ}"/></input>`, '/></input>')
      .replace('<input><soap:body use="literal"/>', '<input><soap:body parts="auftrag" use="literal"/>')
    const { input } = load(changed).operations.get('AuftragAnlegen')!.model
    expect([input.namespace, input.type.fields.map(({ name }) => name)]).toEqual([LIZ, ['auftrag']])
  })

  test.each([
    [
      'type="liz:Datum"/>\n  </message>',
      'element="liz:AuftragFehler"/>\n  </message>',
      'an rpc/literal part must name a type',
    ],
    ['<part name="mandant" type', '<part name="toString" type', 'this name is not supported'],
  ])('is refused with %s as %s', (find, replacement, text) => {
    const message = '<message name="StammdatenAbgleichAnfrage"><part name="stand" type="liz:Datum"/></message>'
    const spread = message.replace('><part', '>\n    <part').replace('/></message>', '/>\n  </message>')
    const changed = lizenz.replace(message, spread).replace(find, replacement)
    expect(() => load(changed)).toThrow(text)
  })
})

test('A WSDL for SOAP 1.2 alone is served too', () => {
  const only12 = lizenz.replace('http://schemas.xmlsoap.org/wsdl/soap/', 'http://schemas.xmlsoap.org/wsdl/soap12/')
  expect(load(only12).names).toHaveLength(5)
})

describe('Values of built-in types have one spelling', () => {
  test.each<[BuiltIn, string, string]>([
    ['normalizedString', 'a\tb\n', 'a b '],
    ['language', ' de-CH ', 'de-CH'],
    ['NMTOKEN', ' a:1 ', 'a:1'],
    ['NCName', ' a1 ', 'a1'],
    ['ID', 'x', 'x'],
    ['anyURI', ' http://a/ b ', 'http://a/ b'],
    ['boolean', ' 1 ', 'true'],
    ['decimal', '+01.50', '1.50'],
    ['float', '+1.5e-3', '1.5e-3'],
    ['integer', '-000', '0'],
    ['nonPositiveInteger', '0', '0'],
    ['negativeInteger', '-1', '-1'],
    ['unsignedLong', '18446744073709551615', '18446744073709551615'],
    ['date', ' 2027-01-31+01:00 ', '2027-01-31+01:00'],
    ['base64Binary', ' AA == ', 'AA=='],
  ])('%s %j', (builtIn, text, value) => {
    expect(readBuiltIn(builtIn, text)).toBe(value)
  })

  test.each<[BuiltIn, string]>([
    ['language', 'deutschland'],
    ['NMTOKEN', 'a b'],
    ['NCName', 'a:b'],
    ['ID', '1'],
    ['float', 'NaN'],
    ['nonPositiveInteger', '1'],
    ['negativeInteger', '0'],
    ['unsignedLong', '18446744073709551616'],
    ['integer', '9'.repeat(65)],
  ])('%s is not %j', (builtIn, text) => {
    expect(() => readBuiltIn(builtIn, text)).toThrow(Violation)
  })
})
