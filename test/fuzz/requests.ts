import fc from 'fast-check'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { Connection } from '../attacks/attack.ts'
import { type Message, messages } from './messages.ts'
import type { Pools } from './values.ts'

/** A message on its way: how it is sent. */
export interface Request {
  readonly message: Message
  readonly method: string
  readonly path: string
  readonly contentType: string
  readonly action: string | undefined
  /** With the credentials that were given. */
  readonly isKnown: boolean
  readonly coding: Coding
  /** Of the text of the message. */
  readonly charset: 'utf-8' | 'utf-16' | 'iso-8859-1'
  readonly framing: 'length' | 'chunks' | 'short' | 'long'
  readonly more: readonly (readonly [string, string])[]
}

const codings = ['none', 'gzip', 'deflate', 'raw', 'lie', 'unknown'] as const
type Coding = (typeof codings)[number]

/** Mostly what comes first, sometimes any of the others. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
  )
}

const mediaTypes = { '1.1': 'text/xml', '1.2': 'application/soap+xml' } as const
const words = [
  '',
  '0',
  'x',
  'text/xml; charset=utf-8',
  'gzip',
  'chunked',
  '__proto__',
  '"',
  '\\"',
  'a'.repeat(200),
  'close',
  '100-continue',
  '%',
  'é',
  '\t',
]
const names = [
  'accept-encoding',
  'traceparent',
  'idempotency-key',
  'x-forwarded-for',
  'accept-language',
  'client-cert',
  '__proto__',
  'range',
  'expect',
  'cookie',
  'upgrade',
  'te',
  'origin',
]

/** Requests with these messages. What is left away when a failure is shrunk is what does not matter for it. */
export function requests(pools: Pools): fc.Arbitrary<Request> {
  return messages(pools).chain((message) => {
    const type = mediaTypes[message.version]
    return fc.record({
      message: fc.constant(message),
      method: mostly('POST', 'GET', 'HEAD', 'PUT', 'OPTIONS', 'DELETE', 'TRACE'),
      path: mostly(
        `/soap/${message.face}`,
        '/',
        '/soap/depot?wsdl',
        '/soap/sales',
        '/soap/x',
        '/healthz',
        '/readyz',
        '/%',
        '/.well-known/opendepot-keys',
        `/soap/${message.face}?wsdl12`,
      ),
      contentType: mostly(
        type,
        `${type}; charset=utf-8`,
        `${type}; charset=utf-16`,
        `${type}; action="urn:x"`,
        `${type};;a="`,
        'text/html',
        '',
      ),
      action: mostly<string | undefined>(
        message.action === '' ? undefined : `"${message.action}"`,
        undefined,
        '""',
        '"urn:x"',
        'GetKeys',
        '"',
      ),
      isKnown: mostly(true, false),
      coding: mostly<Coding>('none', ...codings),
      charset: mostly<Request['charset']>('utf-8', 'utf-16', 'iso-8859-1'),
      framing: mostly<Request['framing']>('length', 'chunks', 'short', 'long'),
      more: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...words)), { maxLength: 3 }),
        },
      ),
    })
  })
}

/** The bytes of a request, on a connection that is closed after it. */
export function connectionOf(request: Request, authorization: string): Connection {
  const { method, path, contentType, action, isKnown, framing, coding, more } = request
  const body = coded(recoded(request), coding)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: fuzz.example',
    'connection: close',
    `content-type: ${contentType}`,
    ...(action === undefined ? [] : [`soapaction: ${action}`]),
    ...(isKnown ? [`authorization: ${authorization}`] : []),
    ...(coding === 'none'
      ? []
      : [
          `content-encoding: ${coding === 'unknown' ? 'br' : coding === 'raw' ? 'deflate' : coding === 'lie' ? 'gzip' : coding}`,
        ]),
    ...more.map(([name, value]) => `${name}: ${value}`),
    ...(framing === 'chunks'
      ? ['transfer-encoding: chunked']
      : [`content-length: ${body.length + lengthError[framing]}`]),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return { pieces: [head, framing === 'chunks' ? chunked(body) : body], halfCloses: framing === 'long' }
}

const lengthError = { length: 0, short: -5, long: 5 } as const

function recoded({ charset, message }: Request): Buffer {
  if (charset === 'utf-8') return message.bytes
  const text = message.bytes.toString()
  return charset === 'iso-8859-1' ? Buffer.from(text, 'latin1') : Buffer.from(`\ufeff${text}`, 'utf16le')
}

function coded(body: Buffer, coding: Coding): Buffer {
  if (coding === 'gzip') return gzipSync(body)
  if (coding === 'deflate') return deflateSync(body)
  return coding === 'raw' ? deflateRawSync(body) : body
}

function chunked(body: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; at += 97) {
    const part = body.subarray(at, at + 97)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
