import { QueryFailedError } from 'typeorm'

/**
 * A conditional update found its row changed by somebody else since it was read. Whoever throws it wants the whole
 * transaction to run again, with fresh reads.
 */
export class RowChanged extends Error {
  override readonly name = 'RowChanged'
}

/**
 * Why a transaction is run again (design §2.2, §3.2).
 * - `conflict`: somebody else was faster; the next run sees what they did.
 * - `busy`: another process is writing to the SQLite file.
 * - `lost`: the connection broke or the node is not ready; whether a COMMIT in flight was done is unknown.
 */
export type Trouble = 'conflict' | 'busy' | 'lost'

/** The trouble behind an error, or undefined for an error that running again would not mend. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof RowChanged) return 'conflict'
  const { code, errno, fatal } = driverError(error)
  const known = byNumber.get(errno ?? 0) ?? byCode.get(code ?? '')
  if (known !== undefined) return known
  // mysql2 answers so, without a code, when a command meets a connection that broke before.
  return fatal === true && code === undefined ? 'lost' : undefined
}

interface DriverError {
  readonly code?: string
  readonly errno?: number
  readonly fatal?: boolean
}

function driverError(error: unknown): DriverError {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error
  return typeof cause === 'object' && cause !== null ? cause : {}
}

/** Errors of MariaDB, MySQL and Galera by number. */
const byNumber: ReadonlyMap<number, Trouble> = new Map<number, Trouble>([
  [1020, 'conflict'], // the record has changed since it was read (MariaDB with snapshot isolation)
  [1062, 'conflict'], // duplicate key
  [1205, 'conflict'], // waited too long for a lock
  [1213, 'conflict'], // deadlock; on Galera also a failed certification, even at COMMIT
  [1586, 'conflict'], // duplicate key, named
  [1040, 'lost'], // too many connections
  [1047, 'lost'], // the Galera node is not ready
  [1053, 'lost'], // the server is going down
  [1077, 'lost'], // the server is going down
  [1152, 'lost'], // aborted connection
  [1158, 'lost'], // reading from the network failed
  [1159, 'lost'], // reading from the network took too long
  [1160, 'lost'], // writing to the network failed
  [1161, 'lost'], // writing to the network took too long
  [1927, 'lost'], // the connection was killed
  [2006, 'lost'], // the server has gone away
  [2013, 'lost'], // lost connection during a query
  [4031, 'lost'], // the server closed an idle connection (MySQL)
])

/** Errors of better-sqlite3, mysql2 and the network by name. */
const byCode: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'conflict'],
  ['SQLITE_CONSTRAINT_UNIQUE', 'conflict'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_BUSY_RECOVERY', 'busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy'],
  ['ECONNREFUSED', 'lost'],
  ['ECONNRESET', 'lost'],
  ['EPIPE', 'lost'],
  ['ETIMEDOUT', 'lost'],
  ['EAI_AGAIN', 'lost'],
  ['PROTOCOL_CONNECTION_LOST', 'lost'],
])
