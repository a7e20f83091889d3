import { createOracle, expectValid } from '../support/oracle.ts'
import { createEndpoint, type Invocation, type SoapResponse } from '../../src/soap/endpoint.ts'
import type { XmlLimits } from '../../src/soap/limits.ts'
import type { UsernameToken } from '../../src/soap/username-token.ts'
import { SHOP, shop, shopWsdl } from './shop.ts'

export const S11 = 'http://schemas.xmlsoap.org/soap/envelope/'
export const S12 = 'http://www.w3.org/2003/05/soap-envelope'
export const traceId = '0af7651916cd43dd8448eb211c80319c'

const oracle = createOracle(shopWsdl)

export interface Kit {
  /** Every call that reached an operation. */
  readonly invoked: Invocation<string>[]
  /** The token of every message whose header was read. */
  readonly tokens: (UsernameToken | undefined)[]
  readonly internalErrors: { error: unknown; operation: string | undefined }[]
  /** What the operation does; Echo by default. */
  work: (invocation: Invocation<string>) => unknown
  /** Sends an envelope; the answer has been validated by libxml2. */
  send(envelope: string | Uint8Array, headers?: Record<string, string>): Promise<SoapResponse & { text: string }>
}

/** An endpoint for the test contract. */
export function createKit(limits: Partial<XmlLimits> = {}): Kit {
  const kit: Kit = {
    invoked: [],
    tokens: [],
    internalErrors: [],
    work: ({ input }) => ({ result: input['values'] }),
    async send(message, headers = {}) {
      const body = typeof message === 'string' ? Buffer.from(message) : message
      const answer = await endpoint({
        headers: { 'content-type': 'text/xml', ...headers },
        body,
        traceId,
        context: 'me',
      })
      const version = answer.headers['content-type']!.startsWith('text/xml') ? '1.1' : '1.2'
      expectValid(oracle, answer.body, version)
      return { ...answer, text: answer.body.toString() }
    },
  }
  const endpoint = createEndpoint<string>({
    contract: shop,
    limits,
    identify: (context, token) => {
      kit.tokens.push(token)
      return Promise.resolve(context)
    },
    invoke: (invocation) => {
      kit.invoked.push(invocation)
      return Promise.resolve().then(async () => invocation.encode(await kit.work(invocation)))
    },
    onInternalError: (error, { operation }) => {
      kit.internalErrors.push({ error, operation })
    },
  })
  return kit
}

export const echoBody = `<Echo xmlns="${SHOP}"><values><text>a</text></values></Echo>`

/** An envelope around header blocks and body. */
export function wrap(body: string, header?: string, namespace = S11): string {
  const head = header === undefined ? '' : `<s:Header>${header}</s:Header>`
  return `<s:Envelope xmlns:s="${namespace}">${head}<s:Body>${body}</s:Body></s:Envelope>`
}

/** The text of an element of an answer, by its local name. */
export function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([^<]*)<`).exec(xml)?.[1]
}
