import type { VendorChanges } from '../contract/depot.ts'
import { vendorChangesOf } from '../delivery/vendor-changes.ts'
import type { Step } from '../entities/step.ts'

/** So many decisions of the vendor are told of one by one. */
const mostChanges = 100

/** What the steps of an update do because the vendor has decided so, as answers tell it. */
export function toldDecisions(steps: readonly Step[]): { vendorChangeCount: number; vendorChanges: VendorChanges } {
  const changes = vendorChangesOf(steps)
  const vendorChange = changes.slice(0, mostChanges).map((change) => ({ ...change }))
  return { vendorChangeCount: changes.length, vendorChanges: { vendorChange } }
}
