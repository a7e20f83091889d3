import type { Message, OperationModel, ServiceModel } from '../model.ts'
import { documentationOf, type Node, readTree, WSDL, WSDL_SOAP, XSD } from './tree.ts'
import { readTypes, type Types } from './types.ts'

const HTTP_TRANSPORT = 'http://schemas.xmlsoap.org/soap/http'

/**
 * Reads a WSDL 1.1 file of the kind that every generator understands: one portType, one document/literal wrapped
 * SOAP 1.1 binding, one service with one port, one schema, one fault for all operations. Anything else is refused with
 * the element and the reason, so a contract that loads is one that the server fulfils.
 */
export function readService(text: string): ServiceModel {
  const root = readTree(text)
  if (root.namespace !== WSDL || root.name !== 'definitions') throw root.refuse('the root must be wsdl:definitions')
  const namespace = root.need('targetNamespace')
  root.take('name')
  documentationOf(root)
  const types = readTypes(schemaOf(root), namespace)
  const messages = new Map(root.all(WSDL, 'message').map((node) => readMessage(node, types, namespace)))
  const portType = root.one(WSDL, 'portType')
  const service = portType.need('name')
  documentationOf(portType)
  const binding = readBinding(root.one(WSDL, 'binding'), { namespace, name: service })
  const operations: OperationModel[] = []
  const faults = new Set<Message>()
  for (const node of portType.all(WSDL, 'operation')) {
    const { operation, fault } = readOperation(node, messages, binding, namespace)
    if (operations.some((other) => other.name === operation.name)) throw node.refuse('the operation stands twice')
    operations.push(operation)
    faults.add(fault)
  }
  portType.done()
  if (binding.actions.size !== operations.length) throw portType.refuse('the binding has other operations')
  const [fault] = faults
  if (fault === undefined || faults.size > 1) throw portType.refuse('all operations must declare the same fault')
  readEnd(root, { namespace, name: binding.name })
  root.done()
  return { service, namespace, operations, fault, types: types.named }
}

function schemaOf(root: Node): Node {
  const types = root.one(WSDL, 'types')
  documentationOf(types)
  const schema = types.one(XSD, 'schema')
  types.done()
  return schema
}

/** A message with one part, which is a global element: `parameters`, or `fault` in the message of the fault. */
function readMessage(node: Node, types: Types, namespace: string): [string, Message] {
  const name = node.need('name')
  documentationOf(node)
  const part = node.one(WSDL, 'part')
  if (!['parameters', 'fault'].includes(part.need('name'))) throw part.refuse('the part must be named parameters')
  const element = part.needName('element')
  const message = element.namespace === namespace ? types.elements.get(element.name) : undefined
  if (!message) throw part.refuse(`there is no element ${element.name} in the schema`)
  part.done()
  node.done()
  return [name, message]
}

interface Binding {
  readonly name: string
  /** The soapAction by operation. */
  readonly actions: ReadonlyMap<string, string>
}

function readBinding(node: Node, portType: { namespace: string; name: string }): Binding {
  const name = node.need('name')
  sameName(node, 'type', portType)
  documentationOf(node)
  const soap = node.one(WSDL_SOAP, 'binding')
  expectValue(soap, 'style', 'document')
  expectValue(soap, 'transport', HTTP_TRANSPORT)
  soap.done()
  const actions = new Map(node.all(WSDL, 'operation').map(readBoundOperation))
  node.done()
  if (new Set(actions.values()).size !== actions.size) throw node.refuse('two operations have the same soapAction')
  return { name, actions }
}

function readBoundOperation(node: Node): [string, string] {
  const name = node.need('name')
  documentationOf(node)
  const soap = node.one(WSDL_SOAP, 'operation')
  const action = soap.need('soapAction')
  if (soap.take('style') === 'rpc') throw soap.refuse('the style must be document')
  soap.done()
  for (const direction of ['input', 'output', 'fault']) {
    const outer = node.one(WSDL, direction)
    const inner = outer.one(WSDL_SOAP, direction === 'fault' ? 'fault' : 'body')
    expectValue(inner, 'use', 'literal')
    if (direction === 'fault' && outer.need('name') !== inner.need('name')) throw inner.refuse('the names differ')
    inner.done()
    outer.done()
  }
  node.done()
  return [name, action]
}

function readOperation(node: Node, messages: ReadonlyMap<string, Message>, binding: Binding, namespace: string) {
  const name = node.need('name')
  const documentation = documentationOf(node)
  const [input, output, fault] = ['input', 'output', 'fault'].map((direction) => {
    const child = node.one(WSDL, direction)
    child.take('name')
    const reference = child.needName('message')
    const message = reference.namespace === namespace ? messages.get(reference.name) : undefined
    if (!message) throw child.refuse(`there is no message ${reference.name}`)
    documentationOf(child)
    child.done()
    return message
  }) as [Message, Message, Message]
  node.done()
  if (input.name !== name || output.name !== `${name}Response`) {
    throw node.refuse(`the wrapper elements must be named ${name} and ${name}Response`)
  }
  const soapAction = binding.actions.get(name)
  if (soapAction === undefined) throw node.refuse('the operation has no binding')
  return { operation: { name, soapAction, input, output, documentation }, fault }
}

/** The service with its one port. Its address is replaced when the file is served. */
function readEnd(root: Node, binding: { namespace: string; name: string }): void {
  const service = root.one(WSDL, 'service')
  service.need('name')
  documentationOf(service)
  const port = service.one(WSDL, 'port')
  port.need('name')
  sameName(port, 'binding', binding)
  documentationOf(port)
  const address = port.one(WSDL_SOAP, 'address')
  address.need('location')
  address.done()
  port.done()
  service.done()
}

function sameName(node: Node, attribute: string, expected: { namespace: string; name: string }): void {
  const { namespace, name } = node.needName(attribute)
  if (namespace !== expected.namespace || name !== expected.name)
    throw node.refuse(`${attribute} must be ${expected.name}`)
}

function expectValue(node: Node, attribute: string, expected: string): void {
  if (node.need(attribute) !== expected) throw node.refuse(`${attribute} must be "${expected}"`)
}
