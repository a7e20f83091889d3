import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { appendActions } from '../vendor-actions/actions.ts'

/** A copy of a license in a container that is not, or no more, the one which has the license by our books. */
export interface OldCopy {
  readonly licenseId: string
  readonly firmCode: number
  readonly containerId: string
}

/** Leaves word for containers to give up old copies at their next contact, should there ever be one. */
export async function recallCopies(
  tx: Tx,
  call: Pick<Call, 'now' | 'newId'>,
  copies: readonly OldCopy[],
): Promise<void> {
  const wishes = copies.map(({ licenseId, firmCode, containerId }) => {
    const action = { kind: 'recall', containerId, licenseId, heldState: null } as const
    return { ...action, facts: { firmCode }, reason: undefined }
  })
  await appendActions(tx, call, wishes)
}
