import { trimBlanks } from './characters.ts'
import type { ComplexType, SimpleType } from './model.ts'
import type { QName } from './names.ts'
import { Violation } from './problems.ts'
import type { XmlReader } from './reader.ts'

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XSD = 'http://www.w3.org/2001/XMLSchema'

/** The names by which xsi:type may call a type. */
export interface TypeNames {
  readonly namespace: string
  readonly own: readonly string[]
  readonly scalar: string | undefined
  /** Foreign: declared attributes, and whether the element may be nil. */
  readonly attributes?: readonly string[]
  readonly isNillable?: boolean
}

/**
 * Some clients (SOAP::Lite, Axis) put xsi:type on every value. It may name the declared type or one that it restricts,
 * since such a client knows `xsd:string` and not our names; it never changes how the value is read.
 */
export function typeNamesOf(type: SimpleType | ComplexType, namespace: string): TypeNames {
  const own = type.namespace ?? namespace
  if (type.kind === 'complex') {
    const names = { namespace: own, own: type.isNamed ? [type.name] : [], scalar: undefined }
    return type.attributes === undefined ? names : { ...names, attributes: type.attributes.map(({ name }) => name) }
  }
  const names = type.name === undefined ? [] : [type.name, ...type.bases]
  return { namespace: own, own: names, scalar: type.builtIn ?? type.scalar }
}

/** xsi:type and xsi:nil say something about an element; on the envelope there is nothing to say. */
export function isAboutType({ namespace, name }: QName): boolean {
  return namespace === XSI && (name === 'type' || name === 'nil')
}

/** Refuses every attribute of the open element except harmless ones of XML Schema itself. */
export function checkAttributes(reader: XmlReader, typeNames: TypeNames): void {
  for (const { namespace, name, value } of reader.attributes) {
    if (namespace === '' && typeNames.attributes?.includes(name)) continue
    if (namespace !== XSI) throw new Violation(`the attribute ${name} is not expected`)
    if (name === 'nil' && typeNames.isNillable) continue
    if (name === 'nil') throw new Violation('xsi:nil is not allowed; leave out what has no value')
    if (name === 'type') {
      const type = reader.resolve(value)
      const names =
        type?.namespace === XSD ? [typeNames.scalar] : type?.namespace === typeNames.namespace ? typeNames.own : []
      if (!names.some((known) => known === type?.name)) throw new Violation('xsi:type names another type than the WSDL')
    } else if (name !== 'schemaLocation' && name !== 'noNamespaceSchemaLocation') {
      throw new Violation(`the attribute xsi:${name} is not expected`)
    }
  }
}

/** Does the open element say that it has no value? */
export function isNil(reader: XmlReader): boolean {
  return reader.attributes.some(({ namespace, name, value }) => {
    return namespace === XSI && name === 'nil' && ['true', '1'].includes(trimBlanks(value))
  })
}
