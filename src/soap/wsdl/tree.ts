import { defaultLimits } from '../limits.ts'
import type { Attribute } from '../reader.ts'
import { XmlReader } from '../reader.ts'

export const WSDL = 'http://schemas.xmlsoap.org/wsdl/'
export const WSDL_SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/'
export const WSDL_SOAP12 = 'http://schemas.xmlsoap.org/wsdl/soap12/'
export const XSD = 'http://www.w3.org/2001/XMLSchema'

/** Whose elements a tree keeps, if not all: those of extensions are passed over, whatever they hold. */
const understood: readonly string[] = [WSDL, WSDL_SOAP, WSDL_SOAP12, XSD]

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

  /** @param isForeign leaves out extensions and documentation, which files of other makers are full of */
  constructor(reader: XmlReader, isForeign = false) {
    this.namespace = reader.namespace
    this.name = reader.name
    this.attributes = new Map(reader.attributes.map((attribute) => [key(attribute), attribute.value]))
    const name = this.attributes.get('name')
    this.label = name === undefined ? `<${this.name}>` : `<${this.name} name="${name}">`
    this.resolve = new Map(reader.attributes.map(({ value }) => [value, reader.resolve(value)]))
    const isText = reader.name === 'documentation'
    const children: Node[] = []
    while (!isText && reader.open()) {
      if (!isForeign || isUnderstood(reader)) children.push(new Node(reader, isForeign))
      else passOver(reader)
    }
    this.text = isText ? reader.content() : ''
    this.children = children
  }

  /** The value of an attribute, which is then known. */
  take(name: string): string | undefined {
    const value = this.attributes.get(name)
    this.attributes.delete(name)
    return value
  }

  /** Whether an attribute says yes, in either spelling of XML Schema. */
  says(name: string): boolean {
    return ['true', '1'].includes(this.take(name)?.trim() ?? '')
  }

  has(name: string): boolean {
    return this.attributes.has(name)
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

  /** As `done`, but for attributes of other namespaces, which say nothing about messages. */
  doneButForExtensions(): void {
    for (const name of [...this.attributes.keys(), 'id']) {
      if (name.startsWith('{') || name === 'id') this.attributes.delete(name)
    }
    this.done()
  }

  refuse(text: string): Error {
    return new Error(`${this.label}: ${text}`)
  }
}

function key({ namespace, name }: Attribute): string {
  return namespace === '' ? name : `{${namespace}}${name}`
}

function isUnderstood({ namespace, name }: XmlReader): boolean {
  return understood.includes(namespace) && !['documentation', 'annotation'].includes(name)
}

/** An extension that a reader of the file has to know cannot be passed over (WSDL 1.1 §2.1.3). */
function passOver(reader: XmlReader): void {
  const { name } = reader
  const isRequired = reader.attributes.some(
    (each) => each.namespace === WSDL && each.name === 'required' && each.value !== 'false',
  )
  if (isRequired) throw new Error(`<${name}>: the extension is required, and not supported`)
  reader.skip()
}

/** The root of a WSDL text. A contract comes from us or from the operator, so it may be larger than a message. */
export function readTree(text: string, isForeign = false): Node {
  const limits = {
    ...defaultLimits,
    attributes: 64,
    namespaces: 64,
    depth: 100,
    elements: 1_000_000,
    textLength: 1_000_000,
  }
  const reader = new XmlReader(text, limits)
  reader.root()
  const root = new Node(reader, isForeign)
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
