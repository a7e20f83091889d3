import type { Activation } from '../contract/depot.ts'
import type { ActivationWish } from '../domain/activation.ts'
import { readTicket, type Ticket } from '../domain/ticket.ts'
import { Fault } from '../faults.ts'

/** An activation as it was asked for, read and in one spelling. */
export interface WishedActivation extends ActivationWish {
  readonly ticket: Ticket
  readonly collector: { readonly userId: string; readonly name?: string | undefined } | undefined
  readonly comment: string | undefined
}

/**
 * Reads what an activation asks for. A typo in the ticket is noticed here, before anything is looked up.
 * @throws Fault `TICKET_MALFORMED`, `INVALID_REQUEST`
 */
export function readActivation(activation: Activation): WishedActivation {
  const licenseIds = (activation.licenseIds?.licenseId ?? []).map((id) => id.trim().toLowerCase())
  const all = activation.selection === 'all'
  if (all && licenseIds.length > 0) {
    throw new Fault('INVALID_REQUEST', 'Give licenseIds or selection, not both.', { field: 'activation/selection' })
  }
  return {
    ticket: readTicket(activation.ticketId, 'activation/ticketId'),
    licenseIds: [...new Set(licenseIds)].sort(),
    all,
    parameters: activation.parameters?.parameter ?? [],
    collector: activation.collector,
    comment: activation.comment,
  }
}

/**
 * What makes an activation this one and no other; only its hash is kept. Not the context: a container that comes again
 * for the same thing has mostly made a new one; but for which firm code it came, as the answer holds nothing of another.
 */
export function activationContent({ ticket, licenseIds, all, parameters }: WishedActivation, firmCode: number) {
  const values = parameters.map(({ name, value }) => ({ name, value })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { kind: 'activate', firmCode, ticket, licenseIds, all, parameters: values }
}
