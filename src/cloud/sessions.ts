import { createHash } from 'node:crypto'
import { In, IsNull, LessThan } from 'typeorm'
import { stateFault } from '../delivery/container-faults.ts'
import { Container } from '../entities/container.ts'
import { Seat } from '../entities/seat.ts'
import { Session } from '../entities/session.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import { presentCredential } from './credentials.ts'
import { afterLinger } from './grant-lease.ts'

/** What a session is opened for. */
export type NewSession = Pick<
  Session,
  'id' | 'containerId' | 'licenseId' | 'seatNumber' | 'credentialGeneration' | 'deviceName'
>

/** Writes the row of a new session and gives its secret, which nothing else tells. */
export async function addSession(
  tx: Tx,
  { now, random }: Pick<Call, 'now' | 'random'>,
  sealer: Sealer,
  session: NewSession,
): Promise<string> {
  const secret = random(32).toString('base64url')
  const sealedSecret = sealer.seal(Buffer.from(secret), purposeOf(session))
  const row = { ...session, secretHash: hashOf(secret), sealedSecret, openedAt: now, closedAt: null, seatFreeAt: null }
  await forgetOld(tx, session.containerId, now)
  await insertRows(tx, Session, [row])
  return secret
}

/** The secret of a session, for who repeats the request that opened it. */
export function secretOf(sealer: Sealer, session: Session): string {
  return sealer.open(session.sealedSecret, purposeOf(session)).toString()
}

function purposeOf({ id }: Pick<Session, 'id'>): string {
  return `session ${id}`
}

/** 256 random bits need no slow hash. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Days for which sessions are kept; as long as requests are remembered. */
const daysKept = 90
/** So many are forgotten when a new one is opened. */
const mostForgotten = 20

/** The oldest sessions of a container go when new ones come; their seats have others, or none, since long. */
async function forgetOld(tx: Tx, containerId: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - daysKept * 86_400_000)
  const where = { containerId, openedAt: LessThan(before) }
  const old = await tx.find(Session, { where, order: { openedAt: 'ASC' }, take: mostForgotten })
  const ids = old.map(({ id }) => id)
  const sitting = ids.length === 0 ? [] : await tx.findBy(Seat, { sessionId: In(ids) })
  const kept = new Set(sitting.filter(({ freeAt }) => freeAt > now).map(({ sessionId }) => sessionId))
  const gone = ids.filter((id) => !kept.has(id))
  if (gone.length > 0) await tx.delete(Session, { id: In(gone) })
}

/**
 * The session that a secret opens.
 * @throws Fault `SESSION_UNKNOWN`
 */
export async function findSession(tx: Tx, secret: string, field: string): Promise<Session> {
  const session = await tx.findOneBy(Session, { secretHash: hashOf(secret) })
  if (session !== null) return session
  throw new Fault('SESSION_UNKNOWN', 'There is no such session; open a new one.', { field, isMiss: true })
}

/**
 * The session that a request opened.
 * @throws Fault `SESSION_UNKNOWN` if it is over since so long that it was forgotten
 */
export async function sessionOf(tx: Tx, id: string): Promise<Session> {
  const session = await tx.findOneBy(Session, { id })
  if (session === null) throw sessionUnknown('The session of this requestId is over.', 'requestId')
  return session
}

/** A session that may go on, with its container. */
export interface LiveSession {
  readonly session: Session
  readonly container: Container
  readonly seat: Seat
}

/**
 * A session as it is now. It is over once it was closed, or its lease has ended and somebody else has its seat. After a
 * change of the credential it lives as long as its lease, and gets no other.
 * @param use what it is for: another lease, or something within the one that it has
 * @throws Fault `SESSION_UNKNOWN`, `CONTAINER_BLOCKED`
 */
export async function liveSession(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  session: Session,
  use: 'renew' | 'within',
  field: string,
): Promise<LiveSession> {
  const container = await tx.findOneByOrFail(Container, { id: session.containerId })
  const refused = stateFault(container)
  if (refused !== undefined) throw refused
  if (session.closedAt !== null) throw sessionUnknown('The session was closed; open a new one.', field)
  const { licenseId, seatNumber, id: sessionId } = session
  const seat = await tx.findOneBy(Seat, { licenseId, seatNumber, sessionId })
  if (seat === null) throw sessionUnknown('The lease of the session has ended and its seat was given away.', field)
  const { generation } = await presentCredential(tx, container.id)
  const isPresent = session.credentialGeneration === generation
  if (isPresent || (use === 'within' && seat.leasedUntil > now)) return { session, container, seat }
  throw sessionUnknown('The credential was changed since; open a new session with the new one.', field)
}

export function sessionUnknown(text: string, field: string): Fault {
  return new Fault('SESSION_UNKNOWN', text, { field })
}

/** How a session ended. */
export interface Ended {
  readonly closedAt: Date
  readonly seatFreeAt: Date
}

/** Closes a session, and leaves its seat after the linger time; one that was closed before stays as it was. */
export async function closeSession(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  session: Session,
  lingerTime: number | undefined,
): Promise<Ended> {
  const { id, closedAt, seatFreeAt } = session
  if (closedAt !== null) return { closedAt, seatFreeAt: seatFreeAt ?? closedAt }
  const freeAt = afterLinger(now, { lingerTime })
  await tx.update(Session, { id, closedAt: IsNull() }, { closedAt: now, seatFreeAt: freeAt })
  const { licenseId, seatNumber } = session
  await tx.update(Seat, { licenseId, seatNumber, sessionId: id }, { leasedUntil: now, freeAt })
  return { closedAt: now, seatFreeAt: freeAt }
}
