import { addSession, liveSession, sessionOf, secretOf } from '../cloud/sessions.ts'
import { presentCredential } from '../cloud/credentials.ts'
import { type Grant, signLease, termsOf, toldGrant } from '../cloud/grant-lease.ts'
import { leasedLicense } from '../cloud/leased-license.ts'
import { seatsInUse, takeSeat } from '../cloud/seats.ts'
import type { OpenSession, OpenSessionResponse, SessionWish } from '../contract/depot.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { rootFault } from './check-root.ts'
import { meetContainer } from './meet-container.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { refuseContact } from './refuse-contact.ts'
import { renewedGrant } from './renewed-grant.ts'
import { serveHere } from './serve-here.ts'

/** A session that is open, with the secret by which it is kept. */
interface Opened {
  readonly grant: Grant
  readonly secret: string
}

/**
 * Begins to use a license in a cloud container: takes one of its seats and gives a lease. One transaction takes the seat, the
 * lease is signed after it; who loses the answer gets the same session by the same requestId.
 *
 * @throws Fault `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_UNKNOWN`, `CONTAINER_KIND`, `CONTAINER_BLOCKED`,
 * `LICENSE_UNKNOWN`, `LICENSE_STATE`, `SEATS_TAKEN`, `SESSION_UNKNOWN`, `REQUEST_CONFLICT`
 */
export async function openSession(
  { sessionWish }: OpenSession,
  call: Call,
  parts: DepotParts,
): Promise<OpenSessionResponse> {
  const context = await receiveContext(call, sessionWish.contextFile)
  if (!containerOfKind(context.kind).livesOnServer) throw usesItsOwn(context)
  const open = (tx: Tx) => openOrFind(tx, call, parts, context, sessionWish)
  const { grant, secret } = await call.store.transact(open, { keep: !call.check })
  if (call.check) return { result: toldGrant(grant) }
  return { result: { sessionId: secret, leaseFile: await signLease(call, parts, grant), ...toldGrant(grant) } }
}

async function openOrFind(
  tx: Tx,
  call: Call,
  parts: DepotParts,
  context: ReceivedContext,
  { licenseId: wished, deviceName }: SessionWish,
): Promise<Opened> {
  const licenseId = wished.trim().toLowerCase()
  const content = { firmCode: context.firmCode, licenseId, deviceName }
  const claim = { content, scope: containerScope(context.serial) }
  const known = await findRequest(tx, call, claim)
  if (known !== undefined) {
    const session = await sessionOf(tx, known)
    const live = await liveSession(tx, call, session, 'renew', 'requestId')
    return { grant: await renewedGrant(tx, call, parts, live), secret: secretOf(parts.sealer, session) }
  }
  const opened = await openNew(tx, call, parts, context, { licenseId, deviceName })
  await rememberRequest(tx, call, { ...claim, reference: opened.grant.sessionId })
  return opened
}

async function openNew(
  tx: Tx,
  call: Call,
  parts: DepotParts,
  context: ReceivedContext,
  { licenseId, deviceName }: Pick<SessionWish, 'licenseId' | 'deviceName'>,
): Promise<Opened> {
  const meeting = await meetContainer(tx, context)
  const { container } = meeting
  const refused = (await refuseContact(tx, call, meeting)) ?? (await rootFault(tx, context))
  if (refused !== undefined || container === undefined) throw refused ?? new Error('the container was known just now')
  const { firmCode } = context
  await serveHere(tx, call, parts.catalogue, { container, firmCode })
  const leased = await leasedLicense(tx, call, parts.catalogue, { container, licenseId, firmCode })
  if (leased === undefined) throw notHeld(context, licenseId)
  const sessionId = call.newId()
  const { span, freeAt, seatCount } = termsOf(call, parts.pace, leased, sessionId)
  const seatNumber = await takeSeat(tx, call, {
    licenseId,
    seatCount,
    sessionId,
    leasedUntil: span.validUntil,
    freeAt,
  })
  const { generation: credentialGeneration } = await presentCredential(tx, container.id)
  const session = { id: sessionId, containerId: container.id, licenseId, seatNumber, credentialGeneration }
  const secret = await addSession(tx, call, parts.sealer, { ...session, deviceName: deviceName ?? null })
  const seatsTaken = await seatsInUse(tx, licenseId, seatCount, call.now)
  return { grant: { container, leased, span, seatCount, seatsTaken, seatNumber, sessionId }, secret }
}

function notHeld({ serial, firmCode }: ReceivedContext, licenseId: string): Fault {
  const text = `Container ${serial} holds no license ${licenseId} of firm code ${firmCode}.`
  return new Fault('LICENSE_UNKNOWN', text, { field: 'sessionWish/licenseId' })
}

function usesItsOwn({ serial }: ReceivedContext): Fault {
  const text = `Container ${serial} holds its licenses itself and uses them without sessions.`
  return new Fault('CONTAINER_KIND', text)
}
