import { Entity, ForeignKey } from 'typeorm'
import { Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * When a move was asked for first that is possible only after a waiting time, which begins here. It is about one copy of a
 * license, which is what the generation tells apart: once that has left its container, the next time waits anew.
 */
@Entity('move_requests')
export class MoveRequest {
  @ForeignKey('License', { name: 'fk_move_requests_license_id', ...restrict }) @Id({ primary: true }) licenseId!: string
  /** return, reactivation, restore. */
  @Text(12, { primary: true }) kind!: string
  @Whole({ primary: true }) generation!: number
  @Instant() askedAt!: Date
}
