import { readTicket, writeTicket } from '../../../domain/ticket.ts'
import type { Talk } from './talk.ts'

/** Asks for a ticket until it is one, which its check character tells before anybody is asked; undefined: go back. */
export async function askTicket(talk: Talk): Promise<string | undefined> {
  for (;;) {
    const typed = await talk.ask('ticket')
    if (typed === '') return undefined
    try {
      return writeTicket(readTicket(typed))
    } catch (error) {
      talk.say('mistyped', (error as Error).message)
    }
  }
}
