import { DepotRefusal, type DepotCall } from './depot-client.ts'
import { makeContext, skipContexts } from './make-context.ts'
import type { Runtime } from './runtime.ts'

/** For whom a context is written. */
export interface ContextOf {
  readonly serial: string
  readonly firmCode: number
}

/**
 * Calls an operation of the Depot with a fresh context. If the Depot has seen a newer one, because an older state of the
 * container was put back, say, the container goes on counting from that one (docs/formats.md §11) and asks once more. It
 * never tries number by number: one that lands on the last number is a second context of that number, a fork.
 */
export async function sendContext<Result>(
  runtime: Runtime,
  depot: DepotCall,
  { serial, firmCode }: ContextOf,
  operation: string,
  request: (contextFile: string) => object,
): Promise<Result> {
  const send = async () => depot<Result>(operation, request(await makeContext(runtime, serial, firmCode)))
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof DepotRefusal && error.fault.code === 'CONTEXT_STALE')) throw error
    const last = Number(error.fault.details['lastContextSeq'] ?? 0)
    if (!(await skipContexts(runtime, serial, firmCode, last))) throw error
    return send()
  }
}
