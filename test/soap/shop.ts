import { readFileSync } from 'node:fs'
import { Fault } from '../../src/faults.ts'
import { type Contract, loadContract } from '../../src/soap/contract.ts'
import type { Structure } from '../../src/soap/decoder.ts'
import { defaultLimits, type XmlLimits } from '../../src/soap/limits.ts'
import { XmlReader } from '../../src/soap/reader.ts'

/** The WSDL of these tests: it uses everything that a contract may use. */
export const shopWsdl = readFileSync(new URL('fixtures/shop.wsdl', import.meta.url), 'utf8')

export const shop: Contract = loadContract(shopWsdl)

export const SHOP = 'urn:test:shop:v1'

/** Decodes one request wrapper, without an envelope. */
export function decode(xml: string, limits: Partial<XmlLimits> = {}): Structure {
  const reader = new XmlReader(xml, { ...defaultLimits, ...limits })
  reader.root()
  const value = shop.operations.get(reader.name)!.decode(reader)
  reader.end()
  return value
}

/** The value of one field of Echo. */
export function decodeValue(field: string, text: string, attributes = ''): unknown {
  return (decode(echo(`<${field}${attributes}>${text}</${field}>`))['values'] as Structure)[field]
}

/** An Echo request with this content of `values`. */
export function echo(values: string): string {
  return `<Echo xmlns="${SHOP}"><values>${values}</values></Echo>`
}

export interface Refused {
  code: string
  text: string
  field: string | undefined
  details: Readonly<Record<string, string>> | undefined
}

/** The fault that this work ends in; fails if there is none. */
export function faultOf(work: () => unknown): Refused {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { code: error.code, text: error.message, field: error.facts.field, details: error.facts.details }
  }
  throw new Error('no fault')
}
