import type { ComplexType, Field, Message } from '../model.ts'
import { type Node, readTree, WSDL, WSDL_SOAP, WSDL_SOAP12, XSD } from '../wsdl/tree.ts'
import { type ReadBeside, Schemas } from './schemas.ts'
import { ForeignTypes } from './types.ts'

/** An operation of a foreign WSDL. */
export interface ForeignOperationModel {
  readonly name: string
  readonly soapAction: string
  readonly input: Message
  readonly output: Message
  readonly documentation: string
  /** The faults that it declares, by name. */
  readonly faults: ReadonlyMap<string, Message>
}

export interface ForeignServiceModel {
  /** The name of the portType. */
  readonly service: string
  readonly namespace: string
  /** Of all operations that it has, those that are not read too. */
  readonly names: readonly string[]
  readonly operations: readonly ForeignOperationModel[]
  /** The schema files that it consists of beside itself. */
  readonly files: ReadonlyMap<string, string>
}

export interface ForeignSource {
  readonly text: string
  readonly readBeside: ReadBeside
  /** The port that is served, where the WSDL has several for SOAP 1.1. */
  readonly port: string | undefined
  /** Which operations are read: the others may hold what is not supported. */
  readonly isWanted: (operation: string) => boolean
}

/** Everything of a WSDL by name, and the schemas. */
interface Reading {
  readonly namespace: string
  readonly messages: ReadonlyMap<string, Node>
  readonly types: ForeignTypes
  readonly parts: Map<Node, readonly Part[]>
}

/**
 * Reads a WSDL 1.1 file of somebody else: document/literal, wrapped or bare, or rpc/literal. What it holds beside that
 * and could not be served is refused with element and reason; extensions and other bindings are passed over.
 */
export function readForeignService({ text, readBeside, port, isWanted }: ForeignSource): ForeignServiceModel {
  const root = readTree(text, true)
  if (root.namespace !== WSDL || root.name !== 'definitions') throw root.refuse('the root must be wsdl:definitions')
  if (root.all(WSDL, 'import').length > 0) throw root.refuse('wsdl:import is not supported; put both files into one')
  const namespace = root.need('targetNamespace')
  const schemas = new Schemas(readBeside)
  for (const schema of root.maybe(WSDL, 'types')?.all(XSD, 'schema') ?? []) schemas.add(schema)
  const binding = chosenBinding(root, port)
  const portType = named(root, 'portType', binding.needName('type'), binding)
  const messages = byName(root, 'message')
  const reading: Reading = { namespace, messages, types: new ForeignTypes(schemas), parts: new Map() }
  const operations = portType.all(WSDL, 'operation').map((node) => ({ name: node.need('name'), node }))
  const names = operations.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw portType.refuse(`the operation ${twice} stands twice; overloading is not supported`)
  const style = soapOf(binding, 'binding').take('style') ?? 'document'
  const bound = byName(binding, 'operation')
  return {
    service: portType.need('name'),
    namespace,
    names,
    operations: operations
      .filter(({ name }) => isWanted(name))
      .map(({ name, node }) => readOperation(name, node, { bound: bound.get(name), style }, reading)),
    files: schemas.files,
  }
}

/** The binding of the port that was named, or of the only one of the oldest SOAP version. */
function chosenBinding(root: Node, wanted: string | undefined): Node {
  const ports = root.all(WSDL, 'service').flatMap((service) => service.all(WSDL, 'port'))
  const known = ports.map((node) => ({ node, name: node.need('name') }))
  const speaking = (namespace: string) => known.filter(({ node }) => node.all(namespace, 'address').length > 0)
  const [old, recent] = [speaking(WSDL_SOAP), speaking(WSDL_SOAP12)]
  const candidates =
    wanted !== undefined ? [...old, ...recent].filter(({ name }) => name === wanted) : old.length > 0 ? old : recent
  const [chosen] = candidates
  const names = [...old, ...recent].map(({ name }) => name).join(', ') || 'none'
  if (chosen === undefined)
    throw root.refuse(`it has no SOAP port${wanted === undefined ? '' : ` ${wanted}`}; it has ${names}`)
  if (candidates.length > 1) throw root.refuse(`it has several ports (${names}); name the one to serve`)
  return named(root, 'binding', chosen.node.needName('binding'), chosen.node)
}

function named(root: Node, kind: string, { name }: { name: string }, from: Node): Node {
  const found = root.all(WSDL, kind).filter((node) => node.label === `<${kind} name="${name}">`)
  if (found[0] === undefined) throw from.refuse(`there is no ${kind} ${name}`)
  if (found.length > 1) throw found[0].refuse('it is defined twice')
  return found[0]
}

/** Of two of a name nobody could say which is meant. */
function byName(owner: Node, kind: string): ReadonlyMap<string, Node> {
  const known = new Map<string, Node>()
  for (const node of owner.all(WSDL, kind)) {
    const name = node.need('name')
    if (known.has(name)) throw node.refuse('it is defined twice')
    known.set(name, node)
  }
  return known
}

/** The SOAP element of this name inside another one, of either version. */
function soapOf(node: Node, name: string): Node {
  return node.maybe(WSDL_SOAP, name) ?? node.one(WSDL_SOAP12, name)
}

interface Bound {
  readonly bound: Node | undefined
  readonly style: string
}

function readOperation(name: string, node: Node, { bound, style }: Bound, reading: Reading): ForeignOperationModel {
  if (bound === undefined) throw node.refuse('the operation has no binding')
  const soap = soapOf(bound, 'operation')
  const isRpc = (soap.take('style') ?? style) === 'rpc'
  const body = (direction: 'input' | 'output'): Message => {
    const outer = bound.one(WSDL, direction)
    const inner = soapOf(outer, 'body')
    literal(inner)
    const message = messageOf(node.one(WSDL, direction), reading)
    const parts = partsOf(message, inner.take('parts'), reading)
    if (!isRpc) return documentMessage(message, parts, reading)
    const wrapper = direction === 'input' ? name : `${name}Response`
    return rpcMessage(wrapper, inner.take('namespace') ?? reading.namespace, parts, reading)
  }
  if (node.all(WSDL, 'input').length === 0 || node.all(WSDL, 'output').length === 0) {
    throw node.refuse('an operation without request or without answer is not supported')
  }
  return {
    name,
    soapAction: soap.take('soapAction') ?? '',
    input: body('input'),
    output: body('output'),
    documentation: '',
    faults: new Map(node.all(WSDL, 'fault').map((fault) => [fault.need('name'), faultMessage(fault, bound, reading)])),
  }
}

function faultMessage(fault: Node, bound: Node, reading: Reading): Message {
  for (const outer of bound.all(WSDL, 'fault')) literal(soapOf(outer, 'fault'))
  const message = messageOf(fault, reading)
  return documentMessage(message, partsOf(message, undefined, reading), reading)
}

function literal(node: Node): void {
  if ((node.take('use') ?? 'literal') !== 'literal') {
    throw node.refuse('use="encoded" (SOAP section 5 encoding) is not supported; only literal is')
  }
}

function messageOf(direction: Node, { messages }: Reading): Node {
  const { name } = direction.needName('message')
  const found = messages.get(name)
  if (found === undefined) throw direction.refuse(`there is no message ${name}`)
  return found
}

type Name = Readonly<ReturnType<Node['needName']>>

/** A part of a message: what it is called, and the element or the type that it refers to. */
interface Part {
  readonly node: Node
  readonly name: string
  readonly element: Name | undefined
  readonly type: Name | undefined
}

/** A message may serve several operations, so its parts are read once. */
function partsOf(message: Node, chosen: string | undefined, { parts }: Reading): readonly Part[] {
  const known = parts.get(message) ?? [...byName(message, 'part')].map(([name, node]) => readPart(name, node))
  parts.set(message, known)
  const wanted = chosen?.trim().split(/\s+/)
  return wanted === undefined ? known : known.filter(({ name }) => wanted.includes(name))
}

function readPart(name: string, node: Node): Part {
  const reference = (name: string) => (node.has(name) ? node.needName(name) : undefined)
  return { node, name, element: reference('element'), type: reference('type') }
}

function documentMessage(message: Node, parts: readonly Part[], { types }: Reading): Message {
  const [part] = parts
  if (part === undefined || parts.length > 1) throw message.refuse('a document/literal message must have one part')
  if (part.element === undefined) throw part.node.refuse('a document/literal part must name an element')
  return types.message(part.element, part.node)
}

/** The wrapper that rpc/literal puts around the parts, which have no namespace (WS-I BP R2735). */
function rpcMessage(name: string, namespace: string, parts: readonly Part[], { types }: Reading): Message {
  const fields = parts.map((part): Field => {
    if (part.type === undefined) throw part.node.refuse('an rpc/literal part must name a type')
    if (part.name in Object.prototype) throw part.node.refuse('this name is not supported')
    const type = types.named(part.type, part.node)
    return { name: part.name, namespace: '', type, minOccurs: 1, maxOccurs: 1, documentation: '' }
  })
  const type: ComplexType = { kind: 'complex', name, isNamed: false, fields, documentation: '' }
  return { name, namespace, type }
}
