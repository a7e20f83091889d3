import type { Work } from '../background/task.ts'
import { LedgerHead } from '../entities/ledger-head.ts'
import { writeHead } from '../formats/ledger-head.ts'
import type { LedgerKey } from '../signing/ledger-key.ts'
import { databaseTime } from '../store/database-time.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Store, Tx } from '../store/store.ts'
import { ledgerEpoch, readTip } from './tip.ts'

export interface HeadSignerOptions {
  readonly store: Store
  /** Asked when there is something to sign; makes the key when there is none. */
  readonly key: () => Promise<LedgerKey>
  /** Milliseconds from one head to the next. */
  readonly interval?: number
}

/** How often to look whether a head is due; milliseconds. */
const lookInterval = 5000

/**
 * Signs the head of the chain every minute in which events were numbered (docs/ledger.md). Every node does it and none
 * waits for another: the first to store the head of a number has it.
 */
export class HeadSigner implements Work {
  readonly name = 'ledger heads'
  readonly #store: Store
  readonly #key: () => Promise<LedgerKey>
  readonly #interval: number

  constructor({ store, key, interval = 60_000 }: HeadSignerOptions) {
    this.#store = store
    this.#key = key
    this.#interval = interval
  }

  async turn(): Promise<number> {
    const due = await this.#store.read((tx) => dueHead(tx, this.#interval))
    if (due !== undefined) {
      const { publicKey, signer } = await this.#key()
      const signed = await writeHead({ ...due, hash: due.hash.toString('hex') }, signer, publicKey)
      const row = { ...due, kid: signer.kid, signed }
      await this.#store.transact((tx) => storeOnce(tx, row), { background: true })
    }
    return Math.min(this.#interval, lookInterval)
  }
}

type DueHead = Pick<LedgerHead, 'ledgerEpoch' | 'sequence' | 'hash' | 'signedAt'>

/** The head to be signed now: the last one is old enough, and something was numbered since. */
async function dueHead(tx: Tx, interval: number): Promise<DueHead | undefined> {
  const { sequence, hash } = await readTip(tx)
  if (sequence === 0) return undefined
  const epoch = await ledgerEpoch(tx)
  const signedAt = await databaseNow(tx)
  const [newest] = await tx.find(LedgerHead, {
    where: { ledgerEpoch: epoch },
    order: { sequence: 'DESC' },
    take: 1,
  })
  const isDue = newest === undefined || signedAt.getTime() - newest.signedAt.getTime() >= interval
  return isDue && newest?.sequence !== sequence ? { ledgerEpoch: epoch, sequence, hash, signedAt } : undefined
}

async function storeOnce(tx: Tx, row: LedgerHead): Promise<void> {
  const { ledgerEpoch: epoch, sequence } = row
  if (!(await tx.existsBy(LedgerHead, { ledgerEpoch: epoch, sequence }))) await insertRows(tx, LedgerHead, [row])
}

async function databaseNow(tx: Tx): Promise<Date> {
  const [row]: { now: Date | string }[] = await tx.query(`SELECT ${databaseTime(tx)} AS now`)
  const now = row?.now ?? ''
  return now instanceof Date ? now : new Date(`${now.replace(' ', 'T')}Z`)
}
