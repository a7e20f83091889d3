import { envelope, textOf } from './soap.ts'
import type { Node } from './node.ts'

/** One wrong ticket, and where it seems to come from. */
export interface Guess {
  readonly ticketId: string
  readonly address: string
  /** What it belongs to in the figures. */
  readonly from: string
}

/** What came of one. */
export interface Guessed extends Guess {
  /** Fault code, or `ok`. */
  readonly outcome: string
  readonly retryAfter: number | undefined
}

/** Sends a message as a proxy would that is before the node. */
export async function postFrom(
  address: string,
  node: Node,
  message: string,
): Promise<{ readonly outcome: string; readonly retryAfter: number | undefined; readonly text: string }> {
  const headers = { 'content-type': 'text/xml; charset=utf-8', 'x-forwarded-for': address }
  const response = await fetch(`${node.url}/soap/depot`, { method: 'POST', headers, body: message })
  const text = await response.text()
  const outcome = response.status === 200 ? 'ok' : (textOf(text, 'code') ?? `HTTP ${response.status}`)
  const wait = response.headers.get('retry-after')
  return { outcome, retryAfter: wait === null ? undefined : Number(wait), text }
}

/** Asks for all of these tickets as fast as the nodes answer, over so many connections, and gives what came back. */
export async function flood(
  nodes: readonly Node[],
  guesses: readonly Guess[],
  connections: number,
): Promise<Guessed[]> {
  const rest = guesses.entries()
  const answers: Guessed[] = []
  const sender = async () => {
    for (const [index, guess] of rest) {
      // Several in a row go to the same node, so that whatever comes in turn comes to each of them.
      const node = nodes[(index >> 2) % nodes.length]
      if (node === undefined) throw new Error('no node is running')
      const message = envelope('depot', 'GetTickets', { ticketIds: { ticketId: [guess.ticketId] } })
      const { outcome, retryAfter } = await postFrom(guess.address, node, message)
      answers.push({ ...guess, outcome, retryAfter })
    }
  }
  await Promise.all(Array.from({ length: connections }, sender))
  return answers
}
