import { Entity, ForeignKey, Index } from 'typeorm'
import { Hash, Id, Instant, LongText, restrict } from './columns.ts'

/** A TLS client certificate, or a name of some, that stands for name and secret of an API client. */
@Entity('client_certificates')
@Index('ix_client_certificates_client_id', ['clientId'])
export class ClientCertificate {
  /** SHA-256 of the certificate itself, or of the names of its subject and issuer in their one form: of one client only. */
  @Hash({ primary: true }) hash!: Buffer
  @ForeignKey('Client', { name: 'fk_client_certificates_client_id', ...restrict }) @Id() clientId!: string
  /** How the client's definition has it: `sha256:…` or `subject:…;issuer:…`. */
  @LongText() certificate!: string
  @Instant() createdAt!: Date
}
