import type { Field, Wsdl } from './reading.ts'
import type { Rule } from './rule.ts'
import { baseOf } from './wrapper.rules.ts'

/** Everything of XML Schema that a contract may use. */
const allowedTags = [
  'xsd:schema',
  'xsd:element',
  'xsd:complexType',
  'xsd:sequence',
  'xsd:simpleType',
  'xsd:restriction',
  'xsd:enumeration',
  'xsd:minLength',
  'xsd:maxLength',
  'xsd:minInclusive',
  'xsd:maxInclusive',
  'xsd:pattern',
  'xsd:fractionDigits',
  'xsd:totalDigits',
  'xsd:annotation',
  'xsd:documentation',
]
const allowedAttributes: Record<string, readonly string[]> = {
  'xsd:schema': ['targetNamespace', 'elementFormDefault'],
  'xsd:element': ['name', 'type', 'minOccurs', 'maxOccurs'],
  'xsd:complexType': ['name'],
  'xsd:simpleType': ['name'],
  'xsd:restriction': ['base'],
}
const builtIns = ['string', 'int', 'long', 'decimal', 'boolean', 'dateTime', 'base64Binary']
/** The files of a container, and the certificates by which they are verified. */
const fileFields = [
  'contextFile',
  'updateFile',
  'templateFile',
  'credentialFile',
  'certificateFile',
  'blockListFile',
  'leaseFile',
  'proofFile',
]

/** The types: what a generated class looks like. */
export const typeRules: Record<string, Rule> = {
  onlySequences: {
    says: 'only sequences: no attributes, any, choice, all, extension, union, list, group, ref or substitution',
    breaches: ({ root }) =>
      root
        .find('//xsd:schema/descendant-or-self::*')
        .filter((node) => !allowedTags.includes(node.tag))
        .map((node) => `${node.tag} in line ${node.line}`),
    planted: [
      {
        replace: '<xsd:element name="orderLines" type="tns:OrderLines">',
        by: '<xsd:any/><xsd:element name="orderLines" type="tns:OrderLines">',
        breach: /xsd:any /,
      },
      {
        replace: /<xsd:complexType name="Customer">([\s\S]*?)<\/xsd:complexType>/,
        by: '<xsd:complexType name="Customer">$1<xsd:attribute name="vip" type="xsd:string"/></xsd:complexType>',
        breach: /xsd:attribute /,
      },
      {
        replace: /(<xsd:complexType name="Customer">[\s\S]*?)<xsd:sequence>([\s\S]*?)<\/xsd:sequence>/,
        by: '$1<xsd:choice>$2</xsd:choice>',
        breach: /xsd:choice/,
      },
    ],
  },
  noExtras: {
    says: 'no default, fixed, nillable, abstract, mixed, ref, form, substitutionGroup and no soapenc array',
    breaches: ({ root, text }) => [
      ...root.find('//xsd:schema/descendant-or-self::*').flatMap((node) => {
        const known = allowedAttributes[node.tag] ?? ['value']
        return node.attrNames.filter((name) => !known.includes(name)).map((name) => `${name} in line ${node.line}`)
      }),
      ...(/schemas\.xmlsoap\.org\/soap\/encoding|arrayType/.test(text) ? ['soapenc array'] : []),
    ],
    planted: [
      {
        replace: '<xsd:element name="quantity"',
        by: '<xsd:element nillable="true" name="quantity"',
        breach: /nillable/,
      },
      { replace: '<xsd:element name="quantity"', by: '<xsd:element default="1" name="quantity"', breach: /default/ },
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:complexType name="Customer" abstract="true">',
        breach: /abstract/,
      },
      {
        replace: 'xmlns:xsd=',
        by: 'xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd=',
        breach: /soapenc/,
      },
    ],
  },
  namedTypes: {
    says: 'each field has a named type of this file or one of seven built-in ones; no anyType, no anonymous types',
    breaches: (wsdl) => [
      ...wsdl.fields
        .filter(({ type, isBuiltIn }) => {
          return isBuiltIn ? !builtIns.includes(type) : !wsdl.complexTypes.has(type) && !wsdl.simpleTypes.has(type)
        })
        .map(({ owner, name, type }) => `${owner}/${name} has type ${type || 'none'}`),
      ...wsdl.root
        .find(
          '//xsd:element//xsd:element[xsd:complexType or xsd:simpleType] | //xsd:complexType//xsd:complexType | //xsd:complexType//xsd:simpleType',
        )
        .map((node) => `anonymous type in line ${node.line}`),
      ...[...wsdl.simpleTypes]
        .filter(([, { base }]) => !builtIns.includes(base.replace('xsd:', '')))
        .map(([name, { base }]) => `${name} restricts ${base}`),
    ],
    planted: [
      {
        replace: 'name="quantity" type="tns:QuantityNumber"',
        by: 'name="quantity" type="xsd:anyType"',
        breach: /anyType/,
      },
      {
        replace: 'name="quantity" type="tns:QuantityNumber"',
        by: 'name="quantity" type="xsd:unsignedInt"',
        breach: /unsignedInt/,
      },
      {
        replace: 'name="quantity" type="tns:QuantityNumber"',
        by: 'name="quantity" type="tns:Missing"',
        breach: /Missing/,
      },
    ],
  },
  noRecursion: {
    says: 'no type holds itself',
    breaches: (wsdl) => {
      const holds = (type: string, path: readonly string[]): string[] => {
        if (path.includes(type)) return [[...path, type].join(' > ')]
        return (wsdl.complexTypes.get(type) ?? []).flatMap((field) => holds(field.type, [...path, type]))
      }
      return [...wsdl.complexTypes.keys()].flatMap((type) => holds(type, []))
    },
    planted: [
      {
        replace: /<xsd:element name="parameter" type="tns:Parameter"/,
        by: '<xsd:element name="parameter" type="tns:Parameters"',
        breach: /Parameters > Parameters/,
      },
    ],
  },
  lists: {
    says: 'a list is the only field of a type of its own, never a bare repeated element',
    breaches: (wsdl) =>
      wsdl.fields
        .filter(({ max }) => max !== 1)
        .filter(({ owner }) => wsdl.complexTypes.get(owner)?.length !== 1)
        .map(({ owner, name }) => `${owner}/${name} is repeated beside others`),
    planted: [
      {
        replace: 'name="orderLines" type="tns:OrderLines"',
        by: 'name="orderLines" type="tns:OrderLines" maxOccurs="9"',
        breach: /orderLines/,
      },
    ],
  },
  listBounds: {
    says: 'lists have a bound in requests and none in answers; what stands in both has one',
    breaches: (wsdl) => {
      const asked = wsdl.reachable(wsdl.operations)
      const answered = wsdl.reachable([...wsdl.operations.map((name) => `${name}Response`)])
      return wsdl.fields.flatMap(({ owner, name, max }) => {
        if (max === 1) return []
        if (asked.has(owner)) return max === Infinity ? [`${owner}/${name} has no bound in a request`] : []
        return answered.has(owner) && max !== Infinity ? [`${owner}/${name} has a bound in an answer`] : []
      })
    },
    planted: [
      {
        replace: 'type="tns:OrderLine" minOccurs="1" maxOccurs="1000"',
        by: 'type="tns:OrderLine" minOccurs="1" maxOccurs="unbounded"',
        breach: /OrderLines\/orderLine/,
      },
      {
        replace: /(<xsd:element name="\w+" type="tns:\w+" minOccurs="0" maxOccurs=)"unbounded"/,
        by: '$1"300"',
        breach: /bound in an answer/,
      },
    ],
  },
  listsInAnswers: {
    says: 'the list element is always there in answers, even if empty',
    breaches: (wsdl) => {
      const asked = wsdl.reachable(wsdl.operations)
      // What is echoed from a request follows the request; that the server sends it all the same is a test of GetItem.
      return wsdl.fields
        .filter(
          ({ owner, type, min }) => min === 0 && !asked.has(owner) && isList(wsdl, type) && !wsdl.wrappers.has(owner),
        )
        .map(({ owner, name }) => `${owner}/${name} may be absent`)
    },
    planted: [
      {
        replace: 'name="faultDetails" type="tns:FaultDetails"',
        by: 'name="faultDetails" type="tns:FaultDetails" minOccurs="0"',
        breach: /faultDetails/,
      },
    ],
  },
  oneTypePerName: {
    says: 'one field name has one type in a file, "result" aside',
    breaches: (wsdl) => {
      const types = new Map<string, Set<string>>()
      for (const { name, type } of wsdl.fields) types.set(name, (types.get(name) ?? new Set()).add(type))
      return [...types]
        .filter(([name, { size }]) => name !== 'result' && size > 1)
        .map(([name, found]) => `${name} has the types ${[...found].join(', ')}`)
    },
    planted: [
      { replace: 'name="value" type="tns:ValueText"', by: 'name="value" type="tns:NameText"', breach: /^value has/ },
    ],
  },
  complexNames: {
    says: 'a field of a complex type is called as its type in lower camel case, "result" aside',
    breaches: (wsdl) =>
      wsdl.fields
        .filter(({ name, type }) => wsdl.complexTypes.has(type) && name !== 'result' && name !== lowerFirst(type))
        .map(({ owner, name, type }) => `${owner}/${name} is a ${type}`),
    planted: [
      { replace: 'name="customer" type="tns:Customer"', by: 'name="buyer" type="tns:Customer"', breach: /buyer/ },
    ],
  },
  maxLength: {
    says: 'every string and every bytes field has a maxLength, or is one of a closed set',
    breaches: (wsdl) => [
      ...wsdl.fields
        .filter(({ isBuiltIn, type }) => isBuiltIn && ['string', 'base64Binary'].includes(type))
        .map(({ owner, name }) => `${owner}/${name} is a bare string`),
      ...[...wsdl.simpleTypes]
        .filter(([, { base }]) => ['xsd:string', 'xsd:base64Binary'].includes(base))
        .filter(([, { facets }]) => !facets.includes('maxLength') && !facets.includes('enumeration'))
        .map(([name]) => `${name} has no maxLength`),
    ],
    planted: [
      {
        replace: /(<xsd:simpleType name="NameText">[\s\S]*?)<xsd:maxLength value="256"\/>/,
        by: '$1',
        breach: /NameText/,
      },
      { replace: 'name="email" type="tns:EmailText"', by: 'name="email" type="xsd:string"', breach: /email/ },
    ],
  },
  ids: {
    says: 'ids, numbers of documents, serials and files are strings',
    breaches: (wsdl) =>
      wsdl.fields
        .filter(({ name }) => /(Id|Number|Serial|File|Cursor)$/.test(name))
        .filter(({ name }) => !['versionNumber', 'dataNumber'].includes(name))
        .filter(({ type }) => baseOf(wsdl, type) !== 'string')
        .map(({ owner, name }) => `${owner}/${name} is no string`),
    planted: [
      {
        replace: /name="lineNumber" type="tns:LineNumberText"/g,
        by: 'name="lineNumber" type="xsd:int"',
        breach: /lineNumber/,
      },
    ],
  },
  files: {
    says: `files are ${fileFields.join(', ')}, of type FileText`,
    breaches: (wsdl) =>
      wsdl.fields
        .filter(({ name, type }) => name.endsWith('File') || type === 'FileText')
        .filter(({ name, type }) => !fileFields.includes(name) || type !== 'FileText')
        .map(({ owner, name, type }) => `${owner}/${name} is a ${type}`),
    planted: [
      { replace: 'name="email" type="tns:EmailText"', by: 'name="mailFile" type="tns:EmailText"', breach: /mailFile/ },
    ],
  },
  enumerations: {
    says: 'enumerations only in requests and what echoes them (yes/no aside): an answer may say a new word later',
    breaches: (wsdl) => {
      const asked = wsdl.reachable(wsdl.operations)
      const isAsked = ({ owner }: Field) => asked.has(owner) || wsdl.operations.includes(owner)
      // One name has one type, so a field that is asked for somewhere has its closed set everywhere.
      const askedNames = new Set(wsdl.fields.filter(isAsked).map(({ name }) => name))
      return wsdl.fields
        .filter((field) => !isAsked(field) && !askedNames.has(field.name) && field.type !== 'YesNo')
        .filter(({ type }) => wsdl.simpleTypes.get(type)?.facets.includes('enumeration') === true)
        .map(({ owner, name }) => `${owner}/${name} is a closed set in an answer`)
    },
    planted: [
      { replace: /name="outcome" type="tns:\w+"/, by: 'name="outcome" type="tns:ContainerKind"', breach: /outcome/ },
    ],
  },
}

/** A type that only wraps a repeated element. */
function isList(wsdl: Wsdl, type: string): boolean {
  const fields = wsdl.complexTypes.get(type)
  return fields?.length === 1 && fields[0]?.max !== 1
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
