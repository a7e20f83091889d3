import { Fault } from '../faults.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import type { Reader } from '../formats/shape.ts'

/** A program of the vendor that is asked by HTTP (docs/hooks.md). */
export interface Hook {
  /** What it is for, in words for the operator. */
  readonly name: string
  readonly url: string
  /** By which it knows that it is we who ask. */
  readonly secret?: string | undefined
  /** So long it may take. */
  readonly seconds: number
}

/** A call as a hook is told of it. */
export interface AskingCall {
  readonly traceId: string
  readonly requestId: string | undefined
  /** Nothing comes of it: whoever asks only tries. */
  readonly check: boolean
  readonly now: Date
  readonly random: (bytes: number) => Buffer
}

/** Bytes that an answer may have. */
const mostBytes = 65_536

/**
 * Asks a hook, and reads its answer. Never inside a transaction, as it takes its time. Whatever is not an answer as agreed is
 * trouble of ours to the caller, who is to come again later.
 * @throws Fault `UNAVAILABLE`
 */
export async function askHook<T>(hook: Hook, call: AskingCall, question: object, read: Reader<T>): Promise<T> {
  const { requestId, check, now } = call
  const body = JSON.stringify({ v: 1, requestId, check, askedAt: now.toISOString(), ...question })
  try {
    const response = await fetch(hook.url, {
      method: 'POST',
      headers: headersOf(hook, call),
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(hook.seconds * 1000),
    })
    if (response.status !== 200) throw new Error(`answers with the HTTP status ${response.status}`)
    return read(parseJsonObject(await textOf(response), 'the answer'), 'the answer')
  } catch (cause) {
    const trouble = new Error(`${hook.name} at ${hook.url}: ${wordsOf(cause)}`, { cause })
    throw new Fault('UNAVAILABLE', 'The vendor cannot be asked at the moment; try again later.', { cause: trouble })
  }
}

/** What went wrong on the way stands in the cause of the error that fetch gives. */
function wordsOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message} (${cause.message})` : message
}

function headersOf({ secret }: Hook, { traceId, random }: AskingCall): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    traceparent: `00-${traceId}-${random(8).toString('hex')}-01`,
    ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > mostBytes) throw new Error(`answers with more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
