import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Json, Text, Whole, restrict } from './columns.ts'

/**
 * Something that a customer is told by mail, because somebody who has his ticket does it and it may not be himself: licenses
 * are to be moved, or were. The address is that of the order when the mail is sent, so that nothing here names a person,
 * and a customer who was erased is written to no more.
 */
@Entity('notices')
@Index('ix_notices_state_next_at', ['state', 'nextAt'])
@Index('ix_notices_order_id', ['orderId'])
export class Notice {
  @Id({ primary: true }) id!: string
  @ForeignKey('Order', { name: 'fk_notices_order_id', ...restrict }) @Id() orderId!: string
  /** asked, reactivation, restore. */
  @Text(12) kind!: string
  /** What the mail says: names of items, containers, times. */
  @Json() facts!: unknown
  /** waiting, sent, dropped. */
  @Text(10) state!: string
  /** Tries that failed. */
  @Whole() failures!: number
  /** When it is tried next. */
  @Instant() nextAt!: Date
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
