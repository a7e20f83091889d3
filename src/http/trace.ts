/** Random bytes as hexadecimal digits. */
export type RandomHex = (bytes: number) => string

const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/

/**
 * The trace of the caller (W3C Trace Context, level 1): 32 hexadecimal digits. Undefined when the header is missing or
 * malformed; then the request begins a trace of its own.
 */
export function traceIdOf(traceparent: string | string[] | undefined): string | undefined {
  return form.exec(String(traceparent ?? ''))?.[1]
}

/** The header of our answer: the same trace, a span of ours. */
export function traceparentOf(traceId: string, randomHex: RandomHex): string {
  return `00-${traceId}-${randomHex(8)}-00`
}
