import { Entity, ForeignKey, Index } from 'typeorm'
import { Hash, Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * One use of a license of a cloud container on some device, from OpenSession on. It lives as long as its seat says so; the
 * row itself changes only when it is closed.
 */
@Entity('sessions')
@Index('uq_sessions_secret_hash', ['secretHash'], { unique: true })
@Index('ix_sessions_container_id_opened_at', ['containerId', 'openedAt'])
@Index('ix_sessions_license_id', ['licenseId'])
export class Session {
  /** Stands in its leases; what keeps it is the secret. */
  @Id({ primary: true }) id!: string
  @ForeignKey('Container', { name: 'fk_sessions_container_id', ...restrict }) @Id() containerId!: string
  @ForeignKey('License', { name: 'fk_sessions_license_id', ...restrict }) @Id() licenseId!: string
  @Whole() seatNumber!: number
  /** SHA-256 of the secret, which has 256 random bits. */
  @Hash() secretHash!: Buffer
  /** The secret, sealed by the keyring: whoever repeats the request that opened the session is told it again. */
  @Text(200) sealedSecret!: string
  /** Of the credential that opened it. */
  @Whole() credentialGeneration!: number
  @Text(256, { nullable: true }) deviceName!: string | null
  @Instant() openedAt!: Date
  @Instant({ nullable: true }) closedAt!: Date | null
  /** When its seat was free after it was closed; null before. */
  @Instant({ nullable: true }) seatFreeAt!: Date | null
}
