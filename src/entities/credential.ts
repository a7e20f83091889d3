import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * A key by which a cloud container was, or is, opened. The one of the highest generation counts; those before it are kept so
 * that no key ever comes back, whoever repeats an old request.
 */
@Entity('credentials')
@Index('uq_credentials_key_thumbprint', ['keyThumbprint'], { unique: true })
export class CredentialRow {
  @ForeignKey('Container', { name: 'fk_credentials_container_id', ...restrict })
  @Id({ primary: true })
  containerId!: string
  /** 1, 2, 3 ... */
  @Whole({ primary: true }) generation!: number
  /** Of the signing key. */
  @Text(43) keyThumbprint!: string
  @Instant() createdAt!: Date
}
