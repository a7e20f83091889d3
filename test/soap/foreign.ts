import { readFileSync } from 'node:fs'
import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'
import { type ForeignContract, loadForeignContract } from '../../src/soap/foreign/contract.ts'
import type { Structure } from '../../src/soap/decoder.ts'
import { defaultLimits } from '../../src/soap/limits.ts'
import { XmlReader } from '../../src/soap/reader.ts'
import { shop } from './shop.ts'

const folder = new URL('fixtures/foreign/', import.meta.url)
const readBeside = (path: string) => readFileSync(new URL(path, folder), 'utf8')

/** A WSDL with all that one of another maker may hold. */
export const werkWsdl = readBeside('werk.wsdl')

export const WERK = 'urn:test:werk'
export const TYPEN = 'urn:test:typen'

export function load(text = werkWsdl, more: { port?: string; wanted?: readonly string[] } = {}): ForeignContract {
  const source = { text, readBeside, port: more.port, isWanted: (name: string) => more.wanted?.includes(name) ?? true }
  return loadForeignContract(source, { message: shop.model.fault, namespace: shop.namespace })
}

/** The request of an operation, without an envelope. */
export function decodeForeign(contract: ForeignContract, xml: string): Structure {
  const reader = new XmlReader(xml, defaultLimits)
  reader.root()
  const value = contract.wrappers.get(reader.name)!.decode(reader)
  reader.end()
  return value
}

const files = new XmlBufferInputProvider({})
xmlRegisterInputProvider(files)

/** What libxml2 says of an element by the schemas of werk.wsdl; undefined when it is valid. */
export function problemOf(xml: string): string | undefined {
  try {
    using document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET })
    validator().validate(document)
    return undefined
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    return error.message
  }
}

let known: XsdValidator | undefined

function validator(): XsdValidator {
  if (known !== undefined) return known
  const declarations = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:test:werk" xmlns:t="urn:test:typen"'
  const [types = '', own = ''] = (werkWsdl.match(/<xsd:schema[\s\S]*?<\/xsd:schema>/g) ?? []).map((text) =>
    text.replace('<xsd:schema', `<xsd:schema ${declarations}`),
  )
  files.addBuffer('memory:teile.xsd', Buffer.from(readBeside('teile/preis.xsd')))
  files.addBuffer('memory:typen.xsd', Buffer.from(types.replace('teile/preis.xsd', 'memory:teile.xsd')))
  using document = XmlDocument.fromString(
    own.replace(
      '<xsd:import namespace="urn:test:typen"/>',
      '<xsd:import namespace="urn:test:typen" schemaLocation="memory:typen.xsd"/>',
    ),
  )
  return (known = XsdValidator.fromDoc(document))
}
