import mysql, { type PoolConnection, type PoolOptions } from 'mysql2'
import { DataSource, type QueryRunner } from 'typeorm'
import { migrations } from '../../migrations/index.ts'
import { entities } from '../entities/index.ts'
import { Line, LineWatch } from './line.ts'
import { SnakeCaseColumns } from './naming.ts'
import { Places, within } from './places.ts'
import type { Purpose, Session, Sessions } from './session.ts'
import { shortenWay } from './short-way.ts'

/** Seconds that a statement waits for a row lock; then its transaction is run again. Below the patience of the store. */
const lockWait = 3

/** Seconds that a migration waits for one that another node is running. */
const migrationWait = 60

/** An unopened data source for a MariaDB or MySQL server. */
export function serverDataSource(url: URL, poolSize: number): DataSource {
  const socketPath = url.searchParams.get('socketPath')
  return new DataSource({
    type: url.protocol === 'mariadb:' ? 'mariadb' : 'mysql',
    driver: { createPool: preparedPool },
    host: url.hostname,
    port: url.port === '' ? 3306 : Number(url.port),
    ...(socketPath === null ? {} : { socketPath }),
    ...(url.searchParams.get('tls') === 'on' ? { ssl: {} } : {}),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    poolSize,
    connectTimeout: 5000,
    entities,
    migrations,
    namingStrategy: new SnakeCaseColumns(),
    logging: false,
  })
}

/** A pool whose connections are all set up alike, once each; a transaction then needs no statement for that. */
function preparedPool(options: PoolOptions) {
  const pool = mysql.createPool(options)
  pool.on('connection', (connection) => {
    // Without strict mode the server would silently cut what is too long.
    const variables = `sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = ${String(lockWait)}`
    // Commands of a connection run in order: these are done before the first one of its user.
    for (const statement of [`SET SESSION ${variables}`, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED']) {
      connection.query(statement, (error) => {
        // A connection with other rules than ours must not be used.
        if (error !== null) connection.destroy()
      })
    }
  })
  return pool
}

/**
 * MariaDB and MySQL give every session a pooled connection of its own. Nothing waits for a server that hangs: neither for
 * a connection, nor, past the deadline, for an answer on it. Changes of the tables alone take as long as they take.
 */
export class ServerSessions implements Sessions {
  readonly #dataSource: DataSource
  readonly #places: Places
  readonly #watch = new LineWatch()
  readonly #open = new Set<Promise<void>>()

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
    // As many as the pool has connections, so that nobody waits inside the pool, which has no deadline.
    this.#places = new Places(dataSource.options.poolSize ?? 1)
  }

  async open(purpose: Purpose, deadline: number): Promise<Session> {
    const leave = await this.#places.enter(deadline)
    const runner = this.#dataSource.createQueryRunner()
    const connection = await connect(runner, deadline, leave)
    const line = new Line(connection, purpose === 'schema' ? Infinity : deadline)
    shortenWay(runner, line)
    this.#watch.add(line)
    const end = async (broken: boolean) => {
      if (!broken && (await succeeds(finish[purpose], runner))) await runner.release()
      else discard(runner, connection)
      this.#watch.delete(line)
      leave()
    }
    try {
      await start[purpose](runner)
    } catch (error) {
      await end(true)
      throw error
    }
    return { tx: runner.manager, commit: () => runner.commitTransaction(), end: this.#counted(end) }
  }

  async close(): Promise<void> {
    await Promise.all(this.#open)
    await this.#dataSource.destroy()
  }

  /** Counts a session as open until its end. */
  #counted(end: Session['end']): Session['end'] {
    let ended!: () => void
    const open = new Promise<void>((resolve) => {
      ended = resolve
    })
    this.#open.add(open)
    return async (broken) => {
      await end(broken)
      this.#open.delete(open)
      ended()
    }
  }
}

async function connect(runner: QueryRunner, deadline: number, leave: () => void): Promise<PoolConnection> {
  const connecting = runner.connect() as Promise<PoolConnection>
  try {
    return await within(deadline, connecting, 'the database does not answer')
  } catch (error) {
    // It may come later; until then its place is taken.
    void connecting
      .then(() => runner.release())
      .catch(() => undefined)
      .then(leave)
    throw error
  }
}

type Act = (runner: QueryRunner) => Promise<unknown>

const nothing: Act = () => Promise.resolve()

const start: Record<Purpose, Act> = {
  write: (runner) => runner.startTransaction(),
  // READ COMMITTED would give each statement a state of its own.
  snapshot: async (runner) => {
    await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await runner.startTransaction()
  },
  statement: nothing,
  schema: async (runner) => {
    const rows = (await runner.query(`SELECT GET_LOCK(${migrationLock}, ${String(migrationWait)}) AS got`)) as Got[]
    if (Number(rows[0]?.got) !== 1) throw new Error('another node is migrating this database')
  },
}

const finish: Record<Purpose, Act> = {
  write: async (runner) => {
    if (runner.isTransactionActive) await runner.rollbackTransaction()
  },
  snapshot: (runner) => runner.rollbackTransaction(),
  statement: nothing,
  schema: (runner) => runner.query(`SELECT RELEASE_LOCK(${migrationLock})`),
}

interface Got {
  readonly got: number | string | null
}

/** Lock names are global to the server, so the name holds the database. */
const migrationLock = "LEFT(CONCAT('opendepot.migrate.', DATABASE()), 64)"

async function succeeds(act: Act, runner: QueryRunner): Promise<boolean> {
  return act(runner).then(
    () => true,
    () => false,
  )
}

/** Closes the connection instead of giving it back; the runner must refuse every later query all the same. */
function discard(runner: QueryRunner, connection: PoolConnection): void {
  connection.destroy()
  Object.assign(runner, { isReleased: true })
}
