import { Entity, ForeignKey } from 'typeorm'
import { Id, Text, Whole, restrict } from './columns.ts'

/**
 * What happened to the licenses of an item in one month: counters that follow the ledger and can be made anew from it.
 * They are moved in the background, so that no order and no activation ever waits for the counter of its item.
 */
@Entity('item_months')
export class ItemMonth {
  @ForeignKey('Item', { name: 'fk_item_months_item_id', ...restrict }) @Id({ primary: true }) itemId!: string
  /** UTC: `2026-05`. */
  @Text(7, { primary: true }) month!: string
  /** Licenses that were sold. */
  @Whole() sold!: number
  @Whole() activated!: number
  @Whole() returned!: number
  /** By how many more licenses were with a user at its end than at its beginning. */
  @Whole() activeChange!: number
  /** By how many more licenses there were that are at no end: neither withdrawn, nor replaced, nor blocked. */
  @Whole() liveChange!: number
}
