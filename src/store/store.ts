import { setTimeout as sleep } from 'node:timers/promises'
import { type DataSource, MigrationExecutor } from 'typeorm'
import { Fault } from '../faults.ts'
import { createDataSource } from './data-source.ts'
import { noPoints, type Points } from './points.ts'
import { type Trouble, troubleOf } from './rerun.ts'
import { ServerSessions } from './server.ts'
import type { Purpose, Session, Sessions, Tx } from './session.ts'
import { SqliteSessions } from './sqlite.ts'

export type { Tx } from './session.ts'

export interface StoreOptions {
  /** `DATABASE_URL`, see createDataSource. */
  readonly url: string
  /** Connections to a database server; SQLite has one. */
  readonly poolSize?: number
  readonly points?: Points
  /**
   * How long a transaction is run again before it is given up, and from when on a database that says nothing for a second
   * is not waited for; milliseconds.
   */
  readonly patience?: number
  /** Told of every error that was answered by running again, for log and metrics. */
  readonly onRerun?: (trouble: Trouble, error: unknown) => void
}

/** How long `ping` waits; milliseconds. */
const pingPatience = 1000

export interface TransactOptions<T> {
  /** false = everything runs and is rolled back at the end (`runMode=check`). */
  readonly keep?: boolean
  /** Runs on the result before the COMMIT; if it throws, nothing is stored. */
  readonly beforeCommit?: (result: T) => void | Promise<void>
  /**
   * May the work run again when nobody knows whether its COMMIT was done? Yes by default, since an operation with a
   * stored key then finds what it did; a work that would do it twice says false.
   */
  readonly repeatable?: boolean
  /** Work that nobody waits for: it passes none of the named points that a transaction of a call passes. */
  readonly background?: boolean
}

/**
 * The one door to the database. Every unit of work comes through `transact` or `read`; it may run several times, so it
 * must not do anything outside the database, and must not wait for the network.
 */
export class Store {
  readonly #dataSource: DataSource
  readonly #sessions: Sessions
  readonly #points: Points
  readonly #patience: number
  readonly #onRerun: NonNullable<StoreOptions['onRerun']>
  #closed: Promise<void> | undefined

  private constructor(dataSource: DataSource, options: StoreOptions) {
    this.#dataSource = dataSource
    this.#sessions = isSqlite(dataSource) ? new SqliteSessions(dataSource) : new ServerSessions(dataSource)
    this.#points = options.points ?? noPoints
    this.#patience = options.patience ?? 5000
    this.#onRerun = options.onRerun ?? (() => undefined)
  }

  /** Connects, and changes nothing; see `migrate` and `defects`. */
  static async open(options: StoreOptions): Promise<Store> {
    const dataSource = createDataSource(options.url, options.poolSize ?? 10)
    return new Store(await dataSource.initialize(), options)
  }

  /**
   * Runs the work in one transaction and commits it. Conflicts with others, a lost connection and a busy SQLite file run
   * the whole work again, on a fresh connection; when the patience is at its end it is `UNAVAILABLE`. Every other error
   * rolls back and comes out unchanged.
   */
  async transact<T>(work: (tx: Tx) => Promise<T>, options: TransactOptions<T> = {}): Promise<T> {
    return this.#insist('write', async (session) => {
      const result = await work(session.tx)
      await options.beforeCommit?.(result)
      if (options.keep === false) return result
      const points = options.background === true ? noPoints : this.#points
      points.reach('before-commit')
      await this.#commit(session, options.repeatable ?? true)
      points.reach('after-commit')
      return result
    })
  }

  /**
   * Runs reads that all see one committed state. A work of a single statement says so: it is consistent by itself, and
   * on a database server it saves three round trips.
   */
  async read<T>(work: (tx: Tx) => Promise<T>, options: { readonly singleStatement?: boolean } = {}): Promise<T> {
    return this.#insist(options.singleStatement === true ? 'statement' : 'snapshot', (session) => work(session.tx))
  }

  /** Brings the tables up to date; gives the names of the migrations that this took. Only one node does it at a time. */
  async migrate(): Promise<string[]> {
    return this.#insist('schema', async (session) => {
      const done = await this.#executor(session).executePendingMigrations()
      if (isSqlite(this.#dataSource)) await session.commit()
      return done.map((migration) => migration.name)
    })
  }

  /** The names of the migrations that `migrate` would run. */
  async pendingMigrations(): Promise<string[]> {
    return this.#insist('write', async (session) => {
      const pending = await this.#executor(session).getPendingMigrations()
      return pending.map((migration) => migration.name)
    })
  }

  /** What makes the tables unfit for use although they are migrated, one sentence each; empty when all is well. */
  async defects(): Promise<string[]> {
    if (isSqlite(this.#dataSource)) return []
    return this.read(async (tx) => {
      const tables: TableFacts[] = await tx.query(tableFacts)
      return tables.map(
        ({ name, engine, collation }) => `table ${name} is ${engine} ${collation}, not InnoDB utf8mb4_bin`,
      )
    })
  }

  /** Resolves when the database answers; one try, which fails after a second or two without an answer. */
  async ping(): Promise<void> {
    const session = await this.#session('statement', performance.now() + pingPatience)
    let broken = true
    try {
      await session.tx.query('SELECT 1')
      broken = false
    } finally {
      await session.end(broken)
    }
  }

  /** Disconnects, after the sessions that are open; twice is once. */
  async close(): Promise<void> {
    this.#closed ??= this.#sessions.close()
    return this.#closed
  }

  async #session(purpose: Purpose, deadline: number): Promise<Session> {
    if (this.#closed !== undefined) throw new Fault('UNAVAILABLE', 'the server is stopping')
    return this.#sessions.open(purpose, deadline)
  }

  #executor(session: Session): MigrationExecutor {
    // The session brings its transaction; on a database server there is none, as each change of a table commits itself.
    return Object.assign(new MigrationExecutor(this.#dataSource, session.tx.queryRunner), {
      transaction: 'none' as const,
    })
  }

  async #commit(session: Session, repeatable: boolean): Promise<void> {
    try {
      await session.commit()
    } catch (error) {
      if (repeatable || troubleOf(error) !== 'lost') throw error
      const text = 'the database went away while the change was being stored; whether it was stored is unknown'
      throw new Fault('UNAVAILABLE', text, { cause: error })
    }
  }

  async #insist<T>(purpose: Purpose, use: (session: Session) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#patience
    for (let pause = 2; ; pause = Math.min(2 * pause, 250)) {
      try {
        return await this.#once(purpose, deadline, use)
      } catch (error) {
        const trouble = troubleOf(error)
        if (trouble === undefined) throw error
        if (performance.now() + pause > deadline) {
          throw new Fault('UNAVAILABLE', 'the database is busy or away; try again', { cause: error })
        }
        this.#onRerun(trouble, error)
        // Spread, so that those who collided do not collide again.
        await sleep(pause * (0.5 + Math.random()))
      }
    }
  }

  async #once<T>(purpose: Purpose, deadline: number, use: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#session(purpose, deadline)
    let broken = false
    try {
      return await use(session)
    } catch (error) {
      broken = troubleOf(error) === 'lost'
      throw error
    } finally {
      await session.end(broken)
    }
  }
}

function isSqlite(dataSource: DataSource): boolean {
  return dataSource.options.type === 'better-sqlite3'
}

interface TableFacts {
  readonly name: string
  readonly engine: string
  readonly collation: string
}

const tableFacts = `
  SELECT table_name AS name, engine AS engine, table_collation AS collation
  FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name <> 'migrations'
    AND (engine <> 'InnoDB' OR table_collation <> 'utf8mb4_bin')
  ORDER BY table_name`
