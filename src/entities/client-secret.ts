import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, restrict } from './columns.ts'

/**
 * One secret of an API client, as a scrypt hash; the secret itself is shown once when it is made.
 */
@Entity('client_secrets')
@Index('ix_client_secrets_client_id', ['clientId'])
export class ClientSecret {
  @Id({ primary: true }) id!: string
  @ForeignKey('Client', { name: 'fk_client_secrets_client_id', ...restrict }) @Id() clientId!: string
  /** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
  @Text(200) hash!: string
  @Instant() createdAt!: Date
  /** From here on it opens nothing. */
  @Instant({ nullable: true }) retiredAt!: Date | null
}
