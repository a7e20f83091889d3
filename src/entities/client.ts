import { Entity, Index } from 'typeorm'
import { Id, Instant, Json, Text, Whole } from './columns.ts'

/**
 * An API client: an ERP, a shop, a person of the vendor. Read in every call, so that a disabled client stops at once on
 * every node. Its secrets are rows of their own, two of which may live during a rotation.
 */
@Entity('clients')
@Index('uq_clients_name', ['name'], { unique: true })
export class Client {
  @Id({ primary: true }) id!: string
  /** User name of HTTP Basic, and the actor in the ledger. */
  @Text(64) name!: string
  @Json() roles!: ('admin' | 'sales' | 'support')[]
  /** Order numbers are unique within it; clients of one ERP share one. */
  @Text(64) orderScope!: string
  /** The firm codes it may touch; null = all. */
  @Json({ nullable: true }) firmCodes!: number[] | null
  /** Addresses and ranges it may come from; null = any. */
  @Json({ nullable: true }) ipRanges!: string[] | null
  /** What a known order number means; null: a repetition. */
  @Text(8, { nullable: true }) orderRepeat!: 'extend' | null
  /** `digest`: its secrets are kept sealed, so that a password digest can be verified; null: as hashes only. */
  @Text(8, { nullable: true }) passwordForm!: 'digest' | null
  @Instant({ nullable: true }) disabledAt!: Date | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
