import { readTickets, type Ticket } from '../domain/ticket.ts'
import { Fault } from '../faults.ts'

/** What may be guessed at; each has counts of its own, so that failures with one lock nobody out of another. */
export type Subject = 'login' | 'ticket' | 'transfer' | 'serial' | 'session'

/** What a request of the Depot names that is as good as a password. */
export interface Guess {
  readonly subject: Exclude<Subject, 'login'>
  /** Those that can be read, each once. */
  readonly tickets: readonly Ticket[]
}

/** By the name of the field, wherever in a request it stands. */
const subjects: ReadonlyMap<string, Guess['subject']> = new Map([
  ['ticketId', 'ticket'],
  ['transferId', 'transfer'],
  ['oldSerial', 'serial'],
  ['sessionId', 'session'],
])

/** The guess in a request; undefined when what it names proves itself by a signature, or is no secret. */
export function guessIn(input: unknown): Guess | undefined {
  const found = [...namedIn(input)]
  const [first] = found
  if (first === undefined) return undefined
  const texts = found.filter(({ subject }) => subject === 'ticket').map(({ text }) => text)
  return { subject: first.subject, tickets: [...new Set(texts.flatMap(readable))] }
}

interface Named {
  readonly subject: Guess['subject']
  readonly text: string
}

/** Requests are flat: the contract gives their depth. */
function* namedIn(value: unknown, subject?: Guess['subject']): Generator<Named> {
  if (typeof value === 'string') {
    if (subject !== undefined) yield { subject, text: value }
  } else if (Array.isArray(value)) {
    for (const each of value) yield* namedIn(each, subject)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) yield* namedIn(each, subjects.get(name))
  }
}

/** A ticket with a typo is refused before anything is looked up, so it is no guess. */
function readable(text: string): Ticket[] {
  try {
    return readTickets(text)
  } catch (error) {
    if (error instanceof Fault) return []
    throw error
  }
}
