import { Entity, Index } from 'typeorm'
import { Hash, Instant, Text, Whole } from './columns.ts'

/**
 * Remembers that a request was done, so that the same request again is answered from what was done. Inserted first in its
 * transaction: of two equal requests at once the second meets a duplicate key, runs again and finds this row. It refers to
 * what was done and keeps no answer; a replay shows present states (design §2.2).
 */
@Entity('request_keys')
@Index('ix_request_keys_keep_until', ['keepUntil'])
export class RequestKey {
  /** `client:` and the name of the API client, or `container:` and its serial. */
  @Text(80, { primary: true }) scope!: string
  @Text(30, { primary: true }) operation!: string
  @Text(64, { primary: true }) requestId!: string
  /** Version of the rule by which the content was hashed. */
  @Whole() hashVersion!: number
  /** SHA-256 of the canonical content. */
  @Hash() contentHash!: Buffer
  /** Id of what was done: the order, the transfer. */
  @Text(64) reference!: string
  @Instant() createdAt!: Date
  /** From here on it may be forgotten; null = never, because nothing else tells a retry from a second wish. */
  @Instant({ nullable: true }) keepUntil!: Date | null
}
