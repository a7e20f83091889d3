import { In } from 'typeorm'
import type { ActionOutcome } from '../contract/sales.ts'
import type { Reserved } from '../delivery/transfers.ts'
import { vendorChangesOf } from '../delivery/vendor-changes.ts'
import { License } from '../entities/license.ts'
import type { Tx } from '../store/store.ts'

/** The licenses about which the steps of an update do what the vendor has decided, in their order, as they are now. */
export async function pushedLicenses(
  tx: Tx,
  { steps, transfer }: Pick<Reserved, 'steps' | 'transfer'>,
): Promise<ActionOutcome[]> {
  const licenseIds = new Set(vendorChangesOf(steps).map(({ licenseId }) => licenseId))
  const rows = await tx.find(License, { select: { id: true, state: true }, where: { id: In([...licenseIds]) } })
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  const pending = transfer.state === 'open' ? 'yes' : 'no'
  return [...licenseIds].map((licenseId) => ({ licenseId, ok: true, state: states.get(licenseId), pending }))
}
