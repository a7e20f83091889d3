import { readFileSync } from 'node:fs'
import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'

/**
 * The second opinion of all tests: libxml2 validates whole envelopes against the schema of the WSDL, with a schema of the
 * envelope around it that imports nothing from outside.
 */
export interface Oracle {
  /** Why libxml2 refuses these bytes; undefined when they are a valid envelope of that SOAP version. */
  problem(bytes: Uint8Array | string, version?: '1.1' | '1.2'): string | undefined
}

/** What the SOAP 1.2 envelope needs of the namespace xml. */
const xmlNamespace = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  targetNamespace="http://www.w3.org/XML/1998/namespace"><xsd:attribute name="lang" type="xsd:language"/></xsd:schema>`
const files = new XmlBufferInputProvider({ 'memory:xml.xsd': Buffer.from(xmlNamespace) })
xmlRegisterInputProvider(files)

let count = 0

export function createOracle(wsdl: string): Oracle {
  const contract = `memory:contract-${++count}.xsd`
  files.addBuffer(contract, Buffer.from(schemaOf(wsdl)))
  const validators = {
    '1.1': validator(new URL('soap11-envelope.xsd', import.meta.url), contract, wsdl),
    '1.2': validator(new URL('soap12-envelope.xsd', import.meta.url), contract, wsdl),
  }
  return {
    problem(bytes, version = '1.1') {
      try {
        // As strict as it goes: no entities, no network, no recovery.
        const options = { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_PEDANTIC }
        using document =
          typeof bytes === 'string' ? XmlDocument.fromString(bytes, options) : XmlDocument.fromBuffer(bytes, options)
        validators[version].validate(document)
        return undefined
      } catch (error) {
        if (!(error instanceof XmlLibError)) throw error
        return error.message
      }
    },
  }
}

/** Throws unless these bytes are a valid envelope with a message of the contract. */
export function expectValid(oracle: Oracle, bytes: Uint8Array | string, version: '1.1' | '1.2' = '1.1'): void {
  const problem = oracle.problem(bytes, version)
  if (problem !== undefined) throw new Error(`not valid by libxml2: ${problem}\n${Buffer.from(bytes).toString()}`)
}

function validator(file: URL, contract: string, wsdl: string): XsdValidator {
  const [, namespace] = /targetNamespace="([^"]+)"/.exec(wsdl)!
  const schema = readFileSync(file, 'utf8').replace(
    '<!-- the contract -->',
    `<xsd:import namespace="${namespace!}" schemaLocation="${contract}"/>`,
  )
  using document = XmlDocument.fromString(schema)
  return XsdValidator.fromDoc(document)
}

/** The one schema of a WSDL, with the namespace declarations that it inherits from the root. */
function schemaOf(wsdl: string): string {
  const [schema] = /<xsd:schema[\s\S]*<\/xsd:schema>/.exec(wsdl)!
  const declarations = [
    ...wsdl.slice(0, wsdl.indexOf('>', wsdl.indexOf('<wsdl:definitions'))).matchAll(/xmlns:\w+="[^"]+"/g),
  ]
  return schema.replace('<xsd:schema', `<xsd:schema ${declarations.map(([each]) => each).join(' ')}`)
}
