import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { DataSource, type QueryRunner } from 'typeorm'
import { migrations } from '../../migrations/index.ts'
import { entities } from '../entities/index.ts'
import { SnakeCaseColumns } from './naming.ts'
import { troubleOf } from './rerun.ts'
import type { Purpose, Session, Sessions } from './session.ts'
import { Turnstile } from './turnstile.ts'

/** How long opening the file may wait for another process; milliseconds. Afterwards nobody ever waits inside SQLite. */
const openingPatience = 5000

/** An unopened data source for a database file, or for `:memory:`. */
export function sqliteDataSource(database: string): DataSource {
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database,
    entities,
    migrations,
    namingStrategy: new SnakeCaseColumns(),
    logging: false,
    statementCacheSize: 500,
    timeout: openingPatience,
    prepareDatabase: prepare,
  })
  // SQLite takes any type name; TypeORM has to be told of those that we share with MariaDB and MySQL.
  dataSource.driver.supportedDataTypes.push('binary', 'varbinary', 'mediumtext')
  dataSource.driver.withLengthColumnTypes.push('binary', 'varbinary')
  return dataSource
}

function prepare(database: Database.Database): void {
  // Readers do not wait for a writer of another process, nor it for them.
  database.pragma('journal_mode = WAL')
  // What was answered survives a power cut, not only a crash.
  database.pragma('synchronous = FULL')
  // A call into SQLite blocks the whole process, so waiting for a lock is done outside, see begin().
  database.pragma('busy_timeout = 0')
}

/**
 * SQLite has one connection, and TypeORM one query runner on it that everybody shares: two overlapping transactions would
 * become one. So sessions, also reading ones, take turns, and each gets a lease of the runner that ends with it.
 */
export class SqliteSessions implements Sessions {
  readonly #dataSource: DataSource
  readonly #turns = new Turnstile()

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async open(purpose: Purpose, deadline: number): Promise<Session> {
    const leave = await this.#turns.enter()
    const shared = this.#dataSource.createQueryRunner()
    try {
      // Rebuilding a table drops it for a moment; SQLite ignores this switch inside a transaction.
      if (purpose === 'schema') await shared.query('PRAGMA foreign_keys = OFF')
      if (purpose !== 'statement') await begin(shared, purpose, deadline)
    } catch (error) {
      await restore(shared)
      leave()
      throw error
    }
    const lease = leaseOf(shared, purpose !== 'statement')
    return {
      tx: lease.manager,
      commit: async () => {
        await shared.query('COMMIT')
        lease.isTransactionActive = false
      },
      end: async () => {
        lease.isReleased = true
        // Fails only if SQLite has undone the transaction itself, which is what we want.
        if (lease.isTransactionActive) await shared.query('ROLLBACK').catch(() => undefined)
        if (purpose === 'schema') await restore(shared)
        leave()
      },
    }
  }

  async close(): Promise<void> {
    await this.#turns.enter()
    await this.#dataSource.destroy()
  }
}

/**
 * Takes the right to write at once, because a transaction that reads first and writes later fails when another process
 * wrote in between. While another process holds that right, waits without blocking and keeps its turn.
 */
async function begin(runner: QueryRunner, purpose: Purpose, deadline: number): Promise<void> {
  const statement = purpose === 'write' || purpose === 'schema' ? 'BEGIN IMMEDIATE' : 'BEGIN'
  for (let pause = 1; ; pause = Math.min(2 * pause, 20)) {
    try {
      await runner.query(statement)
      return
    } catch (error) {
      if (troubleOf(error) !== 'busy' || performance.now() > deadline) throw error
      await sleep(pause)
    }
  }
}

async function restore(runner: QueryRunner): Promise<void> {
  await runner.query('PRAGMA foreign_keys = ON')
}

type Lease = QueryRunner & { isReleased: boolean; isTransactionActive: boolean; transactionDepth: number }

/**
 * The shared runner, statement cache included, with a life of its own: after its end it refuses every query, so that
 * a forgotten `await` cannot write into the transaction of somebody else.
 */
function leaseOf(shared: QueryRunner, isTransactionActive: boolean): Lease {
  const lease = Object.create(shared) as Lease
  // Own properties, since these are part of what the shared runner remembers.
  const own = { isReleased: false, isTransactionActive, transactionDepth: isTransactionActive ? 1 : 0 }
  return Object.assign(lease, own, { manager: shared.dataSource.createEntityManager(lease) })
}
