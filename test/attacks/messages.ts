import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { S11, wrap } from '../soap/endpoint-kit.ts'
import type { Connection } from './attack.ts'

export const DEPOT = 'urn:opendepot:depot:v1'
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** A call of the Depot without a mistake. Attacks are put around it, so that nothing else stops them. */
export const goodCall = `<GetKeys xmlns="${DEPOT}"><firmCode>6000010</firmCode></GetKeys>`
export const goodMessage = wrap(goodCall)

export interface Http {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as an ordinary client writes it, on a connection that ends with its answer. */
export function post(
  body: string | Buffer,
  { method = 'POST', path = '/soap/depot', headers = {} }: Http = {},
): Connection {
  const bytes = Buffer.from(body)
  const all = {
    host: 'depot.example',
    connection: 'close',
    'content-type': 'text/xml; charset=utf-8',
    'content-length': String(bytes.length),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    pieces: [Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes])],
  }
}

/** The same, packed as well as it goes without being refused for that. */
export function packed(body: string): Connection {
  return post(gzipSync(body + filling), { headers: { 'content-encoding': 'gzip' } })
}

/** A comment that does not pack, so that megabytes may come of the rest. */
const filling = `<!--${randomBytes(90_000).toString('base64')}-->`

/** A good call with this in a header block that nobody has to understand, where any well-formed XML may stand. */
export function inHeader(content: string, attributes = ''): string {
  return wrap(goodCall, `<x:a xmlns:x="urn:x"${attributes}>${content}</x:a>`)
}

/** A call of the Depot with this content. */
export function call(operation: string, content: string): string {
  return wrap(`<${operation} xmlns="${DEPOT}">${content}</${operation}>`)
}

/** A call that hands in a context file; this is the XML of its text. */
export function confirm(contextFile: string): string {
  return call('ConfirmUpdate', `<confirmation><contextFile>${contextFile}</contextFile></confirmation>`)
}

/** A whole message of this text instead of an envelope of ours. */
export function envelopeOf(content: string): string {
  return `<s:Envelope xmlns:s="${S11}">${content}</s:Envelope>`
}

export function times(count: number, each: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => each(i)).join('')
}

/** Text in an element. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
