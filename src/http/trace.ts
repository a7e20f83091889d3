import type { RandomSource } from '../domain/random.ts'

/** The place of a request in a distributed trace (W3C Trace Context, level 1). */
export interface Trace {
  /** 32 hexadecimal digits: the caller's, or a new one. In the log line and in every fault. */
  readonly traceId: string
  /** The header of our answer: the same trace, a span of ours. */
  readonly traceparent: string
}

const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/

/** Continues the trace of a `traceparent` header, or begins one when there is none or it is malformed. */
export function traceOf(traceparent: string | undefined, random: RandomSource): Trace {
  const [, traceId, flags] = form.exec(traceparent ?? '') ?? []
  const bytes = random(24)
  const id = traceId ?? bytes.toString('hex', 8)
  return { traceId: id, traceparent: `00-${id}-${bytes.toString('hex', 0, 8)}-${flags ?? '00'}` }
}
