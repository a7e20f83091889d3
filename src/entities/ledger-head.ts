import { Entity, Index } from 'typeorm'
import { BigWhole, Hash, Instant, LongText, Text, Whole } from './columns.ts'

/** A head of the chain of events, signed about once a minute (docs/ledger.md). Never changed. */
@Entity('ledger_heads')
@Index('ix_ledger_heads_sequence', ['sequence'])
export class LedgerHead {
  @Whole({ primary: true }) ledgerEpoch!: number
  /** Number of the event whose hash was signed. */
  @BigWhole({ primary: true }) sequence!: number
  @Hash() hash!: Buffer
  /** By the clock of the database. */
  @Instant() signedAt!: Date
  /** Thumbprint of the key. */
  @Text(64) kid!: string
  /** The head as a file: flattened JWS. */
  @LongText() signed!: string
}
