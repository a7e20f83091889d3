import { type Grant, termsOf } from '../cloud/grant-lease.ts'
import { leasedLicense, notUsable } from '../cloud/leased-license.ts'
import { keepSeat, seatsInUse } from '../cloud/seats.ts'
import { type LiveSession, sessionUnknown } from '../cloud/sessions.ts'
import { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { DepotParts } from './parts.ts'
import { serveHere } from './serve-here.ts'

/**
 * Another lease for a session that may go on. For a license with an end this is a contact of its container, which may renew
 * it or keep its copy alive; a license that its container lost meanwhile is leased no more.
 * @throws Fault `LICENSE_STATE`, `SESSION_UNKNOWN`
 */
export async function renewedGrant(
  tx: Tx,
  call: Call,
  { catalogue, pace }: Pick<DepotParts, 'catalogue' | 'pace'>,
  { session, container, seat }: LiveSession,
): Promise<Grant> {
  const { licenseId, id: sessionId } = session
  const { firmCode, expiresAt, copyEndsAt, baseId } = await tx.findOneByOrFail(License, { id: licenseId })
  // A module has the ends of its base as well.
  const mayEnd = expiresAt !== null || copyEndsAt !== null || baseId !== null
  if (mayEnd) await serveHere(tx, call, catalogue, { container, firmCode })
  const leased = await leasedLicense(tx, call, catalogue, { container, licenseId, firmCode })
  if (leased === undefined) throw notUsable(`It is not in container ${container.serial} any more.`)
  const { span, freeAt, seatCount } = termsOf(call, pace, leased, sessionId)
  if (!(await keepSeat(tx, { ...seat, leasedUntil: span.validUntil, freeAt }))) {
    throw sessionUnknown('The lease of the session has ended and its seat was given away.', 'sessionKey/sessionId')
  }
  const seatsTaken = await seatsInUse(tx, licenseId, seatCount, call.now)
  return { container, leased, span, seatCount, seatsTaken, seatNumber: seat.seatNumber, sessionId }
}
