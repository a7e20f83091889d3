import { Entity } from 'typeorm'
import { BigWhole, Hash, Text, Whole } from './columns.ts'

/** How far the events are numbered: one row, changed in the transaction that numbers. */
@Entity('ledger_tips')
export class LedgerTip {
  /** Always `events`. */
  @Text(20, { primary: true }) name!: string
  /** The highest number given so far; 0: none. */
  @BigWhole() sequence!: number
  /** Hash of the event of that number; zeros for none. */
  @Hash() hash!: Buffer
  /** Epoch of the lease under which it was last moved; only the same or a later one may move it again. */
  @Whole() fence!: number
}
