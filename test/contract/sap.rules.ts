import { upperSnake } from './name.rules.ts'
import type { Wsdl } from './reading.ts'
import type { Rule } from './rule.ts'

/** A prefix as SAP asks for one: an underscore only behind the third character. */
export const prefix = 'ZOD_'
const longest = 30

/**
 * What the proxy generation of SAP makes of a WSDL, where the general rules do not say it already. It makes structures of
 * complex types and message elements, data elements of simple types, table types of what repeats, a class of the portType
 * and an exception class of the fault. All their names have 30 characters; longer ones are cut, and what is then the same
 * gets a number, which moves with the next change of the WSDL.
 */
export const sapRules: Record<string, Rule> = {
  sapDictionary: {
    says: `dictionary names of all kinds, with the prefix ${prefix} and cut to 30 characters, are different`,
    breaches: (wsdl) => {
      const names = dictionaryNames(wsdl).map((name) => `${prefix}${name}`.slice(0, longest))
      return names
        .filter((name, index) => names.indexOf(name) < index)
        .map((name) => `${name} would stand for two things`)
    },
    planted: [
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:complexType name="OrderLineTab"/><xsd:complexType name="Customer">',
        breach: /ZOD_ORDER_LINE_TAB/,
      },
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:simpleType name="Customer"/><xsd:complexType name="Customer">',
        breach: /ZOD_CUSTOMER /,
      },
    ],
  },
  sapClasses: {
    says: 'the proxy class, the exception class and the methods keep their whole names',
    breaches: (wsdl) =>
      [
        ...wsdl.root.find('//wsdl:portType').map((node) => `${prefix}CO_${upperSnake(node.attr('name') ?? '')}`),
        ...wsdl.root
          .find('//wsdl:portType//wsdl:fault')
          .map((node) => `${prefix}CX_${upperSnake(node.attr('name') ?? '')}`),
        `${prefix}CX_SERVICE_EXCEPTION`,
        ...wsdl.operations.map(upperSnake),
      ]
        .filter((name) => name.length > longest)
        .map((name) => `${name} is cut`),
    planted: [
      {
        replace: '<wsdl:portType name="Sales">',
        by: '<wsdl:portType name="SalesInterfaceForBackOffices">',
        breach: /BACK_OFFICES is cut/,
      },
    ],
  },
  sapController: {
    says: 'no field is called controller: each generated structure has one of this name of its own',
    breaches: (wsdl) =>
      wsdl.fields
        .filter(({ name }) => name.toLowerCase() === 'controller')
        .map(({ owner, name }) => `${owner}/${name} is SAP's own`),
    planted: [{ replace: 'name="email"', by: 'name="controller"', breach: /controller/ }],
  },
  sapNumc: {
    says: 'no text of digits only by pattern: it becomes NUMC, which fills up with leading zeros',
    breaches: ({ root }) =>
      root
        .find('//xsd:pattern')
        .filter((node) => /^\^?(?:\\d|\[0-9\])(?:[+*]|\{\d+(?:,\d*)?\})?\$?$/.test(node.attr('value') ?? ''))
        .map((node) => `the pattern in line ${node.line} is all digits`),
    planted: [
      {
        replace: /(<xsd:simpleType name="OrderNumberText">[\s\S]*?)<xsd:maxLength/,
        by: '$1<xsd:pattern value="\\d+"/><xsd:maxLength',
        breach: /all digits/,
      },
    ],
  },
  sapDecimals: {
    says: 'decimals have at most 31 digits, 14 of them behind the point',
    breaches: ({ root }) =>
      root.find("//xsd:restriction[@base='xsd:decimal']").flatMap((node) => {
        const facet = (name: string) => Number(node.find(`xsd:${name}`)[0]?.attr('value') ?? Infinity)
        const isFit = facet('totalDigits') <= 31 && facet('fractionDigits') <= 14
        return isFit ? [] : [`the decimal in line ${node.line} has no room in DEC`]
      }),
    planted: [
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:simpleType name="Price"><xsd:restriction base="xsd:decimal"/></xsd:simpleType><xsd:complexType name="Customer">',
        breach: /no room/,
      },
    ],
  },
  sapNamespace: {
    says: 'the namespace has at most 60 characters',
    breaches: ({ namespace }) => (namespace.length > 60 ? [`${namespace} is longer`] : []),
    planted: [
      {
        replace: 'targetNamespace="urn:opendepot:sales:v1"',
        by: `targetNamespace="urn:opendepot:${'sales:'.repeat(9)}v1"`,
        breach: /longer/,
      },
    ],
  },
}

export function dictionaryNames(wsdl: Wsdl): string[] {
  const structures = [...wsdl.complexTypes.keys(), ...wsdl.wrappers.keys(), 'ServiceFault']
  const tables = wsdl.fields.filter(({ max }) => max !== 1).map(({ type }) => `${upperSnake(type)}_TAB`)
  return [...[...structures, ...wsdl.simpleTypes.keys()].map(upperSnake), ...new Set(tables)]
}
