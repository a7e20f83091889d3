import { type Grant, signLease, toldGrant } from '../cloud/grant-lease.ts'
import { findSession, liveSession } from '../cloud/sessions.ts'
import type { KeepSession, KeepSessionResponse } from '../contract/depot.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { DepotParts } from './parts.ts'
import { renewedGrant } from './renewed-grant.ts'

/**
 * Gives a session a fresh lease. Repeated, it gives another one that is as good, so no request is remembered.
 * @throws Fault `SESSION_UNKNOWN`, `CONTAINER_BLOCKED`, `LICENSE_STATE`
 */
export async function keepSession(
  { sessionKey: { sessionId } }: KeepSession,
  call: Call,
  parts: DepotParts,
): Promise<KeepSessionResponse> {
  const keep = async (tx: Tx): Promise<Grant> => {
    const field = 'sessionKey/sessionId'
    const session = await findSession(tx, sessionId, field)
    return renewedGrant(tx, call, parts, await liveSession(tx, call, session, 'renew', field))
  }
  const grant = await call.store.transact(keep, { keep: !call.check })
  if (call.check) return { result: toldGrant(grant) }
  return { result: { sessionId, leaseFile: await signLease(call, parts, grant), ...toldGrant(grant) } }
}
