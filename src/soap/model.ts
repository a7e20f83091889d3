/**
 * What a WSDL of ours says, as plain data: the operations, their messages, the types. The decoder, the encoder, the
 * served WSDL and the generator of `src/contract/` all start from here, so they cannot disagree.
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
}

export interface ComplexType {
  readonly kind: 'complex'
  /** The type's name, or the element's for the nameless type of a wrapper element. */
  readonly name: string
  readonly isNamed: boolean
  readonly fields: readonly Field[]
  readonly documentation: string
}

export interface Field {
  readonly name: string
  readonly type: SimpleType | ComplexType
  readonly minOccurs: number
  /** Infinity for `unbounded`. More than 1 makes the field a list. */
  readonly maxOccurs: number
  readonly documentation: string
}

/** A global element: the wrapper of a request, of an answer, or the fault. */
export interface Message {
  readonly name: string
  readonly type: ComplexType
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
