import { LeaseRow } from '../entities/lease.ts'
import { databaseTime } from '../store/database-time.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Store, Tx } from '../store/store.ts'

/** The right to do some work, as its holder keeps it in memory. */
export interface Lease {
  readonly name: string
  /** Stands in every statement that the holder writes, and fences off those who held the lease before. */
  readonly epoch: number
}

export interface LeaseWish {
  readonly name: string
  /** Who wants it; for people. */
  readonly holder: string
  /** How long it lasts when it is not renewed; by the clock of the database. */
  readonly milliseconds: number
}

/** The lease was taken by somebody else; whatever was about to be written under it must not be. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Takes the lease if nobody has it. While somebody has it, this costs one short read. */
export async function takeLease(store: Store, wish: LeaseWish): Promise<Lease | undefined> {
  const free = await store.read((tx) => isFree(tx, wish.name), { singleStatement: true })
  return free ? store.transact((tx) => take(tx, wish), { background: true }) : undefined
}

async function take(tx: Tx, { name, holder, milliseconds }: LeaseWish): Promise<Lease | undefined> {
  const known = await tx.findOneBy(LeaseRow, { name })
  if (known === null) {
    // Two that find no row meet at its key; the later one runs again and finds it.
    await insertRows(tx, LeaseRow, [{ name, holder, epoch: 1, expiresAt: new Date(0) }])
    await holdLease(tx, { name, epoch: 1 }, milliseconds)
    return { name, epoch: 1 }
  }
  const statement = `UPDATE leases SET holder = ?, epoch = epoch + 1, expires_at = ${databaseTime(tx, milliseconds)}
    WHERE name = ? AND epoch = ? AND expires_at <= ${databaseTime(tx)}`
  const taken = await affected(tx, statement, [holder, name, known.epoch])
  return taken ? { name, epoch: known.epoch + 1 } : undefined
}

/**
 * Renews the lease. In the transaction that writes under it, this keeps everybody else from taking it before the commit.
 * @throws LeaseLost
 */
export async function holdLease(tx: Tx, { name, epoch }: Lease, milliseconds: number): Promise<void> {
  const statement = `UPDATE leases SET expires_at = ${databaseTime(tx, milliseconds)} WHERE name = ? AND epoch = ?`
  if (!(await affected(tx, statement, [name, epoch]))) throw new LeaseLost(`the lease of ${name} was taken`)
}

/** Gives the lease back, so that the next one need not wait for its end. */
export async function returnLease(store: Store, { name, epoch }: Lease): Promise<void> {
  await store.transact(
    (tx) =>
      affected(tx, `UPDATE leases SET expires_at = ${databaseTime(tx)} WHERE name = ? AND epoch = ?`, [name, epoch]),
    { background: true },
  )
}

async function isFree(tx: Tx, name: string): Promise<boolean> {
  const statement = `SELECT COUNT(*) AS held FROM leases WHERE name = ? AND expires_at > ${databaseTime(tx)}`
  const [row]: { held: number | string }[] = await tx.query(statement, [name])
  return Number(row?.held) === 0
}

async function affected(tx: Tx, statement: string, values: readonly unknown[]): Promise<boolean> {
  const result = await tx.queryRunner?.query(statement, [...values], true)
  return result?.affected === 1
}
