import { firmIn, readContainer } from './container-folder.ts'
import type { ContextOf } from './context-of.ts'
import { DepotRefusal, type DepotCall, type DepotFault } from './depot-client.ts'
import { continuationErrand, receiptErrand, type Errand } from './errand.ts'
import { importUpdate } from './import-update.ts'
import { makeContext, skipContexts } from './make-context.ts'
import type { Progress } from './progress.ts'
import { proofOf } from './proof.ts'
import type { Runtime } from './runtime.ts'

/** What is at hand for an errand. */
export interface Way {
  readonly runtime: Runtime
  readonly depot: DepotCall
  readonly progress: Progress
}

/** Puts right what the Depot asks for; false if that cannot be. */
type Remedy = (way: Way, whom: ContextOf, fault: DepotFault) => Promise<boolean>

const remedies: Readonly<Record<string, Remedy>> = {
  CONTEXT_STALE: goOnCounting,
  NEED_PROOF: prove,
  TRANSFER_OPEN: catchUp,
}

/**
 * Runs an errand with a fresh context. What the Depot asks for first is done without asking anybody, each thing once: count
 * on from the newest context that it has seen, prove by kept updates what a Depot put back to an older state has forgotten,
 * import what is open.
 * @throws RuntimeRefusal, DepotRefusal
 */
export async function sendErrand<Answer>(way: Way, errand: Errand, done: readonly string[] = []): Promise<Answer> {
  const { runtime, depot } = way
  try {
    const contextFile = await makeContext(runtime, errand.serial, errand.firmCode)
    return await depot<Answer>(errand.operation, errand.request(contextFile))
  } catch (error) {
    if (!(error instanceof DepotRefusal)) throw error
    const { code } = error.fault
    const remedy = done.includes(code) ? undefined : remedies[code]
    if (remedy === undefined || !(await remedy(way, errand, error.fault))) throw error
    return sendErrand(way, errand, [...done, code])
  }
}

/**
 * The Depot has seen a newer context, because an older state of the container was put back, say: the container goes on
 * counting from that one (docs/formats.md §11). It never tries number by number: one that lands on the last number is a second
 * context of that number, a fork.
 */
export function goOnCounting(
  { runtime }: Pick<Way, 'runtime'>,
  { serial, firmCode }: ContextOf,
  { details }: DepotFault,
) {
  return skipContexts(runtime, serial, firmCode, Number(details['lastContextSeq'] ?? 0))
}

/** The Depot was put back to an older state: shows it the updates that it has signed. */
async function prove(way: Way, whom: ContextOf): Promise<boolean> {
  const firm = firmIn(await readContainer(way.runtime, whom.serial), whom.firmCode)
  const proofFiles = proofOf(firm)
  if (proofFiles.length === 0) return false
  way.progress(`The Depot asks for proof of what it issued: sending ${proofFiles.length} kept updates.`)
  await sendErrand(way, receiptErrand(whom, proofFiles), ['NEED_PROOF'])
  return true
}

/** Fetches and imports what the container lacks, if the Depot has anything. */
async function catchUp(way: Way, whom: ContextOf): Promise<boolean> {
  const { runtime, progress } = way
  progress('The Depot asks to import open updates first.')
  try {
    const { updateFile } = await sendErrand<{ updateFile: string }>(way, continuationErrand(whom), ['TRANSFER_OPEN'])
    const { steps } = await importUpdate(runtime, updateFile)
    progress(`Imported what was missing: ${steps} step${steps === 1 ? '' : 's'}.`)
  } catch (error) {
    if (!(error instanceof DepotRefusal && error.fault.code === 'TRANSFER_UNKNOWN')) throw error
  }
  return true
}
