import { Fault } from '../faults.ts'
import type { RandomSource } from './random.ts'

/**
 * A ticket that was read or made here: 25 characters of the alphabet, upper case, no dashes, check character right.
 * It is a bearer secret: who has it has the licenses. It stands in no event, log line or error text.
 */
export type Ticket = string & { readonly __ticket: never }

/** Without I, L, O (read as 1, 1, 0) and U (too near to V): 32 characters, five bits each. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const randomLength = 24
const length = randomLength + 1
const groupLength = 5

const valueOf = new Map(
  [...alphabet].flatMap((letter, value) => [[letter, value] as const, [letter.toLowerCase(), value] as const]),
)
for (const zero of 'Oo') valueOf.set(zero, 0)
for (const one of 'IiLl') valueOf.set(one, 1)

/** Blanks, dashes of every typeface, and what word processors hide between letters. */
const separators = /[\s\p{Pd}\u00AD\u200B-\u200D\u2212\u2060\uFEFF]/gu

/** A new ticket: 24 characters from the random source (120 bits) and the check character. */
export function newTicket(random: RandomSource): Ticket {
  const values = Array.from(random(randomLength), (byte) => byte & 31)
  values.push(checkValue(values))
  return values.map((value) => alphabet.charAt(value)).join('') as Ticket
}

/** The ticket as people see it: `ABCDE-FGHJK-MNPQR-STVWX-YZ012`. */
export function writeTicket(ticket: Ticket): string {
  return Array.from({ length: length / groupLength }, (_, group) => groupOf(ticket, group)).join('-')
}

/** The last group in clear: enough for support to tell two tickets apart, of no use for redeeming. */
export function lastGroupOf(ticket: Ticket): string {
  return groupOf(ticket, length / groupLength - 1)
}

/** The ticket for those who are to know which it is and not to redeem it: `*****-*****-*****-*****-YZ012`. */
export function maskTicket(ticket: Ticket): string {
  return `${'*****-'.repeat(length / groupLength - 1)}${lastGroupOf(ticket)}`
}

/**
 * The first three groups. Who knows them, from a torn print or an over-read shoulder, has still 45 bits to guess, so what
 * fails behind the same beginning is counted together.
 */
export function beginningOf(ticket: Ticket): string {
  return ticket.slice(0, 3 * groupLength)
}

/**
 * Reads one ticket as people write it: any case, blanks and dashes anywhere or nowhere, O for 0, I and L for 1.
 * @param field path of the ticket in the request, for the fault
 * @throws Fault `TICKET_MALFORMED`; the text says what is wrong and never repeats the ticket.
 */
export function readTicket(text: string, field?: string): Ticket {
  return read(text, 'The ticket', field)
}

/**
 * Reads several tickets joined by `;` (empty places and repetitions are skipped), in the order given.
 * @throws Fault `TICKET_MALFORMED` when one of them is mistyped or there is none.
 */
export function readTickets(text: string, field?: string): Ticket[] {
  const parts = text.split(';').filter((part) => part.replace(separators, '') !== '')
  if (parts.length < 2) return [readTicket(parts[0] ?? '', field)]
  return [...new Set(parts.map((part, index) => read(part, `Ticket ${index + 1} of ${parts.length}`, field)))]
}

function read(text: string, subject: string, field: string | undefined): Ticket {
  const letters = [...text.replace(separators, '')]
  const values = letters.map((letter, index) => {
    const value = valueOf.get(letter)
    if (value !== undefined) return value
    throw malformed(`${subject} has a character at place ${index + 1} that is in no ticket; ${alphabetHint}.`, field)
  })
  if (values.length !== length) {
    throw malformed(`${subject} has ${values.length} characters instead of ${length} (five groups of five).`, field)
  }
  const check = values.pop()
  if (check !== checkValue(values)) {
    throw malformed(
      `${subject} is mistyped: its check character does not fit. One character is wrong or two are swapped.`,
      field,
    )
  }
  return [...values, check].map((value) => alphabet.charAt(value)).join('') as Ticket
}

const alphabetHint = 'tickets are made of the digits and the letters A to Z without I, L, O and U'

function malformed(message: string, field: string | undefined): Fault {
  return new Fault('TICKET_MALFORMED', message, field === undefined ? {} : { field })
}

function groupOf(ticket: Ticket, group: number): string {
  return ticket.slice(group * groupLength, (group + 1) * groupLength)
}

/**
 * The check character as a linear code over the field of 32 elements: the sum of a^(24-i) · character(i), with the check
 * character at weight a^0, is zero. All weights are non-zero, so one wrong character changes the sum; a has order 31,
 * so all 25 weights differ, and a swap of any two different characters, neighbours or not, changes it too.
 */
function checkValue(values: readonly number[]): number {
  return timesA(values.reduce((sum, value) => timesA(sum) ^ value, 0))
}

/** Multiplication by a, a root of the primitive polynomial x^5 + x^2 + 1. */
function timesA(value: number): number {
  const shifted = value << 1
  return shifted < 32 ? shifted : shifted ^ 0b100101
}
