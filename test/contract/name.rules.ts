import { keywords } from './keywords.ts'
import type { Wsdl } from './reading.ts'
import type { Rule } from './rule.ts'

/** The names: what has to survive fourteen generators, and ABAP. */
export const nameRules: Record<string, Rule> = {
  form: {
    says: 'names are ASCII letters and digits, a letter first, at most 24 characters; <op>Response 30',
    breaches: (wsdl) =>
      namesOf(wsdl)
        .filter((name) => !/^[A-Za-z][A-Za-z0-9]*$/.test(name) || name.length > mostCharacters(wsdl, name))
        .map((name) => `${name} is too long or has other characters`),
    planted: [
      { replace: 'name="email"', by: 'name="e-mail"', breach: /e-mail/ },
      { replace: 'name="email"', by: 'name="electronicMailOfCustomer2"', breach: /electronic/ },
      { replace: 'name="email"', by: 'name="2email"', breach: /2email/ },
    ],
  },
  uniqueInAnyCase: {
    says: 'no two names of one kind differ only by case',
    breaches: (wsdl) => [...clashes(globalNames(wsdl), lower), ...clashes(fieldNames(wsdl), lower)],
    planted: [
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:complexType name="CUSTOMERFIELD"/><xsd:complexType name="Customer">',
        breach: /CUSTOMERFIELD/,
      },
      { replace: 'name="email"', by: 'name="CustomerID"', breach: /CustomerID/ },
    ],
  },
  upperSnake: {
    says: 'as UPPER_SNAKE names have at most 30 characters and differ in the first 26 (ABAP)',
    breaches: (wsdl) => [
      ...namesOf(wsdl)
        .filter((name) => upperSnake(name).length > 30)
        .map((name) => `${upperSnake(name)} is too long`),
      ...clashes(globalNames(wsdl), (name) => upperSnake(name).slice(0, 26)),
      ...clashes(fieldNames(wsdl), (name) => upperSnake(name).slice(0, 26)),
    ],
    planted: [
      { replace: 'name="email"', by: 'name="aBcDeFgHiJkLmNoPqRsTuV"', breach: /too long/ },
      {
        replace: '<xsd:element name="email"',
        by: '<xsd:element name="aBcDeFgHiJkLmNoPqRsa" type="tns:NameText"/><xsd:element name="aBcDeFgHiJkLmNoPqRsb"',
        breach: /are the same/,
      },
    ],
  },
  keywords: {
    says: 'no name is a keyword of C, C++, C#, Java, PHP, Python, JavaScript, Apex or ABAP, in any case',
    breaches: (wsdl) =>
      namesOf(wsdl)
        .filter((name) => keywords.has(name.toLowerCase()))
        .map((name) => `${name} is a keyword`),
    planted: [
      'package',
      'update',
      'limit',
      'number',
      'when',
      'event',
      'module',
      'template',
      'Class',
      'list',
      'from',
      'function',
      'syst',
    ].map((word) => ({ replace: 'name="email"', by: `name="${word}"`, breach: new RegExp(`^${word} is`) })),
  },
  typesAndOperations: {
    says: 'no type is called as an operation, its request or its response, in any case',
    breaches: (wsdl) => {
      const taken = new Set(wsdl.operations.flatMap((name) => [name, `${name}Request`, `${name}Response`]).map(lower))
      return [...wsdl.complexTypes.keys(), ...wsdl.simpleTypes.keys()]
        .filter((name) => taken.has(name.toLowerCase()))
        .map((name) => `${name} is the name of an operation or message`)
    },
    planted: [
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:complexType name="Getorder"/><xsd:complexType name="Customer">',
        breach: /Getorder/,
      },
      {
        replace: '<xsd:complexType name="Customer">',
        by: '<xsd:complexType name="GetOrderRequest"/><xsd:complexType name="Customer">',
        breach: /GetOrderRequest/,
      },
    ],
  },
}

/** `customerId` → `CUSTOMER_ID`, as SAP makes names of its own. */
export function upperSnake(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toUpperCase()
}

function globalNames(wsdl: Wsdl): string[] {
  return [...wsdl.complexTypes.keys(), ...wsdl.simpleTypes.keys(), ...wsdl.wrappers.keys(), 'ServiceFault']
}

function fieldNames(wsdl: Wsdl): string[] {
  return wsdl.fields.map(({ name }) => name)
}

function namesOf(wsdl: Wsdl): string[] {
  return [...new Set([...globalNames(wsdl), ...fieldNames(wsdl), ...wsdl.operations])]
}

function mostCharacters(wsdl: Wsdl, name: string): number {
  return wsdl.operations.some((operation) => name === `${operation}Response`) ? 30 : 24
}

function lower(name: string): string {
  return name.toLowerCase()
}

/** Different names that become one. */
function clashes(names: readonly string[], become: (name: string) => string): string[] {
  const groups = new Map<string, Set<string>>()
  for (const name of names) groups.set(become(name), (groups.get(become(name)) ?? new Set()).add(name))
  return [...groups.values()].filter(({ size }) => size > 1).map((group) => `${[...group].join(' and ')} are the same`)
}
