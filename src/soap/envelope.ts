import { Fault } from '../faults.ts'
import { checkAction } from './action.ts'
import { decodeText } from './charset.ts'
import type { Contract, OperationContract } from './contract.ts'
import type { Structure } from './decoder.ts'
import { type HeaderFacts, readHeader } from './header-blocks.ts'
import type { XmlLimits } from './limits.ts'
import { readMediaType } from './media-type.ts'
import { Violation } from './problems.ts'
import { XmlReader } from './reader.ts'
import { mustUnderstand, versionMismatch } from './soap-fault.ts'
import { soap11, soap12, type SoapVersion, soapVersions } from './versions.ts'
import { isAboutType } from './xsi.ts'

/** What is known of a message so far. It is filled while reading, so that a fault can answer in the right version. */
export interface Received {
  version: SoapVersion
  operation: OperationContract | undefined
}

/** A request read up to its operation: everything that says who wants what, and nothing of what is wanted. */
export interface OpenedCall {
  readonly operation: OperationContract
  readonly header: HeaderFacts
  /** Reads the rest, by the WSDL, and that nothing follows; to be called once. */
  readInput(): Structure
}

/** HTTP header fields by lower-case name. */
export type HeaderFields = Readonly<Record<string, string | string[] | undefined>>

/** Before the envelope is seen, the Content-Type says in which version to answer. */
export function versionOfHeaders(headers: HeaderFields): SoapVersion {
  return readMediaType(String(headers['content-type'] ?? '')).type === soap12.mediaType ? soap12 : soap11
}

/**
 * Reads an envelope from front to back, in two steps: version, header and the operation by the qualified name of the
 * body's first element; then, once it is known who calls, the content. Nothing is done before all of it is read.
 */
export function openEnvelope(
  headers: HeaderFields,
  body: Uint8Array,
  contract: Contract,
  limits: XmlLimits,
  received: Received,
): OpenedCall {
  const { parameters } = readMediaType(String(headers['content-type'] ?? ''))
  const reader = new XmlReader(decodeText(body, parameters.get('charset')), limits)
  return reading(() => {
    reader.root()
    received.version = versionOf(reader)
    const header = openBody(reader, received.version, limits)
    const operation = findOperation(reader, contract)
    received.operation = operation
    const action = received.version === soap12 ? parameters.get('action') : headers['soapaction']
    checkAction(action === undefined ? undefined : String(action), operation.name, contract)
    checkAction(header.action, operation.name, contract)
    return { operation, header, readInput: () => reading(() => readInput(reader, operation)) }
  })
}

function readInput(reader: XmlReader, operation: OperationContract): Structure {
  const input = operation.decode(reader)
  if (reader.open()) throw refused('Body', 'it must hold one element only')
  if (reader.open()) throw refused('Envelope', `<${reader.name}> must not follow the body`)
  reader.end()
  return input
}

function reading<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Violation ? refused('Envelope', error.message) : error
  }
}

function versionOf(reader: XmlReader): SoapVersion {
  const version = soapVersions.find(({ namespace }) => namespace === reader.namespace)
  if (reader.name !== 'Envelope' || version === undefined) throw versionMismatch()
  checkAttributes(reader, version)
  return version
}

/** Over the optional header to the first element of the body. */
function openBody(reader: XmlReader, version: SoapVersion, limits: XmlLimits): HeaderFacts {
  let header: HeaderFacts | undefined
  for (;;) {
    if (!reader.open()) throw refused('Envelope', 'the body is missing')
    const { name } = reader
    if (reader.namespace !== version.namespace || (name !== 'Body' && (name !== 'Header' || header))) {
      throw refused('Envelope', `<${name}> is not expected; it holds an optional Header and one Body of its namespace`)
    }
    checkAttributes(reader, version)
    if (name === 'Body') break
    header = readHeader(reader, version, limits.headerBlocks)
    if (header.notUnderstood.length > 0) throw mustUnderstand(header.notUnderstood)
  }
  if (!reader.open()) throw refused('Body', 'it is empty')
  return header ?? { messageId: undefined, action: undefined, usernameToken: undefined, notUnderstood: [] }
}

/** Envelope, Header and Body may carry attributes of other namespaces (wsu:Id), but no encodingStyle (BP R1005 to R1007). */
function checkAttributes(reader: XmlReader, version: SoapVersion): void {
  for (const attribute of reader.attributes) {
    const { name, namespace } = attribute
    if (name === 'encodingStyle') throw refused(reader.name, 'encodingStyle is not allowed; messages are literal')
    if (namespace === '' || namespace === version.namespace || isAboutType(attribute)) {
      throw refused(reader.name, `the attribute ${name} is not expected`)
    }
  }
}

function findOperation(reader: XmlReader, contract: Contract): OperationContract {
  const { name, namespace } = reader
  const operation = contract.wrappers.get(name)
  if (operation?.namespace === namespace) return operation
  if (operation) {
    throw new Fault('UNKNOWN_OPERATION', `${name} must be in the namespace ${operation.namespace}`)
  }
  throw new Fault('UNKNOWN_OPERATION', `${name} is no operation of the ${contract.service} interface`)
}

function refused(where: string, text: string): Fault {
  return new Fault('INVALID_REQUEST', `${where}: ${text}`)
}
