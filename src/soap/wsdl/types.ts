import type { ComplexType, Field, Message, ScalarName, SimpleType } from '../model.ts'
import { scalarNames } from '../model.ts'
import { readFacets } from './facets.ts'
import { annotationOf, type Node, XSD } from './tree.ts'

/** The global elements of a contract's one schema, and its named types in the order of the file. */
export interface Types {
  readonly elements: ReadonlyMap<string, Message>
  readonly named: readonly (SimpleType | ComplexType)[]
}

/** What is known while the schema is read. A named type is read when it is first needed, and only once. */
interface Reading {
  readonly namespace: string
  readonly nodes: ReadonlyMap<string, Node>
  readonly types: Map<string, SimpleType | ComplexType>
  /** The types being read right now, outermost first: one that is needed again inside itself is recursive. */
  readonly open: string[]
}

/** Reads the schema: sequences of elements with named types, restrictions of scalars, nothing else. */
export function readTypes(schema: Node, namespace: string): Types {
  if (schema.need('targetNamespace') !== namespace) throw schema.refuse('it must have the namespace of the WSDL')
  if (schema.need('elementFormDefault') !== 'qualified') throw schema.refuse('elementFormDefault must be "qualified"')
  schema.take('attributeFormDefault')
  const nodes = new Map<string, Node>()
  for (const node of [...schema.all(XSD, 'simpleType'), ...schema.all(XSD, 'complexType')]) {
    add(nodes, node.need('name'), node, node)
  }
  const reading: Reading = { namespace, nodes, types: new Map(), open: [] }
  const elements = new Map<string, Message>()
  for (const node of schema.all(XSD, 'element')) {
    const message = readElement(node, reading)
    add(elements, message.name, message, node)
  }
  annotationOf(schema)
  schema.done()
  return { elements, named: [...nodes.keys()].map((name) => namedType(name, reading, schema)) }
}

function add<T>(map: Map<string, T>, name: string, value: T, node: Node): void {
  if (map.has(name)) throw node.refuse(`the name ${name} is used twice`)
  map.set(name, value)
}

/** A global element: of a named complex type, or with a nameless one that is a wrapper of its own. */
function readElement(node: Node, reading: Reading): Message {
  const name = node.need('name')
  const documentation = annotationOf(node)
  const inner = node.maybe(XSD, 'complexType')
  const type = inner ? { ...readComplex(inner, name, reading), isNamed: false, documentation } : referred(node, reading)
  if (type.kind !== 'complex') throw node.refuse('a global element must be of a complex type')
  node.done()
  return { name, type }
}

function readComplex(node: Node, name: string, reading: Reading): ComplexType {
  const documentation = annotationOf(node)
  const sequence = node.one(XSD, 'sequence')
  const fields = sequence.all(XSD, 'element').map((child) => readField(child, reading))
  for (const [index, field] of fields.entries()) {
    if (fields.findIndex((other) => other.name === field.name) !== index) {
      throw node.refuse(`the field ${field.name} stands twice in ${name}`)
    }
  }
  sequence.done()
  node.done()
  return { kind: 'complex', name, isNamed: true, fields, documentation }
}

function readField(node: Node, reading: Reading): Field {
  const name = node.need('name')
  if (name in Object.prototype) throw node.refuse('JavaScript has another meaning for this name')
  const minOccurs = occurs(node, 'minOccurs')
  const maxOccurs = occurs(node, 'maxOccurs')
  if (maxOccurs < 1 || maxOccurs < minOccurs || minOccurs === Infinity) {
    throw node.refuse(`minOccurs ${minOccurs} and maxOccurs ${maxOccurs} do not go together`)
  }
  const documentation = annotationOf(node)
  const type = referred(node, reading)
  node.done()
  return { name, type, minOccurs, maxOccurs, documentation }
}

function occurs(node: Node, name: 'minOccurs' | 'maxOccurs'): number {
  const text = node.take(name) ?? '1'
  if (text === 'unbounded') return Infinity
  if (!/^\d{1,9}$/.test(text)) throw node.refuse(`${name}="${text}" is not a number`)
  return Number(text)
}

/** The type that the `type` attribute of this element names. */
function referred(node: Node, reading: Reading): SimpleType | ComplexType {
  const { namespace, name } = node.needName('type')
  if (namespace === reading.namespace) return namedType(name, reading, node)
  return {
    kind: 'simple',
    name: undefined,
    scalar: scalar(namespace, name, node),
    facets: {},
    bases: [],
    documentation: '',
  }
}

function scalar(namespace: string, name: string, node: Node): ScalarName {
  const found = scalarNames.find((other) => other === name)
  if (namespace === XSD && found) return found
  throw node.refuse(
    `the type {${namespace}}${name} is not supported; use ${scalarNames.join(', ')} or a type of this schema`,
  )
}

function namedType(name: string, reading: Reading, from: Node): SimpleType | ComplexType {
  const known = reading.types.get(name)
  if (known) return known
  const node = reading.nodes.get(name)
  if (!node) throw from.refuse(`there is no type ${name} in this schema`)
  if (reading.open.includes(name)) throw from.refuse(`the type ${name} holds itself: ${reading.open.join(' > ')}`)
  reading.open.push(name)
  const type = node.name === 'complexType' ? readComplex(node, name, reading) : readSimple(node, name, reading)
  reading.open.pop()
  reading.types.set(name, type)
  return type
}

function readSimple(node: Node, name: string, reading: Reading): SimpleType {
  const documentation = annotationOf(node)
  const restriction = node.one(XSD, 'restriction')
  const base = restriction.needName('base')
  const parent = base.namespace === reading.namespace ? namedType(base.name, reading, restriction) : undefined
  if (parent?.kind === 'complex') throw restriction.refuse('the base must be a simple type')
  const scalarName = parent?.scalar ?? scalar(base.namespace, base.name, restriction)
  const facets = readFacets(restriction, scalarName, parent?.facets ?? {})
  const bases = parent?.name === undefined ? [] : [parent.name, ...parent.bases]
  restriction.done()
  node.done()
  return { kind: 'simple', name, scalar: scalarName, facets, bases, documentation }
}
