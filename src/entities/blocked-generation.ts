import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Whole, restrict } from './columns.ts'

/**
 * Of a license that was issued anew: copies of it which may still be out there and are worth nothing any more. The block
 * list names them. One row for a license, as older copies than the newest that was blocked are blocked too.
 */
@Entity('blocked_generations')
@Index('ix_blocked_generations_firm_code', ['firmCode'])
export class BlockedGeneration {
  @ForeignKey('License', { name: 'fk_blocked_generations_license_id', ...restrict })
  @Id({ primary: true })
  licenseId!: string
  /** Copied from the license. */
  @Whole() firmCode!: number
  /** Copies of a lower generation than this are blocked. */
  @Whole() below!: number
  /** Since when this is so. */
  @Instant() since!: Date
}
