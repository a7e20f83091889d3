import { Entity, ForeignKey, Index } from 'typeorm'
import { Flag, Id, Instant, Json, Text, Whole, restrict } from './columns.ts'

/**
 * An order of the back office, known by its number within the order scope of the clients that share an ERP. All its lines
 * go to one ticket. Name, mail, data and comment may change with a later call; the customerId and the ticket may not
 * (design §2.2).
 */
@Entity('orders')
@Index('uq_orders_order_scope_order_number', ['orderScope', 'orderNumber'], { unique: true })
@Index('ix_orders_customer_id', ['customerId'])
@Index('ix_orders_ticket_id', ['ticketId'])
@Index('ix_orders_order_scope_ticket_created_at_ticket_id', ['orderScope', 'ticketCreatedAt', 'ticketId'])
@Index('ix_orders_order_scope_customer_id_ticket_created_at_ticket_id', [
  'orderScope',
  'customerId',
  'ticketCreatedAt',
  'ticketId',
])
export class Order {
  @Id({ primary: true }) id!: string
  @Text(64) orderScope!: string
  @Text(64) orderNumber!: string
  @Text(64) customerId!: string
  @Text(256, { nullable: true }) customerName!: string | null
  @Text(256, { nullable: true }) customerEmail!: string | null
  /** Further data of the customer as the ERP sent them: name and value, in that order. */
  @Json() customerFields!: { name: string; value: string }[]
  @ForeignKey('Ticket', { name: 'fk_orders_ticket_id', ...restrict }) @Id() ticketId!: string
  /** Copied from the ticket, so that an order scope can list its tickets, newest first. */
  @Instant() ticketCreatedAt!: Date
  /** Container for which all licenses of the order are meant. */
  @Text(32, { nullable: true }) containerSerial!: string | null
  /** All licenses of the ticket go into one container. */
  @Flag() inseparable!: boolean
  @Text(1000, { nullable: true }) comment!: string | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
