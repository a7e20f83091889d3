import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { readFileSync } from 'node:fs'
import { loadContract } from '../../src/soap/contract.ts'
import type { ObservedCall, Shadow, ShadowOptions, ShadowOutcome } from '../../src/shadow/options.ts'
import { createShadow } from '../../src/shadow/shadow.ts'
import { compiled } from '../process/support/compiled.ts'
import { eventually } from '../support/eventually.ts'

export const salesFile = new URL('../../wsdl/sales.wsdl', import.meta.url).pathname
export const salesModel = loadContract(readFileSync(salesFile, 'utf8')).model

/** A request as the other side got it. */
export interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Answers a request, in whatever way. */
export type Behaviour = (response: ServerResponse, received: Received) => void

/** The endpoint that a shadow is compared with, which does as it is told. */
export class OtherSide {
  readonly received: Received[] = []
  behaviour: Behaviour = (response) => response.destroy()
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => {
      const received = { headers: request.headers, body }
      this.received.push(received)
      this.behaviour(response, received)
    })
  })

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/soap`
  }

  /** Answers with this in the body of an envelope. */
  says(body: string, status = 200): void {
    this.behaviour = (response) => response.writeHead(status, xmlType).end(inEnvelope(body))
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

export const xmlType = { 'content-type': 'text/xml; charset=utf-8' }

export function inEnvelope(body: string, header = ''): string {
  const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
  return `<e:Envelope xmlns:e="${soap}">${header}<e:Body>${body}</e:Body></e:Envelope>`
}

/** A shadow with everything it told. */
export interface Watched {
  readonly shadow: Shadow
  readonly outcomes: ShadowOutcome[]
  readonly log: string[]
  /** Plays a call and waits for its outcome. */
  readonly play: (
    call: Partial<ObservedCall> & { readonly body: string; readonly says: string },
  ) => Promise<ShadowOutcome>
}

export async function watch(options: Partial<ShadowOptions> & Pick<ShadowOptions, 'url'>): Promise<Watched> {
  const outcomes: ShadowOutcome[] = []
  const log: string[] = []
  const tell = (message: string, facts = {}) => {
    log.push(`${message} ${JSON.stringify(facts)}`)
  }
  const shadow = createShadow({
    name: 'legacy',
    wsdlFile: salesFile,
    model: salesModel,
    logger: { warn: tell, info: tell },
    count: (outcome) => outcomes.push(outcome),
    program: pathToFileURL(await compiled('src/shadow/worker.ts')),
    ...options,
  })
  return {
    shadow,
    outcomes,
    log,
    play: async ({ body, says, ...call }) => {
      const before = outcomes.length
      shadow.observe(callOf(body, says, call))
      await eventually(
        () => outcomes.length,
        (length) => length > before,
        20,
      )
      return outcomes.at(-1)!
    },
  }
}

export function callOf(body: string, says: string, more: Partial<ObservedCall> = {}): ObservedCall {
  const bytes = (text: string) => Buffer.from(inEnvelope(text))
  return { operation: 'GetOrder', traceId: 'a'.repeat(32), request: bytes(body), answer: bytes(says), ...more }
}
