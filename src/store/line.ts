import type { Socket } from 'node:net'
import type { PoolConnection } from 'mysql2'
import { tooLate } from './places.ts'

/** How often the lines in use are looked at; milliseconds. */
const beat = 250

/**
 * After so many looks without an answer a database is silent. Looks are counted, not milliseconds: when this process
 * itself stood still, it reads what came meanwhile between two looks.
 */
const silentBeats = 4

/** A connection in use. */
export class Line {
  readonly #connection: PoolConnection
  readonly #deadline: number
  #sent = 0
  #answered = 0
  #answeredBefore = 0
  #silence = 0

  /** @param deadline from when on (`performance.now()`) a silent database is not waited for any longer */
  constructor(connection: PoolConnection, deadline: number) {
    this.#connection = connection
    this.#deadline = deadline
  }

  /** Sends one statement; resolves to its rows, or to the driver's account of what it changed. */
  ask(text: string, values: unknown[] = []): Promise<unknown> {
    this.#sent += 1
    return new Promise((resolve, reject) => {
      this.#connection.query(text, values, (error: Error | null, result: unknown) => {
        this.#answered += 1
        if (error === null) resolve(result)
        else reject(error)
      })
    })
  }

  /** Cuts the connection when the deadline is over and the database says nothing; what was asked fails then. */
  look(now: number): void {
    const isSilent = this.#sent > this.#answered && this.#answered === this.#answeredBefore
    this.#answeredBefore = this.#answered
    this.#silence = isSilent ? this.#silence + 1 : 0
    if (this.#silence < silentBeats || now < this.#deadline) return
    // The driver's own destroy() says goodbye politely: no statement would fail, and the socket stay until the answer.
    const { stream } = this.#connection as unknown as { readonly stream: Socket }
    stream.destroy(tooLate('the database does not answer'))
  }
}

/** Looks at all lines in use, by one timer, which rests when there are none. */
export class LineWatch {
  readonly #lines = new Set<Line>()
  #timer: NodeJS.Timeout | undefined

  add(line: Line): void {
    this.#lines.add(line)
    this.#timer ??= setInterval(() => {
      this.#look()
    }, beat).unref()
  }

  delete(line: Line): void {
    this.#lines.delete(line)
  }

  #look(): void {
    const now = performance.now()
    for (const line of this.#lines) line.look(now)
    if (this.#lines.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
