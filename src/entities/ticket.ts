import { Entity, Index } from 'typeorm'
import { Bytes, Flag, Hash, Id, Instant, Text, Whole } from './columns.ts'

/**
 * The bearer secret that a buyer redeems, and the bundle of licenses behind it. The text of the ticket is nowhere in the
 * row: it is found by its HMAC and can be shown again from the ciphertext by whoever has the keyring (design §2.3).
 */
@Entity('tickets')
@Index('uq_tickets_lookup', ['lookup'], { unique: true })
@Index('ix_tickets_updated_at', ['updatedAt'])
export class Ticket {
  @Id({ primary: true }) id!: string
  /** Number of the HMAC key in the keyring. */
  @Whole() lookupKey!: number
  /** HMAC-SHA-256 of the ticket. */
  @Hash() lookup!: Buffer
  /** Number of the AES key in the keyring. */
  @Whole() cipherKey!: number
  /** AES-256-GCM of the ticket, bound to the id of this row: nonce, ciphertext, tag. */
  @Bytes(120) ciphertext!: Buffer
  /** The last five characters, for the support; they reveal no more than that. */
  @Text(5) lastGroup!: string
  @Text(64) customerId!: string
  @Flag() inseparable!: boolean
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
