import { Entity, ForeignKey } from 'typeorm'
import { Id, Instant, Whole, restrict } from './columns.ts'

/**
 * One renewal of a license by its user: asked for, and done once its item lets it. The rows of a license are numbered, so that
 * two at once cannot both be the last that its item allows; at most the newest is still waited for.
 */
@Entity('renewals')
export class Renewal {
  @ForeignKey('License', { name: 'fk_renewals_license_id', ...restrict }) @Id({ primary: true }) licenseId!: string
  /** Among the renewals of the license: 1, 2, 3 ... */
  @Whole({ primary: true }) renewalNumber!: number
  /** When it was asked for first; a waiting time begins then. */
  @Instant() askedAt!: Date
  /** Null: it is still waited for. */
  @Instant({ nullable: true }) renewedAt!: Date | null
}
