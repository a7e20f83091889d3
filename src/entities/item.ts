import { Entity, Index } from 'typeorm'
import { Id, Instant, Text, Whole } from './columns.ts'

/**
 * An article of the vendor, under the same number as in the ERP: an item, or a package of several. The row only says which
 * version is sold at present; what an item *is* stands in its versions, so that a change never touches what was sold.
 */
@Entity('items')
@Index('uq_items_item_number', ['itemNumber'], { unique: true })
export class Item {
  @Id({ primary: true }) id!: string
  @Text(64) itemNumber!: string
  /** The item version that new orders get. */
  @Id() currentVersionId!: string
  /** Number of that version, from 1. */
  @Whole() versionNumber!: number
  /** From here on no longer sold; what was sold stays. */
  @Instant({ nullable: true }) retiredAt!: Date | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
