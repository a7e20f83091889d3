import type { Activation, Reactivation } from '../contract/depot.ts'
import type { ActivationWish } from '../domain/activation.ts'
import { readTicket, type Ticket } from '../domain/ticket.ts'
import { Fault } from '../faults.ts'

/** An activation as it was asked for, read and in one spelling; `reactivate`: also of licenses that are somewhere else. */
export interface WishedActivation extends ActivationWish {
  readonly kind: 'activate' | 'reactivate'
  readonly ticket: Ticket
  readonly collector: { readonly userId: string; readonly name?: string | undefined } | undefined
  readonly comment: string | undefined
}

/**
 * Reads what an activation asks for. A typo in the ticket is noticed here, before anything is looked up.
 * @throws Fault `TICKET_MALFORMED`, `INVALID_REQUEST`
 */
export function readActivation(activation: Activation): WishedActivation {
  const licenseIds = activation.licenseIds?.licenseId ?? []
  const all = activation.selection === 'all'
  if (all && licenseIds.length > 0) {
    throw new Fault('INVALID_REQUEST', 'Give licenseIds or selection, not both.', { field: 'activation/selection' })
  }
  return {
    kind: 'activate',
    ticket: readTicket(activation.ticketId, 'activation/ticketId'),
    licenseIds: readIds(licenseIds),
    all,
    parameters: activation.parameters?.parameter ?? [],
    collector: activation.collector,
    comment: activation.comment,
  }
}

/**
 * Reads which licenses are to be issued anew.
 * @throws Fault `TERMS_NOT_ACCEPTED`, `TICKET_MALFORMED`, `INVALID_REQUEST`
 */
export function readReactivation(reactivation: Reactivation): WishedActivation {
  checkTerms(reactivation.acceptTerms, 'reactivation/acceptTerms')
  const licenseIds = readIds(reactivation.licenseIds.licenseId)
  if (licenseIds.length === 0) {
    throw new Fault('INVALID_REQUEST', 'Name the licenses.', { field: 'reactivation/licenseIds' })
  }
  return {
    kind: 'reactivate',
    ticket: readTicket(reactivation.ticketId, 'reactivation/ticketId'),
    licenseIds,
    all: false,
    parameters: reactivation.parameters?.parameter ?? [],
    collector: reactivation.collector,
    comment: reactivation.comment,
  }
}

/**
 * What cannot be taken back needs the word of the user.
 * @throws Fault `TERMS_NOT_ACCEPTED`
 */
export function checkTerms(acceptTerms: 'yes' | 'no', field: string): void {
  if (acceptTerms === 'yes') return
  const text = 'The old copies become invalid for good; ask the user, and come again with acceptTerms=yes.'
  throw new Fault('TERMS_NOT_ACCEPTED', text, { field })
}

/** Ids of licenses as they were sent, in one spelling and order, each once. */
export function readIds(sent: readonly string[]): string[] {
  return [...new Set(sent.map((id) => id.trim().toLowerCase()))].sort()
}

/** Name of the element of the request that holds what was asked for. */
export function requestOf({ kind }: Pick<WishedActivation, 'kind'>): string {
  return kind === 'activate' ? 'activation' : 'reactivation'
}

/**
 * What makes an activation this one and no other; only its hash is kept. Not the context: a container that comes again
 * for the same thing has mostly made a new one; but for which firm code it came, as the answer holds nothing of another.
 */
export function activationContent({ kind, ticket, licenseIds, all, parameters }: WishedActivation, firmCode: number) {
  const values = parameters.map(({ name, value }) => ({ name, value })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { kind, firmCode, ticket, licenseIds, all, parameters: values }
}
