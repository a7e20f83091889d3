import { actionName } from '../domain/vendor-action.ts'
import type { Step } from '../entities/step.ts'
import { actionsOf } from '../licenses/step-actions.ts'

/** What the vendor has decided about one license, as an update brings it. */
export interface VendorChange {
  readonly licenseId: string
  /** The word of the contract: Withdraw, Replace, Extend, Recycle, Assign. */
  readonly actionKind: string
  readonly effect: 'put' | 'removed'
}

/** Everything in the steps of an update that no user asked for, in the order in which it is done. */
export function vendorChangesOf(steps: readonly Pick<Step, 'actions'>[]): VendorChange[] {
  return steps.flatMap(actionsOf).flatMap((action): VendorChange[] => {
    if (action.by === undefined) return []
    const actionKind = actionName(action.by)
    return 'put' in action
      ? [{ licenseId: action.put.licenseId, actionKind, effect: 'put' }]
      : [{ licenseId: action.remove.licenseId, actionKind, effect: 'removed' }]
  })
}
