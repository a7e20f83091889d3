import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import type { Trace } from './trace.ts'

/** A fact of the one log line of a request. */
export type Fact = string | number | boolean

/** Requests nobody asks about in health; they are logged at `debug`. */
const quiet = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * The one log event of a request: filled while it runs, written when the answer is out or the client is gone. Nothing
 * else is logged about a request, but for the stack of an internal error.
 */
export class RequestEvent {
  readonly traceId: string
  readonly #facts: Record<string, Fact> = {}
  readonly #start = performance.now()

  constructor(trace: Trace) {
    this.traceId = trace.traceId
  }

  /** Adds facts; a later one of the same name replaces the earlier. Never a ticket, never a secret. */
  note(facts: Readonly<Record<string, Fact>>): void {
    Object.assign(this.#facts, facts)
  }

  /** Writes the event when the exchange has ended, however it ended. */
  writeAtEnd(request: IncomingMessage, response: ServerResponse, path: string, logger: Logger, metrics: Metrics): void {
    response.once('close', () => {
      const ms = Math.round((performance.now() - this.#start) * 10) / 10
      const status = response.statusCode
      const outcome = response.writableFinished ? (this.#facts['outcome'] ?? outcomeOf(status)) : 'ABORTED'
      const operation = this.#facts['operation']
      logger[levelOf(outcome, path)]('request', {
        method: request.method,
        path,
        ...this.#facts,
        outcome,
        status,
        ms,
        bytesOut: Number(response.getHeader('content-length') ?? 0),
        traceId: this.traceId,
      })
      if (operation === undefined) return
      const face = String(this.#facts['interface'])
      metrics.request({ interface: face, operation: String(operation), outcome: String(outcome), seconds: ms / 1000 })
    })
  }
}

function levelOf(outcome: Fact, path: string): 'error' | 'warn' | 'info' | 'debug' {
  if (outcome === 'INTERNAL') return 'error'
  if (outcome === 'UNAVAILABLE') return 'warn'
  return quiet.has(path) ? 'debug' : 'info'
}

function outcomeOf(status: number): string {
  return status < 400 ? 'ok' : `HTTP_${status}`
}
