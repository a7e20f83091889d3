import { Entity, ForeignKey, Index } from 'typeorm'
import { Hash, Id, Instant, Json, Whole, restrict } from './columns.ts'

/**
 * One step of a chain: from counter n to n + 1. Written once by the transaction that reserves it, with the clear actions
 * and the digest, which later proofs are checked against; nothing but its receipt is added later.
 */
@Entity('steps')
@Index('ix_steps_transfer_id', ['transferId'])
export class Step {
  @ForeignKey('Chain', { name: 'fk_steps_chain_id', ...restrict }) @Id({ primary: true }) chainId!: string
  /** The counter that this step leads to; it comes from the number before. */
  @Whole({ primary: true }) counterTo!: number
  @ForeignKey('Transfer', { name: 'fk_steps_transfer_id', ...restrict }) @Id() transferId!: string
  /** The plain step of the digest, the clear options to seal, and the license ids. */
  @Json() actions!: unknown
  /** Digest after this step. */
  @Hash() digest!: Buffer
  /** Number of the context that showed it to be in the container; null before. */
  @Whole({ nullable: true }) receiptSeq!: number | null
  @Instant() createdAt!: Date
}
