import { faults } from '../../src/faults.ts'
import type { Rule } from './rule.ts'

/** Faults that any operation can give; the portType names them once. */
export const commonFaults = [
  'INVALID_REQUEST',
  'UNKNOWN_OPERATION',
  'ACTION_MISMATCH',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'UNAVAILABLE',
  'INTERNAL',
]

/** The documentation: all that most users will ever read. */
export const documentationRules: Record<string, Rule> = {
  present: {
    says: 'every operation, type, field, element and the interface itself is documented',
    breaches: ({ root }) =>
      root
        .find(
          '/wsdl:definitions | //wsdl:portType | //wsdl:portType/wsdl:operation | //xsd:element | //xsd:schema/xsd:complexType | //xsd:simpleType',
        )
        .filter((node) => !node.documentation)
        .map((node) => `${node.tag} ${node.attr('name') ?? ''} in line ${node.line} has no documentation`),
    planted: [
      { replace: /(<xsd:element name="quantity"[^>]*>)[\s\S]*?<\/xsd:annotation>/, by: '$1', breach: /quantity/ },
      { replace: /(<xsd:complexType name="Customer">)[\s\S]*?<\/xsd:annotation>/, by: '$1', breach: /Customer/ },
      { replace: /(<wsdl:operation name="GetOrder">)[\s\S]*?<\/wsdl:documentation>/, by: '$1', breach: /GetOrder/ },
    ],
  },
  ascii: {
    says: 'documentation is ASCII and never ends a comment',
    breaches: ({ root }) =>
      root
        .find('//wsdl:documentation/.. | //xsd:annotation/..')
        .filter((node) => /[^\x20-\x7e]|\*\//.test(node.documentation ?? ''))
        .map((node) => `${node.attr('name') ?? node.tag} has other characters in its documentation`),
    planted: [
      { replace: 'The buyer.', by: 'The buyer \u2013 a person.', breach: /Customer/ },
      { replace: 'The buyer.', by: 'The buyer. */', breach: /Customer/ },
    ],
  },
  faults: {
    says: 'each operation says its faults, all of them codes of the table, none of them common to all operations',
    breaches: ({ name: face, root }) =>
      root.find('//wsdl:portType/wsdl:operation').flatMap((operation) => {
        const name = operation.attr('name') ?? ''
        const codes = faultsOf(operation.documentation ?? '')
        if (codes === undefined) return [`${name} does not end with its faults`]
        return codes
          .filter((code) => !Object.hasOwn(faults, code) || commonTo(face).includes(code))
          .map((code) => `${name} names ${code}, which is no code of its own`)
      }),
    planted: [
      { replace: 'ORDER_UNKNOWN.', by: 'ORDER_UNKNOWN, ORDER_LOST.', breach: /ORDER_LOST/ },
      { replace: 'ORDER_UNKNOWN.', by: 'ORDER_UNKNOWN, INTERNAL.', breach: /INTERNAL/ },
      { replace: /Faults:\s*ORDER_UNKNOWN\./, by: '', breach: /GetOrder does not end/ },
    ],
  },
  roles: {
    says: 'each operation of an interface with accounts says the roles of which its caller needs one',
    breaches: ({ name, root }) =>
      root.find('//wsdl:portType/wsdl:operation').flatMap((operation) => {
        const roles = rolesOf(operation.documentation ?? '')
        const isRight = name === 'depot' ? roles === undefined : roles?.every((role) => knownRoles.includes(role))
        return isRight ? [] : [`${operation.attr('name') ?? ''} says roles that are none: ${String(roles)}`]
      }),
    planted: [
      { replace: /Roles:\s*sales,\s*support\./, by: 'Roles: sales, help.', breach: /help/ },
      { replace: /Roles:\s*sales\./, by: '', breach: /undefined/ },
    ],
  },
  commonFaults: {
    says: 'the interface says which faults any operation can give',
    breaches: ({ name, root }) => {
      const [portType] = root.find('//wsdl:portType')
      const text = portType?.documentation ?? ''
      return commonTo(name)
        .filter((code) => !new RegExp(`\\b${code}\\b`).test(text))
        .map((code) => `${code} is not named`)
    },
    planted: [{ replace: 'ACTION_MISMATCH', by: 'ACTION', breach: /ACTION_MISMATCH/ }],
  },
}

/** Most callers of the Depot have no account that could be forbidden anything; there it is a fault of single operations. */
function commonTo(face: string): string[] {
  return commonFaults.filter((code) => face !== 'depot' || code !== 'FORBIDDEN')
}

/** The codes of the sentence that ends the documentation of an operation. */
export function faultsOf(documentation: string): string[] | undefined {
  if (documentation.endsWith(' Faults: none.')) return []
  return /Faults: ([A-Z_]+(?:, [A-Z_]+)*)\.$/.exec(documentation)?.[1]?.split(', ')
}

/** The roles of the sentence before that. */
export function rolesOf(documentation: string): string[] | undefined {
  return / Roles: ([a-z]+(?:, [a-z]+)*)\. Faults: /.exec(documentation)?.[1]?.split(', ')
}

const knownRoles = ['admin', 'sales', 'support']
