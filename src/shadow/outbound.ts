import { BasicAuthSecurity, type Client, createClientAsync, WSSecurity } from 'soap'
import { decodeText } from '../soap/charset.ts'
import { readMediaType } from '../soap/media-type.ts'
import { type Element, writeElement } from './message.ts'
import type { ShadowCredentials, ShadowSettings } from './options.ts'

/** Bytes of an answer that are read at most. */
const largestAnswer = 16_777_216

/** Sends the element of a body to the other side and gives the envelope that comes back, a fault too. */
export type Send = (operation: string, body: Element) => Promise<string>

export type Where = Pick<ShadowSettings, 'url' | 'credentials' | 'soapVersion'> & {
  readonly wsdlFile: string
  readonly timeoutSeconds: number
}

/**
 * A client of the other side. What it sends is what our caller sent, letter by letter, in an envelope of its own: headers of
 * the caller, with his credentials in them, stay here. Redirects are not followed.
 */
export async function connect({ url, credentials, soapVersion, wsdlFile, timeoutSeconds }: Where): Promise<Send> {
  const client = await createClientAsync(wsdlFile, { endpoint: url, forceSoap12Headers: soapVersion === '1.2' })
  if (credentials !== undefined) client.setSecurity(securityOf(credentials))
  return async (operation, body) => {
    const message = writeElement(body)
    let answer: string | undefined
    const options = {
      postProcess: (xml: string) => withBody(xml, message),
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      timeout: timeoutSeconds * 1000,
      maxContentLength: largestAnswer,
      maxRedirects: 0,
      decompress: false,
      responseType: 'arraybuffer',
      transformResponse: (bytes: Uint8Array, headers: Readonly<Record<string, string | undefined>>, status: number) => {
        answer = textOf(bytes, headers['content-type'] ?? '', status)
        return answer
      },
    }
    // What the package makes of the answer does not count, and a fault is an error to it: the text decides.
    const failure = await methodOf(client, operation)({}, options).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (answer === undefined) throw failure instanceof Error ? failure : new Error('it gave no answer')
    return answer
  }
}

/** A text that only looks like an answer is none: a page of a proxy, say. */
function textOf(bytes: Uint8Array, contentType: string, status: number): string {
  const { type, parameters } = readMediaType(contentType)
  if (/(^|[/+])xml$/.test(type)) return decodeText(bytes, parameters.get('charset'))
  throw new Error(`it answered HTTP ${status} with ${type || 'no Content-Type'}`)
}

type Method = (args: object, options: object) => Promise<unknown>

function methodOf(client: Client, operation: string): Method {
  const method = (client as unknown as Record<string, Method | undefined>)[`${operation}Async`]
  if (method === undefined) throw new Error(`its WSDL has no operation ${operation}`)
  return (args, options) => method.call(client, args, options)
}

function securityOf({ kind, name, password }: ShadowCredentials) {
  return kind === 'basic'
    ? new BasicAuthSecurity(name, password)
    : new WSSecurity(name, password, { hasTimeStamp: false })
}

/** The envelope as the package wrote it, with this in its body; it always writes the prefix `soap`. */
function withBody(xml: string, message: string): string {
  const start = xml.indexOf('<soap:Body')
  const end = xml.lastIndexOf('</soap:Envelope>')
  return `${xml.slice(0, start)}<soap:Body>${message}</soap:Body>${xml.slice(end)}`
}
