import { createHmac, timingSafeEqual } from 'node:crypto'
import { Fault } from '../faults.ts'
import { canonicalJson } from '../formats/canonical.ts'
import { currentKey, type Keyring } from '../tickets/keyring.ts'

/** What a list is: its operation and everything of the request that says which rows belong to it. */
export interface ListIdentity {
  readonly list: string
  readonly filter: unknown
}

const macBytes = 16

/**
 * The cursors that are given out: the place of the last row of a page, and a seal by the keyring over the place, the list
 * and its filter. So a cursor is taken only from this installation and for the list that it came from, and it needs no row.
 */
export class Cursors {
  readonly #keyring: Keyring

  constructor(keyring: Keyring) {
    this.#keyring = keyring
  }

  write(identity: ListIdentity, place: string): string {
    const mac = macOf(currentKey(this.#keyring.lookup), identity, place)
    return Buffer.concat([mac, Buffer.from(place, 'utf8')]).toString('base64url')
  }

  /** The place after which the page begins. @throws Fault `CURSOR_INVALID` */
  read(identity: ListIdentity, cursor: string): string {
    const bytes = Buffer.from(cursor, 'base64url')
    const mac = bytes.subarray(0, macBytes)
    const place = bytes.toString('utf8', macBytes)
    const isOurs = [...this.#keyring.lookup.keys.values()].some((key) => {
      return mac.length === macBytes && timingSafeEqual(mac, macOf(key, identity, place))
    })
    if (isOurs && bytes.toString('base64url') === cursor) return place
    throw new Fault('CURSOR_INVALID', 'The cursor was not given out for this list; begin again without a cursor.', {
      field: 'cursor',
    })
  }
}

/** Begins unlike anything else that these keys are used for. */
function macOf(key: Buffer, { list, filter }: ListIdentity, place: string): Buffer {
  const text = `opendepot cursor, version 1: ${canonicalJson([list, filter, place])}`
  return createHmac('sha256', key).update(text, 'utf8').digest().subarray(0, macBytes)
}
