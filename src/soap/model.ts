import type { BuiltIn } from './built-in.ts'

/**
 * What a WSDL says, as plain data: the operations, their messages, the types. The decoder, the encoder, the served WSDL
 * and the generator of `src/contract/` all start from here, so they cannot disagree. What is optional in these shapes
 * and marked "foreign" is never used by a WSDL of ours (`wsdl/`), but by one that an operator brings (`foreign/`).
 */

/** The scalar types of XML Schema that a contract may use. */
export const scalarNames = ['string', 'int', 'long', 'boolean', 'decimal', 'dateTime', 'date', 'base64Binary'] as const
export type ScalarName = (typeof scalarNames)[number]

/** Every restriction that a simple type may carry; numbers stay text until the scalar's codec reads them. */
export interface Facets {
  readonly minLength?: number
  readonly maxLength?: number
  readonly minInclusive?: string
  readonly maxInclusive?: string
  readonly minExclusive?: string
  readonly maxExclusive?: string
  readonly enumeration?: readonly string[]
  /** All of them must match. */
  readonly patterns?: readonly string[]
  /** Foreign: digits of a number, and those after the point. */
  readonly totalDigits?: number
  readonly fractionDigits?: number
}

export interface SimpleType {
  readonly kind: 'simple'
  /** Undefined for a scalar type used as it is. */
  readonly name: string | undefined
  readonly scalar: ScalarName
  readonly facets: Facets
  /** The named types it restricts, nearest first. */
  readonly bases: readonly string[]
  readonly documentation: string
  /** Foreign: the built-in type; its values are handed on as texts in one spelling, so `scalar` is `string`. */
  readonly builtIn?: BuiltIn
  /** Foreign: the namespace of its name. */
  readonly namespace?: string
}

export interface ComplexType {
  readonly kind: 'complex'
  /** The type's name, or the element's for the nameless type of a wrapper element. */
  readonly name: string
  readonly isNamed: boolean
  readonly fields: readonly Field[]
  readonly documentation: string
  /** Foreign: its fields may come in any order (`xsd:all`). */
  readonly isUnordered?: boolean
  /** Foreign: what it carries beside its fields, in a structure under `@name`. */
  readonly attributes?: readonly Field[]
  /** Foreign: it holds a text in place of fields (`xsd:simpleContent`), in a structure under `textKey`. */
  readonly text?: SimpleType
  /** Foreign: the namespace of its name. */
  readonly namespace?: string
}

/** The name under which a structure holds the text of its element, where that has attributes too. */
export const textKey = '#text'

export interface Field {
  readonly name: string
  readonly type: SimpleType | ComplexType
  readonly minOccurs: number
  /** Infinity for `unbounded`. More than 1 makes the field a list. */
  readonly maxOccurs: number
  readonly documentation: string
  /** Foreign: the namespace of its element, empty for none; else it is that of the contract. */
  readonly namespace?: string
  /** Foreign: it may be there without a value (`xsi:nil`), which a structure has as null. */
  readonly isNillable?: boolean
}

/** A global element: the wrapper of a request, of an answer, or the fault. */
export interface Message {
  readonly name: string
  readonly type: ComplexType
  /** Foreign: the namespace of the element; else it is that of the contract. */
  readonly namespace?: string
}

export interface OperationModel {
  readonly name: string
  readonly soapAction: string
  readonly input: Message
  readonly output: Message
  readonly documentation: string
}

export interface ServiceModel {
  /** The name of the portType: `Sales`. */
  readonly service: string
  readonly namespace: string
  readonly operations: readonly OperationModel[]
  readonly fault: Message
  /** The named types in the order of the file. */
  readonly types: readonly (SimpleType | ComplexType)[]
}

export function isList(field: Field): boolean {
  return field.maxOccurs > 1
}

export function isOptional(field: Field): boolean {
  return field.minOccurs === 0 && field.maxOccurs === 1
}

/** Whether it may be written as nil: an element that must have attributes cannot, for there would be none. */
export function canBeNil({ isNillable, type }: Field): boolean {
  return isNillable === true && !(type.kind === 'complex' && type.attributes?.some(({ minOccurs }) => minOccurs > 0))
}
