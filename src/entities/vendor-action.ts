import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Json, Text, Whole, restrict } from './columns.ts'

/**
 * Something that the vendor has decided and a container is to do at its next contact: to give up a license, to exchange it,
 * to take new terms for it, to be erased, or to give up an old copy of a license that was issued anew elsewhere. The actions of one container are numbered and done in that order. What is done
 * at once, because nobody has the license, needs no row here; the ledger tells both.
 */
@Entity('vendor_actions')
@Index('uq_vendor_actions_container_id_position', ['containerId', 'position'], { unique: true })
@Index('ix_vendor_actions_license_id', ['licenseId'])
export class VendorAction {
  @Id({ primary: true }) id!: string
  @ForeignKey('Container', { name: 'fk_vendor_actions_container_id', ...restrict }) @Id() containerId!: string
  /** Place among the actions of the container: 1, 2, 3 ... */
  @Whole() position!: number
  /** Null: the action is about the container as a whole. */
  @ForeignKey('License', { name: 'fk_vendor_actions_license_id', ...restrict })
  @Id({ nullable: true })
  licenseId!: string | null
  /** withdraw, replace, extend, recycle, recall. */
  @Text(12) kind!: string
  /** Collected, Confirmed, Returning: what the license is again if the action is taken back; null where it stays what it is. */
  @Text(20, { nullable: true }) heldState!: string | null
  /** What else the action needs, by its kind: the successor, the new terms, the firm code of what is erased or recalled. */
  @Json() facts!: unknown
  @Text(1000, { nullable: true }) reason!: string | null
  /** pending, delivered, done, cancelled. */
  @Text(12) state!: string
  /** The step that does it, in the chain of its firm code; null while it waits for a contact. */
  @Whole({ nullable: true }) counterTo!: number | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
