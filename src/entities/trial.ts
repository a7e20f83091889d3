import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * One trial that a container has had of an item: the first, the second and so on. The rows are the count, so that two
 * activations at once cannot both take the last one. They stay for ever, by the serial, which outlives everything in the
 * container.
 */
@Entity('trials')
@Index('ix_trials_license_id', ['licenseId'])
export class Trial {
  @ForeignKey('Item', { name: 'fk_trials_item_id', ...restrict }) @Id({ primary: true }) itemId!: string
  @Text(32, { primary: true }) containerSerial!: string
  /** 1, 2, 3 ... */
  @Whole({ primary: true }) trialNumber!: number
  /** The license that it was; if it comes back, that is no other trial. */
  @ForeignKey('License', { name: 'fk_trials_license_id', ...restrict }) @Id() licenseId!: string
  @Instant() createdAt!: Date
}
