import { Entity, Index } from 'typeorm'
import { Hash, Instant, Whole } from './columns.ts'

/**
 * Failed attempts of one sender, or at one ticket, within a time that began with the first of them. All nodes count here,
 * so that nobody gets more of them by asking several. Rows whose time is over are deleted in the background.
 */
@Entity('attempts')
@Index('ix_attempts_ends_at', ['endsAt'])
export class AttemptCount {
  /** HMAC of what is counted: addresses are personal, and parts of tickets secret, so neither stands here. */
  @Hash({ primary: true }) id!: Buffer
  @Whole() failures!: number
  /** From then on the next failure is the first one again. */
  @Instant() endsAt!: Date
}
