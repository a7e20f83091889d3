import type { Reserved } from '../delivery/transfers.ts'
import { newChain } from '../domain/chain.ts'
import { shownEnd } from '../domain/expiration.ts'
import { judgeRenewal, type RenewalOffer, type RenewalVerdict, type RenewalWord } from '../domain/renewal.ts'
import { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import { ticketLicenses, type ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { pendingActions } from '../vendor-actions/actions.ts'
import { giveTerms } from '../vendor-actions/give-terms.ts'
import { doneBefore } from './done-before.ts'
import { findTickets, ticketUnknown } from './find-tickets.ts'
import { transferOpen } from './give-again.ts'
import type { Meeting } from './meet-container.ts'
import { meetKnown } from './meet-known.ts'
import { openUpdate } from './open-update.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { renewalContent, type WishedRenewal } from './renewal-wish.ts'
import { askRenewal, countRenewal, isOnItsWay, renewalRecord } from './renewals.ts'
import { contactOf } from './settle-contact.ts'
import { vendorFirst } from './vendor-first.ts'

/** What became of a renewal. */
export interface ReservedRenewal {
  /** The update that carries the new end; undefined where the vendor made offers. */
  readonly reserved?: Reserved
  readonly expirationTime?: Date | undefined
  readonly offers: readonly RenewalOffer[]
}

interface Renewing {
  readonly tx: Tx
  readonly call: Call
  readonly parts: ReservingParts
  readonly wish: WishedRenewal
  readonly meeting: Meeting
  readonly license: ItemLicense
}

/**
 * The transaction of a renewal: what was done under this request id before is found again; else the context is judged, the
 * license gets its new end, and the container an update that holds it; while that is on its way, the same wish gets it once
 * more. A refused renewal still is a receipt.
 * @param word what the vendor says
 */
export async function reserveRenewal(
  tx: Tx,
  call: Call,
  parts: ReservingParts,
  wish: WishedRenewal,
  context: ReceivedContext,
  word: RenewalWord,
): Promise<Outcome<ReservedRenewal>> {
  const claim = { content: renewalContent(wish, context.firmCode), scope: containerScope(context.serial) }
  const transferId = await findRequest(tx, call, claim)
  if (transferId !== undefined) return resume(tx, parts, wish, transferId)

  const met = await meetKnown(tx, call, context)
  if ('fault' in met) return met
  const { meeting } = met.done
  const found = await licenseOf(tx, parts, wish)
  if ('fault' in found) return found
  const renewing = { tx, call, parts, wish, meeting, license: found.done }
  const misplaced = placeFault(renewing)
  if (misplaced !== undefined) return { fault: misplaced }
  const { head } = contactOf(meeting) ?? { head: newChain }
  const unconfirmed = meeting.steps.filter(({ counterTo }) => counterTo > head.confirmed)
  const isAgain = await isOnItsWay(tx, wish.licenseId, unconfirmed)
  const outcome = isAgain ? await deliver(renewing) : await renewNow(renewing, word)
  if ('fault' in outcome) return outcome
  const { reserved } = outcome.done
  if (reserved !== undefined) await rememberRequest(tx, call, { ...claim, reference: reserved.transfer.id })
  return outcome
}

async function renewNow(renewing: Renewing, word: RenewalWord): Promise<Outcome<ReservedRenewal>> {
  if (word.decision === 'offer') return { done: { offers: word.offers } }
  const isOwnDoing = renewing.license.item.subscription?.model === 'checkpoint'
  return isOwnDoing ? renewAtContact(renewing) : renew(renewing, word)
}

async function resume(
  tx: Tx,
  { catalogue }: ReservingParts,
  { licenseId }: WishedRenewal,
  transferId: string,
): Promise<Outcome<ReservedRenewal>> {
  const before = await doneBefore(tx, catalogue, transferId)
  if ('fault' in before) return before
  return { done: { reserved: before.done, expirationTime: await endOf(tx, licenseId), offers: [] } }
}

/** The license of a ticket that is to be renewed. */
export async function licenseOf(
  tx: Tx,
  { vault, catalogue }: ReservingParts,
  { ticket, licenseId }: Pick<WishedRenewal, 'ticket' | 'licenseId'>,
): Promise<Outcome<ItemLicense>> {
  const [row] = await findTickets(tx, vault, [ticket])
  if (row === undefined) return { fault: ticketUnknown('renewal/ticketId') }
  const license = (await ticketLicenses(tx, catalogue, row.id)).find(({ id }) => id === licenseId)
  if (license !== undefined) return { done: license }
  const text = 'The ticket has no license of this id.'
  return { fault: new Fault('LICENSE_UNKNOWN', text, { field: 'renewal/licenseId' }) }
}

/** Only what is in the container can be renewed in it. */
function placeFault({ meeting: { context, container }, license }: Renewing): Fault | undefined {
  const field = 'renewal/licenseId'
  if (license.firmCode !== context.firmCode) {
    const text = `The license is of firm code ${license.firmCode}, and the context of ${context.firmCode}; send a context of that one.`
    return new Fault('FIRM_CODE_OTHER', text, { field })
  }
  const isHere = license.containerId === container?.id
  if (isHere && (license.state === 'Collected' || license.state === 'Confirmed')) return undefined
  const text = isHere
    ? `The license is ${license.state}, and leaves container ${context.serial}; it cannot be renewed.`
    : `The license is not in container ${context.serial}; it is ${license.state}. Send a context of the container that holds it.`
  return new Fault('LICENSE_STATE', text, { field })
}

/** A subscription that renews itself at a contact does so if it is due. */
async function renewAtContact(renewing: Renewing): Promise<Outcome<ReservedRenewal>> {
  const { license } = renewing
  const field = 'renewal/licenseId'
  if (license.renewalCancelledAt !== null) {
    const text = 'The subscription is cancelled, and ends with its present period.'
    return { fault: new Fault('RENEWAL_NOT_ALLOWED', text, { field }) }
  }
  const outcome = await deliver(renewing)
  const { expirationTime } = 'done' in outcome ? outcome.done : {}
  const isRenewed = expirationTime !== undefined && expirationTime.getTime() !== license.expiresAt?.getTime()
  if (isRenewed || 'fault' in outcome) return outcome
  const text = `The license renews itself at each contact, and is not due: it ends on ${expirationTime?.toISOString() ?? 'no day'}.`
  return { fault: new Fault('NOTHING_TO_DO', text, { field }) }
}

async function renew(
  renewing: Renewing,
  word: Exclude<RenewalWord, { readonly decision: 'offer' }>,
): Promise<Outcome<ReservedRenewal>> {
  const { tx, call, license, wish } = renewing
  const past = await renewalRecord(tx, license)
  const verdict = judgeRenewal(license, word, past, call)
  if ('refusal' in verdict) {
    const isAsked = verdict.possibleAt !== undefined && license.item.renewalRule?.policy === 'wait'
    if (isAsked && word.decision === 'byRule') {
      await record(tx, call, await askRenewal(tx, call, license, past, verdict.possibleAt))
    }
    return { fault: refusalOf(verdict) }
  }
  await countRenewal(tx, call, license, past)
  await giveTerms(tx, call, [{ license, plan: verdict.plan }], wish, 'LicenseRenewed')
  return deliver(renewing)
}

function refusalOf({ refusal, possibleAt }: Extract<RenewalVerdict, { readonly refusal: unknown }>): Fault {
  const when = possibleAt === undefined ? {} : { waitUntil: possibleAt }
  return new Fault(refusal.code, refusal.text, { field: 'renewal/licenseId', ...when })
}

/**
 * The update with everything that waits for the container, the new end in it.
 * @throws Fault `TRANSFER_OPEN` if that has no room, `CONTEXT_INVALID` if the container would refuse it: then nothing was done
 */
async function deliver({ tx, call, parts, meeting, license }: Renewing): Promise<Outcome<ReservedRenewal>> {
  const served = await vendorFirst(tx, call, parts, meeting)
  if ('fault' in served) throw served.fault
  const { meeting: after, waits } = served.done
  const { judgement } = after
  const head = judgement.verdict === 'accepted' ? judgement.head : newChain
  if (waits && (await pendingActions(tx, { licenseIds: [license.id] })).length > 0) {
    throw await transferOpen({ tx, meeting: after, head })
  }
  const contact = contactOf(after)
  const reserved = contact && (await openUpdate(tx, call, parts.catalogue, contact))
  const expirationTime = await endOf(tx, license.id)
  return { done: { ...(reserved && { reserved }), expirationTime, offers: [] } }
}

async function endOf(tx: Tx, licenseId: string): Promise<Date | undefined> {
  const { expiresAt } = await tx.findOneOrFail(License, { select: { expiresAt: true }, where: { id: licenseId } })
  return shownEnd(expiresAt)
}
