import { In } from 'typeorm'
import type { ActionOutcome } from '../contract/sales.ts'
import { License } from '../entities/license.ts'
import type { Step } from '../entities/step.ts'
import { actionsOf } from '../licenses/step-actions.ts'
import type { Tx } from '../store/store.ts'

/** The licenses about which the steps of an update do what the vendor has decided, in their order, as they are now. */
export async function pushedLicenses(tx: Tx, steps: readonly Step[]): Promise<ActionOutcome[]> {
  const decided = steps.flatMap(actionsOf).filter(({ by }) => by !== undefined)
  const licenseIds = new Set(
    decided.map((action) => ('put' in action ? action.put.licenseId : action.remove.licenseId)),
  )
  const rows = await tx.find(License, { select: { id: true, state: true }, where: { id: In([...licenseIds]) } })
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  return [...licenseIds].map((licenseId) => ({ licenseId, ok: true, state: states.get(licenseId), pending: 'yes' }))
}
