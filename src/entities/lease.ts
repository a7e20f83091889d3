import { Entity } from 'typeorm'
import { Instant, Text, Whole } from './columns.ts'

/**
 * The right of one process to do some work in the background, until a time of the database. Whoever takes it raises the
 * epoch; what is written under a lease names the epoch it was written under, so a holder that was away too long cannot
 * write any more.
 */
@Entity('leases')
export class LeaseRow {
  /** The work: sequencer. */
  @Text(40, { primary: true }) name!: string
  /** Who has it or had it last; for people. */
  @Text(64) holder!: string
  /** How often it was taken. */
  @Whole() epoch!: number
  /** By the clock of the database; from then on anybody may take it. */
  @Instant() expiresAt!: Date
}
