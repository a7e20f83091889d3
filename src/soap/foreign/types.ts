import type { ComplexType, Field, Message, SimpleType } from '../model.ts'
import { type Node, XSD } from '../wsdl/tree.ts'
import type { Definition, SchemaPart, Schemas } from './schemas.ts'
import { builtInType, restricted } from './simple-types.ts'

type GlobalElement = Required<Pick<Field, 'type' | 'isNillable'>>

/**
 * Reads the types of a foreign WSDL as they are needed: sequences and `all`, named and nameless types, extensions of
 * known types, attributes, nil. What changes the shape of a message from call to call (choice, any, substitution,
 * recursion) is refused by name.
 */
export class ForeignTypes {
  private readonly known = new Map<string, SimpleType | ComplexType>()
  private readonly elements = new Map<string, GlobalElement>()
  /** The types being read right now, outermost first. */
  private readonly open: string[] = []
  private readonly schemas: Schemas

  constructor(schemas: Schemas) {
    this.schemas = schemas
  }

  /** The body of a document/literal message, which is a global element. */
  message(reference: { namespace: string; name: string }, from: Node): Message {
    const type = this.globalElement(reference, from).type
    return {
      name: reference.name,
      namespace: reference.namespace,
      type: type.kind === 'complex' ? type : textOnly(type, reference.name),
    }
  }

  /** The type that an attribute names. */
  named(reference: { namespace: string; name: string }, from: Node): SimpleType | ComplexType {
    const { namespace, name } = reference
    if (namespace === XSD) return builtInType(name, from)
    const key = `{${namespace}}${name}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const found = this.schemas.find('type', reference)
    if (found === undefined) throw from.refuse(`there is no type ${key} in the schemas`)
    const type = this.within(key, from, () => this.read(found, name))
    this.known.set(key, type)
    return type
  }

  private read({ node, part }: Definition, name: string): SimpleType | ComplexType {
    if (node.name === 'complexType')
      return { ...this.complex(node, part, name), isNamed: true, namespace: part.namespace }
    const type = this.simple(node, part)
    return {
      ...type,
      name,
      namespace: part.namespace,
      bases: type.name === undefined ? [] : [type.name, ...type.bases],
    }
  }

  private globalElement(reference: { namespace: string; name: string }, from: Node): GlobalElement {
    const key = `element {${reference.namespace}}${reference.name}`
    const known = this.elements.get(key)
    if (known !== undefined) return known
    const found = this.schemas.find('element', reference)
    if (found === undefined) throw from.refuse(`there is no ${key} in the schemas`)
    const { node, part } = found
    if (node.says('abstract')) throw node.refuse('an abstract element is not supported')
    const type = this.within(key, node, () => this.typeOfElement(node, part, reference.name))
    const element = { type, isNillable: node.says('nillable') }
    node.doneButForExtensions()
    this.elements.set(key, element)
    return element
  }

  /** What holds itself has no end. */
  private within<T>(key: string, node: Node, read: () => T): T {
    if (this.open.includes(key)) throw node.refuse(`it holds itself: ${[...this.open, key].join(' > ')}`)
    this.open.push(key)
    const value = read()
    this.open.pop()
    return value
  }

  private typeOfElement(node: Node, part: SchemaPart, name: string): SimpleType | ComplexType {
    const complex = node.maybe(XSD, 'complexType')
    if (complex !== undefined) return this.complex(complex, part, name)
    const simple = node.maybe(XSD, 'simpleType')
    if (simple !== undefined) return this.simple(simple, part)
    return this.named(nameIn(node, 'type', part), node)
  }

  private complex(node: Node, part: SchemaPart, name: string): ComplexType {
    if (node.says('abstract')) throw node.refuse('an abstract type is not supported')
    if (node.says('mixed')) throw node.refuse('mixed content is not supported')
    for (const taken of ['block', 'final']) node.take(taken)
    const simpleContent = node.maybe(XSD, 'simpleContent')
    const complexContent = node.maybe(XSD, 'complexContent')
    let type: ComplexType
    if (simpleContent !== undefined) type = this.textual(simpleContent, part, name)
    else if (complexContent !== undefined) type = this.extended(complexContent, part, name)
    else type = this.content(node, part, name)
    node.doneButForExtensions()
    return type
  }

  /** Fields and attributes that stand directly in a type or in an extension. */
  private content(node: Node, part: SchemaPart, name: string): ComplexType {
    const all = node.maybe(XSD, 'all')
    const sequence = node.maybe(XSD, 'sequence')
    const fields = all ? this.members(all, part) : sequence ? this.members(sequence, part) : []
    if (all && fields.some(({ maxOccurs }) => maxOccurs > 1)) throw all.refuse('a list cannot stand in all')
    const attributes = this.attributes(node, part)
    return {
      kind: 'complex',
      name,
      isNamed: false,
      fields: unique(fields, node),
      documentation: '',
      ...(all && { isUnordered: true }),
      ...(attributes.length > 0 && { attributes }),
    }
  }

  private extended(node: Node, part: SchemaPart, name: string): ComplexType {
    if (node.maybe(XSD, 'restriction')) {
      throw node.refuse('a restriction of a complex type (such as a SOAP-encoded array) is not supported')
    }
    const extension = node.one(XSD, 'extension')
    const base = this.named(nameIn(extension, 'base', part), extension)
    if (base.kind === 'simple') throw extension.refuse('the base must be a complex type')
    const more = this.content(extension, part, name)
    extension.doneButForExtensions()
    node.doneButForExtensions()
    if (base.text || base.isUnordered || more.isUnordered) throw extension.refuse('only sequences can be extended')
    const attributes = [...(base.attributes ?? []), ...(more.attributes ?? [])]
    return {
      ...more,
      fields: unique([...base.fields, ...more.fields], node),
      ...(attributes.length > 0 && { attributes }),
    }
  }

  /** A text with attributes. */
  private textual(node: Node, part: SchemaPart, name: string): ComplexType {
    const extension = node.one(XSD, 'extension')
    const base = this.named(nameIn(extension, 'base', part), extension)
    const inherited = base.kind === 'complex' ? (base.attributes ?? []) : []
    const text = base.kind === 'simple' ? base : base.text
    if (text === undefined) throw extension.refuse('the base must hold a text')
    const attributes = [...inherited, ...this.attributes(extension, part)]
    extension.doneButForExtensions()
    node.doneButForExtensions()
    return { ...textOnly(text, name), ...(attributes.length > 0 && { attributes }) }
  }

  private members(node: Node, part: SchemaPart): Field[] {
    for (const limit of ['minOccurs', 'maxOccurs']) {
      if ((node.take(limit) ?? '1') !== '1') throw node.refuse(`${limit} is not supported on a ${node.name}`)
    }
    const fields = node.children.flatMap((child) => {
      if (child.namespace !== XSD) return []
      if (child.name === 'element') return this.field(child, part)
      return child.name === 'sequence' ? this.members(child, part) : []
    })
    node.all(XSD, 'element')
    if (node.name === 'sequence') node.all(XSD, 'sequence')
    node.doneButForExtensions()
    return fields
  }

  private field(node: Node, part: SchemaPart): Field[] {
    const minOccurs = occurs(node, 'minOccurs')
    const maxOccurs = occurs(node, 'maxOccurs')
    const own = node.take('name')
    const form = node.take('form') ?? (part.isQualified ? 'qualified' : 'unqualified')
    if (own === undefined) return [this.referred(node, part, { minOccurs, maxOccurs })]
    if (own in Object.prototype) throw node.refuse('this name is not supported')
    const isNillable = node.says('nillable')
    const type = this.typeOfElement(node, part, own)
    node.take('block')
    node.doneButForExtensions()
    // An element that may never be there is one that nobody sends.
    if (maxOccurs === 0) return []
    const namespace = form === 'qualified' ? part.namespace : ''
    return [{ name: own, namespace, type, minOccurs, maxOccurs, documentation: '', ...(isNillable && { isNillable }) }]
  }

  private referred(node: Node, part: SchemaPart, counts: Pick<Field, 'minOccurs' | 'maxOccurs'>): Field {
    const reference = nameIn(node, 'ref', part)
    if (reference.name in Object.prototype) throw node.refuse('this name is not supported')
    const { type, isNillable } = this.globalElement(reference, node)
    node.doneButForExtensions()
    return { ...reference, type, ...counts, documentation: '', ...(isNillable && { isNillable }) }
  }

  private attributes(node: Node, part: SchemaPart): Field[] {
    return node.all(XSD, 'attribute').flatMap((each) => {
      const name = each.need('name')
      const use = each.take('use') ?? 'optional'
      if (each.take('form') === 'qualified') throw each.refuse('a qualified attribute is not supported')
      const simple = each.maybe(XSD, 'simpleType')
      const type = simple ? this.simple(simple, part) : this.named(nameIn(each, 'type', part), each)
      if (type.kind === 'complex') throw each.refuse('an attribute must be of a simple type')
      each.doneButForExtensions()
      if (use === 'prohibited') return []
      return { name, type, minOccurs: use === 'required' ? 1 : 0, maxOccurs: 1, documentation: '' }
    })
  }

  private simple(node: Node, part: SchemaPart): SimpleType {
    node.take('final')
    const restriction = node.one(XSD, 'restriction')
    const inner = restriction.maybe(XSD, 'simpleType')
    const base = inner ? this.simple(inner, part) : this.named(nameIn(restriction, 'base', part), restriction)
    if (base.kind === 'complex') throw restriction.refuse('the base must be a simple type')
    const type = restricted(restriction, base)
    node.doneButForExtensions()
    return type
  }
}

function textOnly(text: SimpleType, name: string): ComplexType {
  return { kind: 'complex', name, isNamed: false, fields: [], text, documentation: '' }
}

function nameIn(node: Node, attribute: string, part: SchemaPart): { namespace: string; name: string } {
  const { namespace, name } = node.needName(attribute)
  return { namespace: namespace === '' && part.isChameleon ? part.namespace : namespace, name }
}

function unique(fields: readonly Field[], node: Node): readonly Field[] {
  const names = fields.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw node.refuse(`the field ${twice} stands twice`)
  return fields
}

function occurs(node: Node, name: 'minOccurs' | 'maxOccurs'): number {
  const text = node.take(name) ?? '1'
  if (text === 'unbounded') return Infinity
  if (!/^\d{1,9}$/.test(text)) throw node.refuse(`${name}="${text}" is not a number`)
  return Number(text)
}
