import { closeSession as close, findSession } from '../cloud/sessions.ts'
import type { CloseSession, CloseSessionResponse } from '../contract/depot.ts'
import { License } from '../entities/license.ts'
import { withItems } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import type { DepotParts } from './parts.ts'

/**
 * Ends a session: its seat is free after the linger time of its license. One that is over already is told as it ended. Also
 * one of a blocked container is closed, which harms nobody.
 * @throws Fault `SESSION_UNKNOWN`
 */
export async function closeSession(
  { sessionKey: { sessionId } }: CloseSession,
  call: Call,
  { catalogue }: DepotParts,
): Promise<CloseSessionResponse> {
  return call.answer(async (tx) => {
    const session = await findSession(tx, sessionId, 'sessionKey/sessionId')
    const [license] = await withItems(tx, catalogue, await tx.findBy(License, { id: session.licenseId }))
    return { result: await close(tx, call, session, license?.item.options.lingerTime) }
  })
}
