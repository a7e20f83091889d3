import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, restrict } from './columns.ts'

/**
 * The most units of a license that a container ever said were used. The number includes what was used in containers before,
 * as each is told it with the license. Only for licenses of which units were used.
 */
@Entity('consumptions')
@Index('ix_consumptions_license_id', ['licenseId'])
export class Consumption {
  @ForeignKey('Container', { name: 'fk_consumptions_container_id', ...restrict })
  @Id({ primary: true })
  containerId!: string
  @ForeignKey('License', { name: 'fk_consumptions_license_id', ...restrict }) @Id({ primary: true }) licenseId!: string
  /** Never decreases; decimal, as 64 bits are more than a number of JavaScript or SQLite's driver holds exactly. */
  @Text(19) consumed!: string
  /**
   * Since when the container shows less: an older state of it was put back, or it was told too late of units of the license whose
   * place this one took. Null while it does not.
   */
  @Instant({ nullable: true }) lowerSince!: Date | null
  @Instant() updatedAt!: Date
}
