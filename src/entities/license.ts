import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * One license that was sold: the right to have the options of an item version in one container. It belongs to exactly one
 * order line and one ticket for ever; state, generation and container change as it is collected, returned and moved. The
 * state caches the fold of the license's events. Every row is one copy: live copies never exceed what was sold.
 */
@Entity('licenses')
@Index('ix_licenses_ticket_id', ['ticketId'])
@Index('ix_licenses_order_line_id', ['orderLineId'])
@Index('ix_licenses_container_id', ['containerId'])
@Index('ix_licenses_dedicated_serial', ['dedicatedSerial'])
export class License {
  @Id({ primary: true }) id!: string
  @ForeignKey('Ticket', { name: 'fk_licenses_ticket_id', ...restrict }) @Id() ticketId!: string
  @ForeignKey('OrderLine', { name: 'fk_licenses_order_line_id', ...restrict }) @Id() orderLineId!: string
  /** Copied from the line, which guards it by its foreign key; an index of its own here would cost every order. */
  @Id() itemVersionId!: string
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
  /** First instant at which it is no longer valid; null = none. */
  @Instant({ nullable: true }) expiresAt!: Date | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
