import { XmlDocument, XmlElement } from 'libxml2-wasm'
import { wsdlText } from '../contract/reading.ts'
import { createOracle, expectValid } from '../support/oracle.ts'
import type { Credentials, TestServer } from '../support/server.ts'

/** What a test writes: texts, numbers and instants in the order of the contract, an array for a repeated element. */
export type Given =
  string | number | bigint | boolean | Date | readonly Given[] | { readonly [name: string]: Given | undefined }

/** What it reads back: texts, and one array for each element that came more than once. */
export type Read = string | Read[] | { [name: string]: Read }

export interface AdminAnswer {
  readonly status: number
  /** The content of `result`; undefined for a fault. */
  readonly result: Read | undefined
  /** The content of `ServiceFault`; undefined for an answer. */
  readonly fault: { code: string; text: string; field?: string; retry: string; faultDetails: Read } | undefined
}

const oracle = createOracle(wsdlText('admin'))

/** Calls an operation over HTTP; every answer is validated by libxml2. */
export async function callAdmin(
  server: TestServer,
  as: Credentials,
  operation: string,
  input: Given,
): Promise<AdminAnswer> {
  const body = xmlOf(operation, input).replace(`<${operation}`, `<${operation} xmlns="urn:opendepot:admin:v1"`)
  const { status, text } = await server.post('admin', body, { as })
  expectValid(oracle, text)
  using document = XmlDocument.fromString(text)
  const find = (name: string) => {
    const found = document.root.get(`//*[local-name()='${name}']`)
    return found instanceof XmlElement ? readOf(found) : undefined
  }
  return { status, result: find('result'), fault: find('ServiceFault') as AdminAnswer['fault'] }
}

export function xmlOf(name: string, value: Given | undefined): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((item: Given) => xmlOf(name, item)).join('')
  return `<${name}>${contentOf(value)}</${name}>`
}

function contentOf(value: Given): string {
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (typeof value !== 'object') return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return Object.entries(value)
    .map(([name, member]) => xmlOf(name, member))
    .join('')
}

function readOf(element: XmlElement): Read {
  const children = element.find('*').filter((node) => node instanceof XmlElement)
  if (children.length === 0) return element.content
  const read: Record<string, Read> = {}
  for (const child of children) {
    const before = read[child.name]
    const value = readOf(child)
    if (before === undefined) read[child.name] = value
    else if (Array.isArray(before)) before.push(value)
    else read[child.name] = [before, value]
  }
  return read
}
