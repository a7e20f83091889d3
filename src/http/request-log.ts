import type { ServerResponse } from 'node:http'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import type { Sender } from './sender.ts'
import type { SoapOutcome } from './soap-over-http.ts'
import type { Trace } from './trace.ts'

/** A fact of the one log line of a request. */
export type Fact = string | number | boolean

/** Requests nobody asks about in health; they are logged at `debug`. */
const quiet = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * One request from its first byte to its log line, which is the only one about it, but for the stack of an internal
 * error. `code` says how it ended: `ok`, a fault code, `HTTP_` with a status, or `ABORTED` when the client went first.
 */
export class RequestScope implements Trace {
  readonly traceId: string
  readonly traceparent: string
  readonly sender: Sender
  readonly #method: string
  readonly #path: string
  readonly #start = performance.now()
  readonly #facts: Record<string, Fact> = {}

  constructor(trace: Trace, sender: Sender, method = '', url = '') {
    this.traceId = trace.traceId
    this.traceparent = trace.traceparent
    this.sender = sender
    this.#method = method
    this.#path = url.split('?', 1)[0] ?? ''
  }

  /** Adds facts to the line; a later one of the same name replaces the earlier. Never a ticket, never a secret. */
  note(facts: Readonly<Record<string, Fact>>): void {
    Object.assign(this.#facts, facts)
  }

  /** Writes the line of a SOAP request, and counts it. */
  endSoap(outcome: SoapOutcome<unknown>, logger: Logger, metrics: Metrics): void {
    const { service, operation, status, requestBytes, responseBytes, cause } = outcome
    const code = outcome.faultCode ?? codeOf(status)
    this.#write(logger, code, {
      interface: service,
      operation,
      status,
      requestBytes,
      responseBytes,
      cause: reasonOf(cause),
    })
    const seconds = (performance.now() - this.#start) / 1000
    metrics.request({ interface: service, operation: operation ?? '', outcome: code, seconds })
  }

  /** Writes the line of any other request when its answer is out. */
  endWith(response: ServerResponse, logger: Logger): void {
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : 0
      this.#write(logger, codeOf(status), { status })
    })
  }

  #write(logger: Logger, code: string, more: Readonly<Record<string, unknown>>): void {
    const ms = Math.round((performance.now() - this.#start) * 10) / 10
    const { address } = this.sender
    const facts = {
      ...this.#facts,
      ...more,
      address,
      method: this.#method,
      path: this.#path,
      code,
      ms,
      traceId: this.traceId,
    }
    logger[levelOf(code, this.#path)]('request', facts)
  }
}

/** The error behind an outage, in one line: the request's line is the only one about it. */
function reasonOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined
}

function codeOf(status: number): string {
  if (status === 0) return 'ABORTED'
  return status < 400 ? 'ok' : `HTTP_${status}`
}

function levelOf(code: string, path: string): keyof Logger {
  if (code === 'INTERNAL') return 'error'
  if (code === 'UNAVAILABLE') return 'warn'
  return quiet.has(path) ? 'debug' : 'info'
}
