import { beginningOf } from '../domain/ticket.ts'
import { countedAddress } from '../ip-range.ts'
import type { Guess, Subject } from './guess.ts'
import type { Source } from './source.ts'

/** How many failed attempts are allowed in one time. */
export interface Allowance {
  /** `ATTEMPTS_ADDRESS` */
  readonly attemptsAddress: number
  /** `ATTEMPTS_NETWORK` */
  readonly attemptsNetwork: number
  /** `ATTEMPTS_TICKET` */
  readonly attemptsTicket: number
}

/** What failed attempts are counted against. */
export interface Budget {
  /** What is counted, in full: never logged or stored as it is, since it may hold a part of a ticket. */
  readonly name: string
  readonly kind: 'address' | 'network' | 'ticket'
  readonly most: number
  /** How many attempts this call is. */
  readonly weight: number
}

/**
 * All budgets that an attempt draws on: that of its address, its network and, for tickets, of each beginning. A call
 * with several tickets is as many attempts.
 */
export function budgetsOf(
  { address, network }: Source,
  subject: Subject,
  tickets: Guess['tickets'],
  { attemptsAddress, attemptsNetwork, attemptsTicket }: Allowance,
): Budget[] {
  const weight = Math.max(1, tickets.length)
  const beginnings = new Map<string, number>()
  for (const beginning of tickets.map(beginningOf)) beginnings.set(beginning, (beginnings.get(beginning) ?? 0) + 1)
  return [
    { name: `${subject} address ${countedAddress(address)}`, kind: 'address', most: attemptsAddress, weight },
    { name: `${subject} network ${network}`, kind: 'network', most: attemptsNetwork, weight },
    // Always in the same order: who waits for a place in one line while holding one in another must not meet himself.
    ...[...beginnings.keys()].sort().map((beginning) => ({
      name: `ticket beginning ${beginning}`,
      kind: 'ticket' as const,
      most: attemptsTicket,
      weight: beginnings.get(beginning) ?? 1,
    })),
  ]
}
