import { Entity, ForeignKey, Index } from 'typeorm'
import { BigWhole, Id, Instant, Json, Text, Whole, restrict } from './columns.ts'

/**
 * One license that was sold: the right to have the options of an item version in one container. It belongs to exactly one
 * order line and one ticket for ever; state, generation and container change as it is collected, returned and moved. The
 * state caches the fold of the license's events. Every row is one copy: live copies never exceed what was sold. Terms of
 * its own, because it was extended, split or put in the place of another, are null where the item and the line count.
 */
@Entity('licenses')
@Index('ix_licenses_ticket_id', ['ticketId'])
@Index('ix_licenses_order_line_id', ['orderLineId'])
@Index('ix_licenses_container_id', ['containerId'])
@Index('ix_licenses_dedicated_serial', ['dedicatedSerial'])
@Index('ix_licenses_order_scope_created_at_id', ['orderScope', 'createdAt', 'id'])
@Index('ix_licenses_order_scope_customer_id_created_at_id', ['orderScope', 'customerId', 'createdAt', 'id'])
@Index('ix_licenses_order_scope_item_id_created_at_id', ['orderScope', 'itemId', 'createdAt', 'id'])
@Index('ix_licenses_order_scope_package_id_created_at_id', ['orderScope', 'packageId', 'createdAt', 'id'])
@Index('ix_licenses_order_scope_state_created_at_id', ['orderScope', 'state', 'createdAt', 'id'])
@Index('ix_licenses_order_scope_updated_at', ['orderScope', 'updatedAt'])
@Index('ix_licenses_order_scope_expires_at', ['orderScope', 'expiresAt'])
export class License {
  @Id({ primary: true }) id!: string
  @ForeignKey('Ticket', { name: 'fk_licenses_ticket_id', ...restrict }) @Id() ticketId!: string
  @ForeignKey('OrderLine', { name: 'fk_licenses_order_line_id', ...restrict }) @Id() orderLineId!: string
  /** Copied from the line, which guards it by its foreign key; an index of its own here would cost every order. */
  @Id() itemVersionId!: string
  /** The item of the version. Copied, like order scope and customer, so that each way to find licenses has an index. */
  @Id() itemId!: string
  /** The item number of the catalogue that is the package by which it was sold; null: it was sold by itself. */
  @Id({ nullable: true }) packageId!: string | null
  /** Order scope of its order. */
  @Text(64) orderScope!: string
  /** Customer of its order; never changes either. */
  @Text(64) customerId!: string
  /** Copied from the item version, so that rules by firm code need no join. */
  @Whole() firmCode!: number
  /** NotCollected, Collected, Confirmed, Returning, WithdrawPending, Withdrawn, Replaced, Blocked. */
  @Text(20) state!: string
  /** Rises with each new collection; an older generation in the field is blocked. */
  @Whole() generation!: number
  /** The container that holds it, or is to hold it by an update on its way. */
  @ForeignKey('Container', { name: 'fk_licenses_container_id', ...restrict })
  @Id({ nullable: true })
  containerId!: string | null
  /** May be collected only into the container of this serial. */
  @Text(32, { nullable: true }) dedicatedSerial!: string | null
  /** Multiplies License Quantity or the Unit Counter: n for an item that is "one license with quantity", else 1. */
  @Whole() factor!: number
  /** First instant at which it is no longer valid, any grace being over; null = none. */
  @Instant({ nullable: true }) expiresAt!: Date | null
  /**
   * Day of the month that the end, before any grace, keeps when months are added; of midnight, the day that is over then.
   * Null: the one that it is on.
   */
  @Whole({ nullable: true }) expirationDay!: number | null
  /** Periods that were bought before the first activation, to run after that of the item; null = none. */
  @Json({ nullable: true }) addedPeriods!: { periodCount: number; periodUnit: 'day' | 'month' | 'year' }[] | null
  /** Units that were ever granted; null = those of the item, times `factor`. */
  @BigWhole({ nullable: true }) units!: number | null
  /**
   * Of licenses that are one piece of their line together, the same for all of them and for what takes their places: those
   * of one package, or those among which the units of one piece were split. Null: it is a piece, or several, by itself.
   */
  @Id({ nullable: true }) pieceId!: string | null
  /** Release dates before this instant are covered; null = as the item says. */
  @Instant({ nullable: true }) maintenanceUntil!: Date | null
  /** The vendor or customer cancelled its subscription: it is not renewed any more; null = it is, if its item says so. */
  @Instant({ nullable: true }) renewalCancelledAt!: Date | null
  /** When its copy in the container is dead by itself, unless it makes contact before; null = it lives as long as the license. */
  @Instant({ nullable: true }) copyEndsAt!: Date | null
  /** Values for the dynamic parameters that its item asks for at order time; null = those of its line. */
  @Json({ nullable: true }) parameters!: { name: string; value: string }[] | null
  /** Values that were given when it was last activated; null = none. */
  @Json({ nullable: true }) activationParameters!: Record<string, string> | null
  /** The license whose place it took. */
  @Id({ nullable: true }) replacesId!: string | null
  /** The license that took its place; from then on it is no longer on the ticket. */
  @Id({ nullable: true }) replacedById!: string | null
  /**
   * The license that it is exchanged for: while that one is with a user, this one can go only into the same container, in
   * one step that takes the other out. Both count as one copy.
   */
  @Id({ nullable: true }) exchangeId!: string | null
  /**
   * A module: the license that it rides on in its container, and goes on with when both move. An upgrade: the license whose
   * place it took at its first activation; from then on it needs none. Null: it needs none, or has had none yet.
   */
  @Id({ nullable: true }) baseId!: string | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
