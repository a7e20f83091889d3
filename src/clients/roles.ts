import type { Role } from '../operation.ts'

/** An operation, as far as it matters for who may call it. */
export interface CalledOperation {
  readonly face: 'sales' | 'depot' | 'admin'
  readonly operation: string
  readonly isWrite: boolean
}

/**
 * The roles of which a caller needs one; the WSDLs tell each operation's. Undefined where no account is needed: a ticket or
 * a container speaks for itself.
 */
export function rolesFor({ face, operation, isWrite }: CalledOperation): readonly Role[] | undefined {
  if (face === 'depot') return undefined
  if (face === 'admin') return ['admin']
  return isWrite && !supportWrites.has(operation) ? ['sales'] : ['sales', 'support']
}

/** What a support desk decides although it sells nothing (design §1): it approves, withdraws and blocks. */
const supportWrites: ReadonlySet<string> = new Set([
  'WithdrawLicenses',
  'CancelWithdrawal',
  'ResolveContainer',
  'BlockContainer',
  'UnblockContainer',
  'ApproveReactivation',
])
