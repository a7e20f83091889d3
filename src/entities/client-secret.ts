import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, LongText, Text, restrict } from './columns.ts'

/**
 * One secret of an API client, as a salted hash. The secret itself is shown when it is made, and again only to a repetition
 * of the request that made it.
 */
@Entity('client_secrets')
@Index('ix_client_secrets_client_id', ['clientId'])
export class ClientSecret {
  @Id({ primary: true }) id!: string
  @ForeignKey('Client', { name: 'fk_client_secrets_client_id', ...restrict }) @Id() clientId!: string
  /** `sha256$salt$hash`, salt and hash in base64url. */
  @Text(200) hash!: string
  /**
   * The secret under the keyring, for that repetition or for verifying digests; null = not needed for either, or of no use
   * any more.
   */
  @LongText({ nullable: true }) sealed!: string | null
  @Instant() createdAt!: Date
  /** From here on it opens nothing. */
  @Instant({ nullable: true }) retiredAt!: Date | null
}
