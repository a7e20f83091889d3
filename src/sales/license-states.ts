import type { SelectQueryBuilder } from 'typeorm'
import type { Catalogue, KnownVersion } from '../catalogue/catalogue.ts'
import type { LicenseState } from '../contract/sales.ts'
import { shownEnd } from '../domain/expiration.ts'
import type { LicenseState as State } from '../domain/license.ts'
import { bytesOfId } from '../entities/columns.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Order } from '../entities/order.ts'
import { Ticket } from '../entities/ticket.ts'
import { inheritedEnds } from '../licenses/inherited-ends.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { SalesParts } from './parts.ts'
import { shownTicket } from './shown-ticket.ts'

/** Licenses that an answer lists; the rest is counted. */
const licensesListed = 100

/** The licenses of an order, or those of a ticket. */
export type LicensesOf = { readonly orderId: string } | { readonly ticketId: string }

/** A license as it is now, with its ticket still sealed. */
export interface SealedState {
  readonly license: License
  /** The version of its item that was sold. */
  readonly version: KnownVersion
  readonly state: Omit<LicenseState, 'ticketId'>
  readonly ticket: Pick<Ticket, 'id' | 'cipherKey' | 'ciphertext'>
}

/** The first licenses as they are now, in the order in which they were bought, and within an order by line. */
export async function licenseStates(
  tx: Tx,
  call: Call,
  { catalogue, vault }: Pick<SalesParts, 'catalogue' | 'vault'>,
  of: LicensesOf,
): Promise<LicenseState[]> {
  const query = licensesWithOrigin(tx).limit(licensesListed)
  if ('ticketId' in of) {
    // Those whose place another took have left the ticket.
    query.where('license.ticketId = :id AND license.replacedById IS NULL', { id: bytesOfId(of.ticketId) })
    query.orderBy('license.createdAt')
  } else query.where('line.orderId = :id', { id: bytesOfId(of.orderId) })
  query
    .addOrderBy('orders.orderNumber')
    .addOrderBy('LENGTH(line.lineNumber)')
    .addOrderBy('line.lineNumber')
    .addOrderBy('license.id')
  return openStates(call, vault, await sealedStates(tx, catalogue, query))
}

/** Licenses with what `sealedStates` shows beside them; conditions, order and limit are the caller's. */
export function licensesWithOrigin(tx: Tx): SelectQueryBuilder<License> {
  return tx
    .createQueryBuilder(License, 'license')
    .innerJoin(OrderLine, 'line', 'line.id = license.orderLineId')
    .innerJoin(Order, 'orders', 'orders.id = line.orderId')
    .innerJoin(Ticket, 'ticket', 'ticket.id = license.ticketId')
    .leftJoin(Container, 'container', 'container.id = license.containerId')
    .addSelect('orders.orderNumber', 'order_number')
    .addSelect('line.lineNumber', 'line_number')
    .addSelect('container.serial', 'container_serial')
    .addSelect('ticket.cipherKey', 'cipher_key')
    .addSelect('ticket.ciphertext', 'ciphertext')
}

/** Reads the licenses of a query that `licensesWithOrigin` began. */
export async function sealedStates(
  tx: Tx,
  catalogue: Catalogue,
  query: SelectQueryBuilder<License>,
): Promise<SealedState[]> {
  const { entities, raw } = await query.getRawAndEntities<Origin>()
  const versions = await catalogue.versions(
    tx,
    entities.map(({ itemVersionId }) => itemVersionId),
  )
  const known = entities.map((license, index) => {
    const origin = raw[index]
    const version = versions.get(license.itemVersionId)
    if (origin === undefined || version === undefined) throw new Error('a license came without its line or its item')
    return { license, version, origin }
  })
  const ends = await inheritedEnds(tx, catalogue, known.map(asItemLicense))
  return known.map(({ license, version, origin }) => {
    const item = { itemNumber: version.definition.itemNumber, itemVersion: version.versionNumber }
    return {
      license,
      version,
      state: { ...originOf(origin), ...item, ...stateOf(license, ends.get(license.id) ?? null) },
      ticket: { id: license.ticketId, cipherKey: origin.cipher_key, ciphertext: origin.ciphertext },
    }
  })
}

/** The licenses with their tickets, each of which is opened once; only what is shown should come here. */
export function openStates(
  { caller }: Call,
  vault: SalesParts['vault'],
  sealed: readonly SealedState[],
): LicenseState[] {
  const tickets = new Map(sealed.map(({ ticket }) => [ticket.id, ticket]))
  const texts = new Map([...tickets].map(([id, ticket]) => [id, shownTicket(caller, vault.open(ticket))]))
  return sealed.map(({ state, ticket }) => ({ ...state, ticketId: texts.get(ticket.id) ?? '' }))
}

interface Origin {
  readonly order_number: string
  readonly line_number: string
  readonly container_serial: string | null
  readonly cipher_key: number
  readonly ciphertext: Buffer
}

function originOf(origin: Origin) {
  return {
    orderNumber: origin.order_number,
    lineNumber: origin.line_number,
    containerSerial: origin.container_serial ?? undefined,
  }
}

function asItemLicense({ license, version }: { license: License; version: KnownVersion }) {
  return { ...license, state: license.state as State, item: version.definition }
}

function stateOf(license: License, expiresAt: Date | null) {
  return {
    licenseId: license.id,
    state: license.state,
    generation: license.generation,
    licenseQuantity: license.factor,
    dedicatedSerial: license.dedicatedSerial ?? undefined,
    expirationTime: shownEnd(expiresAt),
    changedAt: license.updatedAt,
  }
}
