import { readFileSync } from 'node:fs'
import { XmlDocument, XmlElement } from 'libxml2-wasm'

export const interfaces = ['sales', 'depot', 'admin'] as const
export type InterfaceName = (typeof interfaces)[number]

/** The text of a WSDL as it is published. */
export function wsdlText(name: InterfaceName): string {
  return readFileSync(new URL(`../../wsdl/${name}.wsdl`, import.meta.url), 'utf8')
}

const namespaces = {
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  soap: 'http://schemas.xmlsoap.org/wsdl/soap/',
  xsd: 'http://www.w3.org/2001/XMLSchema',
}

/** An element of the WSDL as the rules see it. */
export interface Node {
  /** `xsd:element` */
  readonly tag: string
  readonly line: number
  attr(name: string): string | undefined
  readonly attrNames: readonly string[]
  /** Those of the XPath, from here. */
  find(xpath: string): Node[]
  readonly children: readonly Node[]
  /** Its own documentation, blanks joined; undefined without one. */
  readonly documentation: string | undefined
}

/** A field of a type, or a child of a wrapper. */
export interface Field {
  readonly name: string
  /** Without its prefix. */
  readonly type: string
  readonly isBuiltIn: boolean
  readonly min: number
  readonly max: number
  /** The type or wrapper that it is a field of. */
  readonly owner: string
}

export interface SimpleType {
  readonly base: string
  readonly facets: readonly string[]
}

/** A WSDL read by libxml2 and nothing of ours, in the form that the rules ask for. */
export interface Wsdl {
  readonly name: InterfaceName
  readonly text: string
  readonly namespace: string
  readonly root: Node
  readonly operations: readonly string[]
  /** Fields by the name of the complex type. */
  readonly complexTypes: ReadonlyMap<string, readonly Field[]>
  readonly simpleTypes: ReadonlyMap<string, SimpleType>
  /** Children by the name of the wrapper element. */
  readonly wrappers: ReadonlyMap<string, readonly Field[]>
  /** All fields of all types and wrappers. */
  readonly fields: readonly Field[]
  /** Names of the complex types that a wrapper's content is made of. */
  reachable(wrapperNames: readonly string[]): ReadonlySet<string>
}

/** Reads the text of a WSDL; throws when it is not well-formed. */
export function readWsdl(name: InterfaceName, text = wsdlText(name)): Wsdl {
  const document = XmlDocument.fromString(text)
  const root = nodeOf(document.root)
  const complexTypes = new Map(
    root.find('//xsd:schema/xsd:complexType').map((type) => [type.attr('name') ?? '', fieldsOf(type)]),
  )
  const wrappers = new Map(
    root
      .find('//xsd:schema/xsd:element[xsd:complexType]')
      .map((element) => [element.attr('name') ?? '', fieldsOf(element)]),
  )
  const simpleTypes = new Map(
    root.find('//xsd:schema/xsd:simpleType').map((type) => {
      const [restriction] = type.find('xsd:restriction')
      const facets = (restriction?.children ?? []).map((facet) => facet.tag.replace('xsd:', ''))
      return [type.attr('name') ?? '', { base: restriction?.attr('base') ?? '', facets }]
    }),
  )
  const reachable = (names: readonly string[]) => {
    const found = new Set<string>()
    const visit = (fields: readonly Field[]): void => {
      for (const { type } of fields) {
        const inner = complexTypes.get(type)
        if (inner === undefined || found.has(type)) continue
        found.add(type)
        visit(inner)
      }
    }
    for (const wrapper of names) visit(wrappers.get(wrapper) ?? [])
    return found
  }
  return {
    name,
    text,
    namespace: root.attr('targetNamespace') ?? '',
    root,
    operations: root.find('//wsdl:portType/wsdl:operation').map((operation) => operation.attr('name') ?? ''),
    complexTypes,
    simpleTypes,
    wrappers,
    fields: [...complexTypes.values(), ...wrappers.values()].flat(),
    reachable,
  }
}

function fieldsOf(owner: Node): Field[] {
  return owner.find('xsd:sequence/xsd:element | xsd:complexType/xsd:sequence/xsd:element').map((element) => {
    const [prefix, type = ''] = (element.attr('type') ?? '').split(':')
    const max = element.attr('maxOccurs') ?? '1'
    return {
      name: element.attr('name') ?? '',
      type,
      isBuiltIn: prefix === 'xsd',
      min: Number(element.attr('minOccurs') ?? '1'),
      max: max === 'unbounded' ? Infinity : Number(max),
      owner: owner.attr('name') ?? '',
    }
  })
}

function nodeOf(element: XmlElement): Node {
  const find = (xpath: string) => {
    return element
      .find(xpath, namespaces)
      .filter((node) => node instanceof XmlElement)
      .map(nodeOf)
  }
  return {
    tag: tagOf(element),
    line: element.line,
    attr: (name) => element.attr(name)?.value,
    attrNames: element.attrs.map((attribute) => attribute.name),
    find,
    get children() {
      return find('*')
    },
    get documentation() {
      const [found] = element.find('wsdl:documentation | xsd:annotation/xsd:documentation', namespaces)
      return found?.content.replaceAll(/\s+/g, ' ').trim()
    },
  }
}

function tagOf({ name, namespaceUri }: XmlElement): string {
  const prefix = Object.entries(namespaces).find(([, uri]) => uri === namespaceUri)?.[0] ?? namespaceUri
  return `${prefix}:${name}`
}
