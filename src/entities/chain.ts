import { Entity, ForeignKey, Index } from 'typeorm'
import { Hash, Id, Instant, Whole, restrict } from './columns.ts'

/**
 * Head of the step chain of one container and firm code (design §4.2): every append changes this row conditionally, so
 * steps are numbered without gaps and never twice. Also remembers the newest context that was seen, to tell a stale one, a
 * fork and a rollback.
 */
@Entity('chains')
@Index('uq_chains_container_id_firm_code', ['containerId', 'firmCode'], { unique: true })
export class Chain {
  @Id({ primary: true }) id!: string
  @ForeignKey('Container', { name: 'fk_chains_container_id', ...restrict }) @Id() containerId!: string
  @Whole() firmCode!: number
  /** Number of the last step; 0 before the first. */
  @Whole() counter!: number
  /** Number of the last step that a context showed to be in the container. */
  @Whole() confirmed!: number
  /** Digest at the head; 32 zero bytes before the first step. */
  @Hash() digest!: Buffer
  @Whole() lastContextSeq!: number
  /** SHA-256 of the last context; null before the first. */
  @Hash({ nullable: true }) lastContextHash!: Buffer | null
  /** How often a fork or rollback was healed. */
  @Whole() healed!: number
  /**
   * Since when the next context is to be believed, whatever it shows, because a person accepted the container after a
   * manipulation was detected; null in all other cases.
   */
  @Instant({ nullable: true }) believeNextAt!: Date | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
