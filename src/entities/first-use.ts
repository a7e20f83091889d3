import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Whole, restrict } from './columns.ts'

/**
 * When a license with a Usage Period was first used in a cloud container: the period runs from there. Other containers keep
 * this themselves. A license that was given back and comes again is a new generation, whose period begins anew.
 */
@Entity('first_uses')
@Index('ix_first_uses_license_id', ['licenseId'])
export class FirstUse {
  @ForeignKey('Container', { name: 'fk_first_uses_container_id', ...restrict })
  @Id({ primary: true })
  containerId!: string
  @ForeignKey('License', { name: 'fk_first_uses_license_id', ...restrict }) @Id({ primary: true }) licenseId!: string
  @Whole({ primary: true }) generation!: number
  @Instant() usedAt!: Date
}
