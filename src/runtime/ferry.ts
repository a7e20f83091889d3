import { DepotRefusal, type DepotCall } from './depot-client.ts'
import { readAnswer, readRequest, writeAnswer, type AnswerFile, type ContextWish } from './request-file.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'
import { goOnCounting } from './send-errand.ts'
import { settle, type ErrandAnswer, type Settled } from './settle.ts'

/**
 * Carries a request file to the Depot, from any machine: the container it is of need not be here. A refusal is an answer as
 * well, which the container has to hear. Sent again, the same file gets the same update.
 * @throws RuntimeRefusal FILE_DAMAGED, DEPOT_UNREACHABLE
 */
export async function ferry(depot: DepotCall, file: string, wish: ContextWish = {}): Promise<AnswerFile> {
  const { operation, serial, firmCode, request } = readRequest(file, wish)
  const head = { operation, serial, firmCode }
  try {
    const result = await depot<ErrandAnswer>(operation, request)
    // As the container will read it: dates are text in a file.
    return readAnswer(writeAnswer({ ...head, result }))
  } catch (error) {
    if (error instanceof DepotRefusal) return { ...head, fault: error.fault }
    throw error
  }
}

/**
 * Takes the answer that was carried back: imports its update, and learns from a refusal what the next request needs.
 * @throws RuntimeRefusal FILE_DAMAGED, those of an import, DepotRefusal if that is what the Depot said
 */
export async function takeAnswer(runtime: Runtime, file: string, progress: Progress): Promise<Settled> {
  const answer = readAnswer(file)
  if ('result' in answer) return settle(runtime, answer, answer.result, progress)
  const { fault, operation } = answer
  if (fault.code === 'CONTEXT_STALE') await goOnCounting({ runtime }, answer, fault)
  throw new DepotRefusal(fault, operation, undefined)
}
