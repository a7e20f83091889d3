import { Entity, ForeignKey, Index } from 'typeorm'
import { Hash, Id, Instant, Json, LongText, Text, Whole, restrict } from './columns.ts'

/**
 * One update for one container, from the moment its steps are reserved: what was asked, what became of each license, and
 * the signed bytes once they exist. The same request finds this row and gets the same bytes (design §4.2); `signed` is set
 * once, and replaced only when the key that signed was compromised.
 */
@Entity('transfers')
@Index('ix_transfers_chain_id_request_hash', ['chainId', 'requestHash'])
export class Transfer {
  /** The transferId on the wire. */
  @Id({ primary: true }) id!: string
  @ForeignKey('Chain', { name: 'fk_transfers_chain_id', ...restrict }) @Id() chainId!: string
  /** The update holds the steps after this counter ... */
  @Whole() counterFrom!: number
  /** ... up to this one. */
  @Whole() counterTo!: number
  /** SHA-256 of what was asked: kind of action and licenses. */
  @Hash() requestHash!: Buffer
  /** activate, return ... */
  @Text(16) kind!: string
  /** What became of each license that was asked for. */
  @Json() results!: unknown
  /** The update file; null between reserving and signing. */
  @LongText({ nullable: true }) signed!: string | null
  /** `superseded`: a person accepted that its container is somewhere else, and no update of that time leads on. */
  @Text(12) state!: 'open' | 'confirmed' | 'superseded'
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
