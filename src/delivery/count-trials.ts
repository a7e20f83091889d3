import type { ActivationTarget } from '../domain/activation-rules.ts'
import { sharedTrial } from '../domain/trial.ts'
import { Trial } from '../entities/trial.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Collecting } from './collect-licenses.ts'

/**
 * Counts the trials among licenses that go into a container, each once in its life; one that took the place of another goes
 * on with the trial of that. Two activations that take the same
 * one, through different tickets, meet at its number, and the later one runs again.
 */
export async function countTrials(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  { serial, contents }: ActivationTarget,
  going: readonly Pick<Collecting, 'license'>[],
): Promise<void> {
  const counted = new Set(contents.trials.map(({ licenseId }) => licenseId))
  const numbers = new Map<string, number>()
  for (const { itemNumber } of contents.trials) numbers.set(itemNumber, (numbers.get(itemNumber) ?? 0) + 1)
  const rows: Trial[] = []
  for (const { license } of going) {
    const { id: licenseId, itemId, item } = license
    if (item.trialCount === undefined) continue
    const shared = sharedTrial(license, counted)
    if (shared !== undefined) {
      if (shared !== licenseId)
        await tx.update(Trial, { itemId, containerSerial: serial, licenseId: shared }, { licenseId })
      continue
    }
    const trialNumber = (numbers.get(item.itemNumber) ?? 0) + 1
    numbers.set(item.itemNumber, trialNumber)
    rows.push({ itemId, containerSerial: serial, trialNumber, licenseId, createdAt: now })
  }
  await insertRows(tx, Trial, rows)
}
