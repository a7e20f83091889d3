import { createHmac } from 'node:crypto'
import type { RandomSource } from '../domain/random.ts'
import { lastGroupOf, readTicket, type Ticket } from '../domain/ticket.ts'
import { openBytes, partsOf, sealBytes } from './aes-gcm.ts'
import { currentKey, keyNumbered, type Keyring } from './keyring.ts'

/** One way in which the row of a ticket may be found: the hash by one of the live keys. */
export interface TicketLookup {
  readonly keyNumber: number
  readonly hash: Buffer
}

/** A ticket at rest: the columns of its row. */
export interface SealedTicket {
  readonly lookupKey: number
  readonly lookup: Buffer
  readonly cipherKey: number
  readonly ciphertext: Buffer
  /** In clear, for support. */
  readonly lastGroup: string
}

/**
 * Tickets at rest (design §2.3): found by HMAC-SHA-256, shown again to their seller by AES-256-GCM. The ciphertext is
 * bound to the id of its row, so that somebody who writes to the database cannot put one ticket's text into another's row.
 */
export class TicketVault {
  readonly #keyring: Keyring
  readonly #random: RandomSource

  constructor(keyring: Keyring, random: RandomSource) {
    this.#keyring = keyring
    this.#random = random
  }

  /** The hashes under which the row may stand, by the current key first. */
  lookups(ticket: Ticket): TicketLookup[] {
    const { current, keys } = this.#keyring.lookup
    const others = [...keys.keys()].filter((number) => number !== current)
    return [current, ...others].map((keyNumber) => ({ keyNumber, hash: this.#hash(ticket, keyNumber) }))
  }

  /** The columns for a ticket that is stored in the row of this id. */
  seal(ticket: Ticket, rowId: string): SealedTicket {
    const key = currentKey(this.#keyring.cipher)
    const sealed = sealBytes(key, this.#random, Buffer.from(ticket, 'ascii'), rowBytes(rowId))
    return {
      lookupKey: this.#keyring.lookup.current,
      lookup: this.#hash(ticket, this.#keyring.lookup.current),
      cipherKey: this.#keyring.cipher.current,
      ciphertext: Buffer.concat([sealed.nonce, sealed.ciphertext, sealed.tag]),
      lastGroup: lastGroupOf(ticket),
    }
  }

  /**
   * The ticket of a row.
   * @throws Error when the row was altered, belongs to another id, or its key is not in the keyring
   */
  open(row: Pick<SealedTicket, 'cipherKey' | 'ciphertext'> & { readonly id: string }): Ticket {
    const key = keyNumbered(this.#keyring.cipher, row.cipherKey)
    const text = openBytes(key, partsOf(row.ciphertext, 'end'), rowBytes(row.id))
    return readTicket(text.toString('ascii'))
  }

  #hash(ticket: Ticket, keyNumber: number): Buffer {
    return createHmac('sha256', keyNumbered(this.#keyring.lookup, keyNumber)).update(`ticket:${ticket}`).digest()
  }
}

/** A UUID as its 16 bytes, so that its spelling does not matter. */
function rowBytes(rowId: string): Buffer {
  return Buffer.from(rowId.replaceAll('-', ''), 'hex')
}
