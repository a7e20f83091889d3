/** One hostile thing that somebody may do to a server, as data; `carry-out.ts` does it. */
export interface Attack {
  /** What the table of docs/security.md calls it. */
  readonly name: string
  /**
   * What has to come of it: status, code of the fault and the limit it names; `closed` when the server ends the connection
   * without an answer. Several answers to one sender are joined by a comma, different ones to several senders by a bar.
   */
  readonly answer: string | RegExp
  /**
   * Made when it is needed, since many are large; one after the other.
   * @param authorization of a client that may do everything
   */
  readonly connections: (authorization: string) => readonly Connection[] | Promise<readonly Connection[]>
  /** The connections come all at once. */
  readonly atOnce?: boolean
  /** It lasts until the server loses its patience, so it is carried out beside other slow ones. */
  readonly isSlow?: boolean
}

/** What one attacker sends on one connection. */
export interface Connection {
  readonly pieces: readonly (string | Buffer)[]
  /** Milliseconds between two pieces. */
  readonly pause?: number
  /** He ends his side after the last piece. */
  readonly halfCloses?: boolean
  /** He reads nothing of what is answered before so many milliseconds. */
  readonly readsAfter?: number
  /** Where the server keeps the connection: so many milliseconds after the last byte of its answer he goes. */
  readonly contentAfter?: number
}
