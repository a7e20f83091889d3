import type { EntityManager } from 'typeorm'

/** The hand through which an operation reads and writes; dead as soon as its session has ended. */
export type Tx = EntityManager

/**
 * What a session is for.
 * - `write`: a transaction that may commit.
 * - `snapshot`: several reads of one committed state.
 * - `statement`: one read, which is consistent by itself.
 * - `schema`: alone with the tables, to change them.
 */
export type Purpose = 'write' | 'snapshot' | 'statement' | 'schema'

/** One use of one connection. */
export interface Session {
  readonly tx: Tx
  commit(): Promise<void>
  /** Undoes what was not committed and gives the connection back, or throws it away when it is broken. Never fails. */
  end(broken: boolean): Promise<void>
}

/** How a family of databases gives out sessions. */
export interface Sessions {
  /**
   * Waits at most until `deadline` (`performance.now()`) for another writer of the same database, or for a connection. Past
   * it, a session whose database says nothing fails like one with a broken connection.
   */
  open(purpose: Purpose, deadline: number): Promise<Session>
  /** Ends all connections, after the sessions that are open. */
  close(): Promise<void>
}
