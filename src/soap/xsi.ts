import type { ComplexType, ScalarName, SimpleType } from './model.ts'
import type { QName } from './names.ts'
import { Violation } from './problems.ts'
import type { XmlReader } from './reader.ts'

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XSD = 'http://www.w3.org/2001/XMLSchema'

/** The names by which xsi:type may call a type. */
export interface TypeNames {
  readonly namespace: string
  readonly own: readonly string[]
  readonly scalar: ScalarName | undefined
}

/**
 * Some clients (SOAP::Lite, Axis) put xsi:type on every value. It may name the declared type or one that it restricts,
 * since such a client knows `xsd:string` and not our names; it never changes how the value is read.
 */
export function typeNamesOf(type: SimpleType | ComplexType, namespace: string): TypeNames {
  if (type.kind === 'complex') return { namespace, own: type.isNamed ? [type.name] : [], scalar: undefined }
  return { namespace, own: type.name === undefined ? [] : [type.name, ...type.bases], scalar: type.scalar }
}

/** xsi:type and xsi:nil say something about an element; on the envelope there is nothing to say. */
export function isAboutType({ namespace, name }: QName): boolean {
  return namespace === XSI && (name === 'type' || name === 'nil')
}

/** Refuses every attribute of the open element except harmless ones of XML Schema itself. */
export function checkAttributes(reader: XmlReader, typeNames: TypeNames): void {
  for (const { namespace, name, value } of reader.attributes) {
    if (namespace !== XSI) throw new Violation(`the attribute ${name} is not expected`)
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
