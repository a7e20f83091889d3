import { Entity, ForeignKey } from 'typeorm'
import { Id, Instant, Whole, restrict } from './columns.ts'

/**
 * Seat n of a license in a cloud container, once somebody sat on it. Its key makes that no license is used more often at a
 * time than was sold; who takes it over changes this row conditionally.
 */
@Entity('seats')
export class Seat {
  @ForeignKey('License', { name: 'fk_seats_license_id', ...restrict }) @Id({ primary: true }) licenseId!: string
  /** 1 to the License Quantity. */
  @Whole({ primary: true }) seatNumber!: number
  /** Who sits on it, or sat on it last. */
  @Id() sessionId!: string
  /** End of the newest lease. */
  @Instant() leasedUntil!: Date
  /** From here on anybody may take it: the end of the lease and the linger time after it. */
  @Instant() freeAt!: Date
}
