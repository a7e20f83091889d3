import { Entity } from 'typeorm'
import { BigWhole, Text } from './columns.ts'

/**
 * How far somebody who follows the ledger has come, moved in the transaction that stores what he makes of it: so each event
 * counts once, however many nodes follow.
 */
@Entity('ledger_readers')
export class LedgerReader {
  /** Who follows: statistics. */
  @Text(40, { primary: true }) name!: string
  /** Number of the last event that was read; 0: none. */
  @BigWhole() sequence!: number
}
