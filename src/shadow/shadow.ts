import { type Journal, openJournal } from './journal.ts'
import type { ObservedCall, Shadow, ShadowOptions } from './options.ts'
import { Thread } from './thread.ts'
import type { Job, Verdict } from './verdict.ts'

/** Bytes of the calls that wait at most. */
const mostBytes = 33_554_432

/** Paths that a log line names. */
const pathsNamed = 5

/** Milliseconds between two log lines about calls that were dropped. */
const dropPause = 60_000

/** Milliseconds that a stop waits for calls on their way at most: whoever stops us kills what takes too long. */
const farewell = 3_000

interface Waiting {
  readonly call: ObservedCall
  readonly at: Date
}

/**
 * Sends what is observed to another endpoint too, and reports where that one answers differently (docs/shadow.md). All that
 * could take time or go wrong happens in a thread of its own; here is only a bounded queue before it.
 */
export function createShadow(options: ShadowOptions): Shadow {
  const { name, operations, timeoutSeconds = 30, atOnce = 1, queue = 1_000, logger } = options
  const journal = journalOf(options)
  const waiting: Waiting[] = []
  const running = new Map<number, Waiting>()
  let bytes = 0
  let nextId = 1
  let idle: (() => void) | undefined
  let isClosed = false
  const drops = dropTeller(options, journal)
  const tell = teller(options, journal)

  const thread = new Thread({
    program: options.program ?? new URL('worker.js', import.meta.url),
    data: {
      where: { ...whereOf(options), timeoutSeconds },
      model: options.model,
      compare: compareOf(options),
    },
    onVerdict: (verdict, { id }) => {
      const entry = running.get(id)
      running.delete(id)
      if (entry !== undefined) tell(entry, verdict)
    },
    onRoom: () => {
      next()
      if (running.size === 0) idle?.()
    },
    onUnusable: (reason) => {
      logger.warn('the shadow cannot use its WSDL', { shadow: name, reason })
    },
  })

  const next = (): void => {
    while (thread.isReady && thread.busy < atOnce) {
      const entry = waiting.shift()
      if (entry === undefined) return
      const id = nextId++
      bytes -= sizeOf(entry.call)
      running.set(id, entry)
      thread.give(jobOf(id, entry.call))
    }
  }

  return {
    observe(call) {
      if (isClosed || operations?.includes(call.operation) === false) return
      if (waiting.length >= queue || bytes + sizeOf(call) > mostBytes) {
        drops.dropped(1)
        return
      }
      bytes += sizeOf(call)
      waiting.push({ call, at: new Date() })
      next()
    },
    async close() {
      isClosed = true
      drops.dropped(waiting.splice(0).length)
      if (running.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(timeoutSeconds * 1000, farewell))
          idle = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      await thread.close()
      drops.close()
      await journal?.close()
    },
  }
}

function sizeOf({ request, answer }: ObservedCall): number {
  return request.byteLength + answer.byteLength
}

function jobOf(id: number, { operation, request, answer, charset }: ObservedCall): Job {
  return { id, operation, request, answer, ...(charset !== undefined && { charset }) }
}

/** Only what the thread may be handed: functions stay here. */
function whereOf({ url, credentials, soapVersion, wsdlFile }: ShadowOptions) {
  return { url, wsdlFile, ...(credentials && { credentials }), ...(soapVersion && { soapVersion }) }
}

function compareOf({ ignore = [], ids = [], unordered = [], emptyIsAbsent = false }: ShadowOptions) {
  return { ignore, ids, unordered, emptyIsAbsent }
}

function journalOf({ reportFile, logger, name }: ShadowOptions): Journal | undefined {
  if (reportFile === undefined) return undefined
  return openJournal(reportFile, (error) => {
    logger.warn('the report of the shadow cannot be written', { shadow: name, file: reportFile, error })
  })
}

/** Counts, logs and keeps what came of a call. That the other side fails is logged when it begins and when it ends. */
function teller({ name, logger, count }: ShadowOptions, journal: Journal | undefined) {
  let isFailing = false
  return ({ call: { operation, traceId }, at }: Waiting, verdict: Verdict): void => {
    const { outcome, differences = [], more = 0, reason } = verdict
    count(outcome)
    journal?.write({ at: at.toISOString(), shadow: name, operation, traceId, ...verdict })
    if (outcome === 'different') {
      const paths = differences.slice(0, pathsNamed).map(({ kind, path }) => `${kind} ${path}`.trim())
      logger.warn('the shadow differs', {
        shadow: name,
        operation,
        traceId,
        differences: differences.length + more,
        paths,
      })
    }
    if (outcome === 'failed' && !isFailing)
      logger.warn('the shadow fails', { shadow: name, operation, traceId, reason })
    if (outcome !== 'failed' && isFailing) logger.info('the shadow answers again', { shadow: name })
    isFailing = outcome === 'failed'
  }
}

/** Calls that were not sent are told together, now and then. */
function dropTeller({ name, logger, count }: ShadowOptions, journal: Journal | undefined) {
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    timer = undefined
    if (dropped === 0) return
    logger.warn('the shadow cannot keep up', { shadow: name, dropped })
    journal?.write({ at: new Date().toISOString(), shadow: name, dropped })
    dropped = 0
  }
  return {
    dropped(calls: number) {
      for (let call = 0; call < calls; call++) count('dropped')
      dropped += calls
      timer ??= setTimeout(tell, dropPause).unref()
    },
    close() {
      clearTimeout(timer)
      tell()
    },
  }
}
