import { loadContract } from '../../src/soap/contract.ts'
import { shopWsdl } from './shop.ts'

/** The file with one piece replaced, which must be there. */
function changed(what: string | RegExp, by: string): string {
  const text = shopWsdl.replace(what, () => by)
  if (text === shopWsdl) throw new Error(`${String(what)} is not in the file`)
  return text
}

const field = '<xsd:element name="comment" type="xsd:string" minOccurs="0"/>'
const color = /<xsd:restriction base="xsd:string">\s*<xsd:enumeration value="RED"\/>/

describe('a schema is refused when', () => {
  test.each([
    ['it is no WSDL', '<a/>', '<a>: the root must be wsdl:definitions'],
    [
      'its root is unknown',
      changed(/wsdl:definitions/g, 'wsdl:description'),
      '<description name="Shop">: the root must be wsdl:definitions',
    ],
    ['something follows it', `${shopWsdl}<a/>`, 'something follows the root element'],
    [
      'it imports',
      changed('<wsdl:types>', '<wsdl:import namespace="a" location="b"/><wsdl:types>'),
      '<import> is not supported here',
    ],
    [
      'a schema imports',
      changed('<xsd:element name="PlaceOrder">', '<xsd:import namespace="a"/><xsd:element name="PlaceOrder">'),
      '<schema>: <import> is not supported here',
    ],
    [
      'it has two schemas',
      changed('</wsdl:types>', '<xsd:schema/></wsdl:types>'),
      '<types>: it must hold exactly one <schema>, not 2',
    ],
    [
      'the schema has another namespace',
      changed('<xsd:schema targetNamespace="urn:test:shop:v1"', '<xsd:schema targetNamespace="urn:other"'),
      'it must have the namespace of the WSDL',
    ],
    [
      'children are not qualified',
      changed('elementFormDefault="qualified"', 'elementFormDefault="unqualified"'),
      'elementFormDefault must be "qualified"',
    ],
    ['a choice stands in a sequence', changed(field, '<xsd:choice/>'), '<sequence>: <choice> is not supported here'],
    [
      'a type has no sequence',
      changed(
        /<xsd:complexType name="Licenses">[\s\S]*?<\/xsd:complexType>/,
        '<xsd:complexType name="Licenses"><xsd:all/></xsd:complexType>',
      ),
      '<complexType name="Licenses">: it must hold exactly one <sequence>, not 0',
    ],
    [
      'a type has an attribute',
      changed(
        /(?<=<xsd:complexType name="Licenses">[\s\S]*?<\/xsd:sequence>)/,
        '<xsd:attribute name="x" type="xsd:string"/>',
      ),
      '<complexType name="Licenses">: <attribute> is not supported here',
    ],
    [
      'a type is mixed',
      changed('<xsd:complexType name="Licenses">', '<xsd:complexType name="Licenses" mixed="true">'),
      'the attribute mixed is not supported here',
    ],
    [
      'an element is nillable',
      changed(field, field.replace('minOccurs', 'nillable="true" minOccurs')),
      'the attribute nillable is not supported here',
    ],
    [
      'an element has a default',
      changed(field, field.replace('minOccurs', 'default="x" minOccurs')),
      'the attribute default is not supported here',
    ],
    [
      'an element refers to another',
      changed(field, '<xsd:element ref="tns:Echo"/>'),
      '<element>: the attribute name is missing',
    ],
    [
      'an element has a nameless type',
      changed(field, '<xsd:element name="comment"><xsd:simpleType/></xsd:element>'),
      'the attribute type is missing',
    ],
    [
      'a field stands twice',
      changed(field, '<xsd:element name="customer" type="xsd:string"/>'),
      'the field customer stands twice in Order',
    ],
    [
      'a field is called like a part of JavaScript',
      changed(field, '<xsd:element name="constructor" type="xsd:string"/>'),
      'JavaScript has another meaning for this name',
    ],
    [
      'maxOccurs is 0',
      changed(field, field.replace('minOccurs="0"', 'minOccurs="0" maxOccurs="0"')),
      'minOccurs 0 and maxOccurs 0 do not go together',
    ],
    [
      'minOccurs is more than maxOccurs',
      changed(field, field.replace('minOccurs="0"', 'minOccurs="2"')),
      'minOccurs 2 and maxOccurs 1 do not go together',
    ],
    [
      'minOccurs is unbounded',
      changed(field, field.replace('minOccurs="0"', 'minOccurs="unbounded" maxOccurs="unbounded"')),
      'minOccurs Infinity and maxOccurs Infinity',
    ],
    [
      'minOccurs is no number',
      changed(field, field.replace('minOccurs="0"', 'minOccurs="-1"')),
      'minOccurs="-1" is not a number',
    ],
    [
      'a scalar is not supported',
      changed(field, field.replace('xsd:string', 'xsd:float')),
      'the type {http://www.w3.org/2001/XMLSchema}float is not supported',
    ],
    [
      'a type is not declared',
      changed(field, field.replace('xsd:string', 'tns:Nothing')),
      'there is no type Nothing in this schema',
    ],
    [
      'a prefix is not declared',
      changed(field, field.replace('xsd:string', 'abc:string')),
      'type="abc:string" is not a name with a declared prefix',
    ],
    [
      'a type holds itself',
      changed(field, '<xsd:element name="next" type="tns:Order"/>'),
      'the type Order holds itself: Order',
    ],
    [
      'a type stands twice',
      changed(
        '<xsd:complexType name="Licenses">',
        '<xsd:complexType name="Order"><xsd:sequence/></xsd:complexType><xsd:complexType name="Licenses">',
      ),
      'the name Order is used twice',
    ],
    [
      'a simple type is a list',
      changed(/(?<=<xsd:simpleType name="IdText">)[\s\S]*?(?=<\/xsd:simpleType>)/, '<xsd:list itemType="xsd:int"/>'),
      'it must hold exactly one <restriction>, not 0',
    ],
    [
      'a simple type restricts a complex one',
      changed(color, '<xsd:restriction base="tns:Order"><xsd:enumeration value="RED"/>'),
      'the base must be a simple type',
    ],
    [
      'a simple type restricts what is not supported',
      changed(color, '<xsd:restriction base="xsd:token"><xsd:enumeration value="RED"/>'),
      'token is not supported',
    ],
    [
      'a facet is not supported',
      changed('<xsd:maxLength value="64"/>', '<xsd:whiteSpace value="collapse"/>'),
      '<restriction>: <whiteSpace> is not supported here',
    ],
    [
      'a facet does not suit its scalar',
      changed(color, '<xsd:restriction base="xsd:int"><xsd:enumeration value="1"/>'),
      'enumeration is not supported for int',
    ],
    [
      'a facet stands twice',
      changed('<xsd:maxLength value="64"/>', '<xsd:maxLength value="64"/><xsd:maxLength value="65"/>'),
      'maxLength stands twice',
    ],
    [
      'a length is no number',
      changed('<xsd:maxLength value="64"/>', '<xsd:maxLength value="many"/>'),
      'maxLength="many" is not a length',
    ],
    [
      'a range is no value of its type',
      changed('<xsd:maxInclusive value="99.95"/>', '<xsd:maxInclusive value="much"/>'),
      'is not a decimal',
    ],
    [
      'a pattern could run away',
      changed('value="x+"', 'value="x+x+x+x+x+"'),
      'the pattern ([A-Z]{2}(-[0-9]{2}){2})|(x+x+x+x+x+) is not supported: 6 free choices and maxLength 20 can take too long',
    ],
    [
      'a wrapper is a simple type',
      changed(
        '<xsd:element name="ServiceFault" type="tns:FaultInfo"/>',
        '<xsd:element name="ServiceFault" type="tns:IdText"/>',
      ),
      'a global element must be of a complex type',
    ],
    [
      'an element is documented twice',
      changed(field, field.replace('/>', '><xsd:annotation/><xsd:annotation/></xsd:element>')),
      '<element name="comment">: it must hold at most one <annotation>, not 2',
    ],
    [
      'an attribute is of another namespace',
      changed(field, field.replace('/>', ' wsdl:arrayType="x"/>')),
      'the attribute {http://schemas.xmlsoap.org/wsdl/}arrayType is not supported here',
    ],
  ])('%s', (_, wsdl, message) => {
    expect(() => loadContract(wsdl)).toThrow(message)
  })
})
