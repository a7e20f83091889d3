import { Container } from '../entities/container.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest } from '../intake/request-key.ts'
import { ticketLicenses, type ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { activationContent, type WishedActivation } from './activation-wish.ts'
import { findTickets } from './find-tickets.ts'
import { hookLicenses } from './hook-facts.ts'
import type { DepotParts } from './parts.ts'

/** So many licenses are told to the check; what matters to it mostly stands in the first. */
const mostTold = 300

/**
 * Asks the check of the vendor, where there is one, whether an activation may go on: before anything is done. Not about what
 * was done before, and not about a ticket that is unknown: the transaction says so.
 * @throws Fault `CHECK_REFUSED`, `UNAVAILABLE`
 */
export async function askCheck(
  call: Call,
  parts: DepotParts,
  wish: WishedActivation,
  context: ReceivedContext,
): Promise<void> {
  const { activationCheck } = parts
  if (activationCheck === undefined) return
  const licenses = await call.store.read((tx) => askedFor(tx, call, parts, wish, context))
  if (licenses === undefined) return
  const container = { serial: context.serial, kind: context.kind }
  const parameters = wish.parameters.map(({ name, value }) => ({ name, value }))
  await activationCheck.ask(call, { kind: wish.kind, container, licenses, parameters })
}

async function askedFor(
  tx: Tx,
  call: Call,
  { vault, catalogue }: DepotParts,
  wish: WishedActivation,
  { serial, firmCode }: ReceivedContext,
) {
  const claim = { content: activationContent(wish, firmCode), scope: containerScope(serial) }
  if ((await findRequest(tx, call, claim)) !== undefined) return undefined
  const [ticket] = await findTickets(tx, vault, [wish.ticket])
  if (ticket === undefined) return undefined
  const container = await tx.findOneBy(Container, { serial })
  const isMeant = ({ id, state, containerId }: ItemLicense) =>
    wish.licenseIds.length > 0
      ? wish.licenseIds.includes(id)
      : state === 'NotCollected' || (containerId !== null && containerId === container?.id)
  const licenses = (await ticketLicenses(tx, catalogue, ticket.id)).filter(
    (license) => license.firmCode === firmCode && isMeant(license),
  )
  return hookLicenses(tx, licenses.slice(0, mostTold))
}
