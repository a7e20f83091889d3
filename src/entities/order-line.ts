import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Json, Text, Whole, restrict } from './columns.ts'

/**
 * One line of an order. (order, lineNumber) is the business key that tells a retry from an extension: the same line again
 * with the same content does nothing, with other content it is `ORDER_CONFLICT`. Only a new configuration of
 * the whole order rewrites it; a line that such one leaves out keeps its row with quantity 0, so that a late repetition of
 * the old order sells nothing.
 */
@Entity('order_lines')
@Index('uq_order_lines_order_id_line_number', ['orderId', 'lineNumber'], { unique: true })
@Index('ix_order_lines_item_version_id', ['itemVersionId'])
export class OrderLine {
  @Id({ primary: true }) id!: string
  @ForeignKey('Order', { name: 'fk_order_lines_order_id', ...restrict }) @Id() orderId!: string
  /** Text, as ERPs write it: "000010" is not "10". */
  @Text(20) lineNumber!: string
  @Text(64) itemNumber!: string
  @ForeignKey('ItemVersion', { name: 'fk_order_lines_item_version_id', ...restrict }) @Id() itemVersionId!: string
  @Whole() quantity!: number
  /** Container for which the licenses of this line are meant. */
  @Text(32, { nullable: true }) containerSerial!: string | null
  /** Values for the item's dynamic parameters, as ordered. */
  @Json() parameters!: { name: string; value: string }[]
  @Instant() createdAt!: Date
}
