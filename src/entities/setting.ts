import { Entity } from 'typeorm'
import { LongText, Text } from './columns.ts'

/**
 * A fact about the installation that every node must agree on: its id, the canary that a wrong keyring cannot read, the
 * epoch of the ledger.
 */
@Entity('settings')
export class Setting {
  @Text(40, { primary: true }) name!: string
  @LongText() value!: string
}
