import type { Offer } from '../catalogue/catalogue.ts'
import type { Ticket } from '../domain/ticket.ts'
import type { License } from '../entities/license.ts'
import type { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { OrderWish } from './order-wish.ts'
import type { SalesParts } from './parts.ts'

/** One run of CreateOrder within its transaction. */
export interface Intake {
  readonly tx: Tx
  readonly call: Call
  readonly parts: SalesParts
  readonly wish: OrderWish
  /** What the requestId of the call is to stand for. */
  readonly content: unknown
  /** Items and packages as they are sold now, where they were looked up for several orders together. */
  readonly offer?: Offer
}

/** A line with its licenses, as they stand in the store (or are about to). */
export interface LineWithLicenses {
  readonly line: OrderLine
  readonly licenses: readonly License[]
  /** Item numbers, by license, of those that are of another item than the line says: what a package sold, and what took a place. */
  readonly otherItems?: ReadonlyMap<string, string>
}

/** What a run has come to. */
export interface IntakeResult {
  readonly outcome: 'created' | 'extended' | 'replayed'
  readonly order: Pick<Order, 'orderNumber'>
  /** Undefined: made by this call, which is a check and makes nothing. */
  readonly ticket: Ticket | undefined
  /** Lines of the request that were known before. */
  readonly known: readonly LineWithLicenses[]
  /** Lines of the request that are new. */
  readonly added: readonly LineWithLicenses[]
  /** The numbers of its lines in the order of the request, where they are not those of the request. */
  readonly lineNumbers?: readonly string[] | undefined
}
