import { defaultLimits } from '../limits.ts'
import type { Attribute } from '../reader.ts'
import { XmlReader } from '../reader.ts'

export const WSDL = 'http://schemas.xmlsoap.org/wsdl/'
export const WSDL_SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/'
export const XSD = 'http://www.w3.org/2001/XMLSchema'

/**
 * An element of a WSDL file. Only the contract is ever read into a tree, once, at the start; each reader takes what it
 * knows and `done` refuses the rest, so nothing in the file is silently without effect.
 */
export class Node {
  readonly namespace: string
  readonly name: string
  readonly children: readonly Node[]
  /** How an error names this element: `<element name="order">`. */
  readonly label: string
  /** The text of an element without children. */
  readonly text: string
  private readonly attributes: Map<string, string>
  private readonly taken = new Set<Node>()
  private readonly resolve: ReadonlyMap<string, { namespace: string; name: string } | undefined>

  constructor(reader: XmlReader) {
    this.namespace = reader.namespace
    this.name = reader.name
    this.attributes = new Map(reader.attributes.map((attribute) => [key(attribute), attribute.value]))
    const name = this.attributes.get('name')
    this.label = name === undefined ? `<${this.name}>` : `<${this.name} name="${name}">`
    this.resolve = new Map(reader.attributes.map(({ value }) => [value, reader.resolve(value)]))
    const isText = reader.name === 'documentation'
    const children: Node[] = []
    if (!isText) while (reader.open()) children.push(new Node(reader))
    this.text = isText ? reader.content() : ''
    this.children = children
  }

  /** The value of an attribute, which is then known. */
  take(name: string): string | undefined {
    const value = this.attributes.get(name)
    this.attributes.delete(name)
    return value
  }

  need(name: string): string {
    const value = this.take(name)
    if (value === undefined) throw this.refuse(`the attribute ${name} is missing`)
    return value
  }

  /** A QName in an attribute, as namespace and name. */
  needName(name: string): { namespace: string; name: string } {
    const value = this.need(name)
    const resolved = this.resolve.get(value)
    if (resolved === undefined) throw this.refuse(`${name}="${value}" is not a name with a declared prefix`)
    return resolved
  }

  /** The children of this name, which are then known. */
  all(namespace: string, name: string): Node[] {
    const found = this.children.filter((child) => child.namespace === namespace && child.name === name)
    for (const child of found) this.taken.add(child)
    return found
  }

  /** The one child of this name. */
  one(namespace: string, name: string): Node {
    const found = this.all(namespace, name)
    if (found.length !== 1) throw this.refuse(`it must hold exactly one <${name}>, not ${found.length}`)
    return found[0]!
  }

  maybe(namespace: string, name: string): Node | undefined {
    const found = this.all(namespace, name)
    if (found.length > 1) throw this.refuse(`it must hold at most one <${name}>, not ${found.length}`)
    return found[0]
  }

  /** Everything in this element must have been asked for. */
  done(): void {
    const child = this.children.find((other) => !this.taken.has(other))
    if (child) throw this.refuse(`<${child.name}> is not supported here`)
    const [attribute] = this.attributes.keys()
    if (attribute !== undefined) throw this.refuse(`the attribute ${attribute} is not supported here`)
  }

  refuse(text: string): Error {
    return new Error(`${this.label}: ${text}`)
  }
}

function key({ namespace, name }: Attribute): string {
  return namespace === '' ? name : `{${namespace}}${name}`
}

/** The root of a WSDL text. A contract is ours, so it may be longer than a message. */
export function readTree(text: string): Node {
  const reader = new XmlReader(text, { ...defaultLimits, attributes: 64, textLength: 1_000_000 })
  reader.root()
  const root = new Node(reader)
  reader.end()
  return root
}

/** The text of an element's documentation, blanks evened out. */
export function documentationOf(node: Node): string {
  return (node.maybe(WSDL, 'documentation')?.text ?? '').replace(/\s+/g, ' ').trim()
}

export function annotationOf(node: Node): string {
  const annotation = node.maybe(XSD, 'annotation')
  const text = annotation?.one(XSD, 'documentation').text ?? ''
  annotation?.done()
  return text.replace(/\s+/g, ' ').trim()
}
