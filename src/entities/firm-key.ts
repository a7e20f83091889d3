import { Entity, ForeignKey, Index } from 'typeorm'
import { Instant, LongText, Text, Whole, restrict } from './columns.ts'

/**
 * The public half of a key of a firm code: its root, which runtimes pin, or a signing key with the certificate that the
 * root gave it (design §4.1). The private halves are in the Firm Security Box and never here. A key is never deleted, only
 * moved from state to state, since files signed by it stay in the field.
 */
@Entity('firm_keys')
@Index('ix_firm_keys_firm_code', ['firmCode'])
export class FirmKey {
  /** RFC 7638 thumbprint of the public key. */
  @Text(64, { primary: true }) kid!: string
  @ForeignKey('FirmCode', { name: 'fk_firm_keys_firm_code', ...restrict }) @Whole() firmCode!: number
  @Text(10) role!: 'root' | 'signing'
  @Text(20) suite!: string
  /** The public key as JWK text. */
  @LongText() publicJwk!: string
  /** The compact JWS by which the root vouches for a signing key; a root has none. */
  @LongText({ nullable: true }) certificate!: string | null
  /** Rises when a key was compromised; containers remember the highest they saw. */
  @Whole() epoch!: number
  @Instant() notBefore!: Date
  @Instant() notAfter!: Date
  @Text(12) state!: 'next' | 'active' | 'retired' | 'compromised'
  @Instant() createdAt!: Date
}
