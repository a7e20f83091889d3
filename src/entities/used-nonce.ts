import { Entity, Index } from 'typeorm'
import { Hash, Instant } from './columns.ts'

/** The nonce of a password digest that was accepted: the same one is not accepted again, on any node. */
@Entity('used_nonces')
@Index('ix_used_nonces_forget_at', ['forgetAt'])
export class UsedNonce {
  /** SHA-256 of the client's name and the nonce. */
  @Hash({ primary: true }) hash!: Buffer
  /** When its digest is too old anyhow. */
  @Instant() forgetAt!: Date
}
