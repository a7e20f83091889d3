import type { ContextOf } from './context-of.ts'
import type { DepotCall } from './depot-client.ts'
import { autoUpdateErrand } from './errand.ts'
import { importUpdate } from './import-update.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'
import { sendErrand } from './send-errand.ts'
import type { ErrandAnswer } from './settle.ts'
import { tellChanges } from './vendor-change.ts'

/** What came for a container. */
export interface AutoUpdated extends ContextOf {
  /** The updates that were imported, in their order. */
  readonly transferIds: readonly string[]
  /** Steps that were done; 0 if there was nothing. */
  readonly steps: number
}

/**
 * Fetches and imports everything that waits for a container, without a ticket: update by update, until the Depot has no more.
 * Each call is the receipt for the update before. Safe to repeat after any failure, and made to be called from time to time.
 * @throws RuntimeRefusal, DepotRefusal
 */
export async function autoUpdate(
  runtime: Runtime,
  depot: DepotCall,
  { serial, firmCode }: ContextOf,
  progress: Progress,
): Promise<AutoUpdated> {
  const errand = autoUpdateErrand({ serial, firmCode })
  const transferIds: string[] = []
  let steps = 0
  for (;;) {
    const answer = await sendErrand<ErrandAnswer>({ runtime, depot, progress }, errand)
    if (answer.updateFile === undefined) return { serial, firmCode, transferIds, steps }
    const imported = await importUpdate(runtime, answer.updateFile)
    // One that brings nothing new to this container would be given for ever.
    if (imported.steps === 0) return { serial, firmCode, transferIds, steps }
    progress(`Imported update ${imported.transferId}: ${imported.steps} step${imported.steps === 1 ? '' : 's'}.`)
    tellChanges(answer.vendorChanges?.vendorChange ?? [], progress)
    transferIds.push(imported.transferId)
    steps += imported.steps
  }
}
