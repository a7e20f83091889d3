import { Entity, Index } from 'typeorm'
import { BigWhole, Hash, Id, Instant, Json, Text, Whole } from './columns.ts'

/**
 * One change of one thing, written in the transaction that made it (design §3.1). Its key is the thing and the version
 * that the change gave it, so two changes can never claim the same place. Holds no names of persons and no tickets. The
 * row is never changed, except that the sequencer later adds its place in the one global order and the hash chain.
 */
@Entity('events')
@Index('uq_events_sequence', ['sequence'], { unique: true })
export class LedgerEvent {
  /** order, ticket, license, container, item, client, firmCode ... */
  @Text(12, { primary: true }) aggregateKind!: string
  @Id({ primary: true }) aggregateId!: string
  /** The version that the thing has after this change. */
  @Whole({ primary: true }) version!: number
  @Instant() at!: Date
  /** Name of the API client or of the command, `depot` for callers without an account. */
  @Text(64) actor!: string
  @Text(30) operation!: string
  @Text(64, { nullable: true }) requestId!: string | null
  /** What happened, in one word: LicenseCollected. */
  @Text(40) change!: string
  /** The changed fields as they were; null for a creation. */
  @Json({ nullable: true }) before!: unknown
  /** The changed fields as they are now. */
  @Json({ nullable: true }) after!: unknown
  @Text(1000, { nullable: true }) comment!: string | null
  /** Place in the global order; null until the sequencer came by. */
  @BigWhole({ nullable: true }) sequence!: number | null
  /** Hash over this event and the one before it in the global order. */
  @Hash({ nullable: true }) hash!: Buffer | null
}
