import { createHash, randomBytes } from 'node:crypto'
import {
  lastGroupOf,
  maskTicket,
  newTicket,
  readTicket,
  readTickets,
  writeTicket,
  type Ticket,
} from '../../src/domain/ticket.ts'
import { Fault } from '../../src/faults.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The same bytes in each run, so that a failure can be repeated. */
const samples: Ticket[] = Array.from({ length: 40 }, (_, n) =>
  newTicket((bytes) => createHash('sha256').update(`sample ${n}`).digest().subarray(0, bytes)),
)
const extremes = [newTicket((bytes) => Buffer.alloc(bytes, 0)), newTicket((bytes) => Buffer.alloc(bytes, 31))]

function refusalOf(text: string): Fault {
  try {
    readTicket(text)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error(`${text} was accepted`)
}

const isAccepted = (text: string) => {
  try {
    readTicket(text)
    return true
  } catch {
    return false
  }
}

describe('newTicket', () => {
  test('is 24 random characters and a check character, in five groups of five', () => {
    expect(writeTicket(newTicket((bytes) => Buffer.from(Array.from({ length: bytes }, (_, n) => n + 8))))).toBe(
      '89ABC-DEFGH-JKMNP-QRSTV-WXYZJ',
    )
    expect(writeTicket(newTicket(randomBytes))).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
  })

  test('uses all 32 characters at each place, and every random byte only once', () => {
    const seen = Array.from({ length: 24 }, () => new Set<string>())
    for (let byte = 0; byte < 256; byte++) {
      const ticket = newTicket((bytes) => Buffer.alloc(bytes, byte))
      seen.forEach((letters, place) => letters.add(ticket.charAt(place)))
    }
    for (const letters of seen) expect([...letters].sort().join('')).toBe(alphabet)
  })

  test('reads back', () => {
    for (const ticket of [...samples, ...extremes]) expect(readTicket(writeTicket(ticket))).toBe(ticket)
  })
})

describe('the check character', () => {
  test('catches every single wrong character', () => {
    let tried = 0
    for (const ticket of [...samples, ...extremes]) {
      for (let place = 0; place < 25; place++) {
        for (const letter of alphabet) {
          if (letter === ticket.charAt(place)) continue
          tried++
          if (isAccepted(ticket.slice(0, place) + letter + ticket.slice(place + 1))) throw new Error(`place ${place}`)
        }
      }
    }
    expect(tried).toBe(42 * 25 * 31)
  })

  test('catches every swap of two different characters, neighbours or not', () => {
    let neighbours = 0
    for (const ticket of samples) {
      for (let left = 0; left < 24; left++) {
        for (let right = left + 1; right < 25; right++) {
          const letters = [...ticket]
          ;[letters[left], letters[right]] = [letters[right] ?? '', letters[left] ?? '']
          if (letters.join('') === ticket) continue
          if (right === left + 1) neighbours++
          if (isAccepted(letters.join(''))) throw new Error(`places ${left} and ${right}`)
        }
      }
    }
    expect(neighbours).toBeGreaterThan(850)
  })

  test('catches a swap of its own place with every possible neighbour', () => {
    for (const last of alphabet) {
      const ticket = newTicket((bytes) => Buffer.alloc(bytes, alphabet.indexOf(last)))
      const swapped = ticket.slice(0, 23) + ticket.charAt(24) + ticket.charAt(23)
      expect(isAccepted(swapped)).toBe(swapped === ticket)
    }
  })
})

describe('readTicket', () => {
  const ticket = newTicket((bytes) => Buffer.from(Array.from({ length: bytes }, (_, n) => n % 12)))
  const written = writeTicket(ticket)

  test.each([
    ['lower case', written.toLowerCase()],
    ['no dashes', ticket],
    ['blanks around and within', `  ${written.replaceAll('-', ' ')}\t\n`],
    ['dashes at other places', `${ticket.slice(0, 3)}--${ticket.slice(3)}`],
    ['typographic dashes', written.replaceAll('-', '\u2013')],
    ['a minus sign and hidden characters', `\uFEFF${written.replaceAll('-', '\u2212')}\u200B\u00AD`],
    ['O for 0', ticket.replaceAll('0', 'O')],
    ['o for 0', ticket.replaceAll('0', 'o')],
    ['I for 1', ticket.replaceAll('1', 'I')],
    ['l for 1', ticket.replaceAll('1', 'l')],
    ['L for 1', ticket.replaceAll('1', 'L')],
    ['i for 1', ticket.replaceAll('1', 'i')],
  ])('forgives %s', (_, text) => {
    expect(readTicket(text)).toBe(ticket)
  })

  test.each([
    ['nothing', '', 'The ticket has 0 characters instead of 25 (five groups of five).'],
    ['a missing character', ticket.slice(1), 'The ticket has 24 characters instead of 25 (five groups of five).'],
    ['one too many', `${ticket}0`, 'The ticket has 26 characters instead of 25 (five groups of five).'],
    [
      'a character that is in no ticket',
      `U${ticket.slice(1)}`,
      'The ticket has a character at place 1 that is in no ticket; tickets are made of the digits and the letters A to Z without I, L, O and U.',
    ],
    [
      'a letter that grows in upper case',
      `ß${ticket.slice(2)}`,
      'The ticket has a character at place 1 that is in no ticket; tickets are made of the digits and the letters A to Z without I, L, O and U.',
    ],
    [
      'a wrong check character',
      ticket.slice(0, 24) + (ticket.endsWith('A') ? 'B' : 'A'),
      'The ticket is mistyped: its check character does not fit. One character is wrong or two are swapped.',
    ],
  ])('TICKET_MALFORMED: %s', (_, text, message) => {
    const refusal = refusalOf(text)
    expect({ code: refusal.code, message: refusal.message }).toEqual({ code: 'TICKET_MALFORMED', message })
  })

  test('no refusal repeats a group of the ticket', () => {
    const groups = written.split('-')
    for (const text of [
      ticket.slice(1),
      `${ticket}0`,
      `${ticket.slice(0, 24)}!`,
      `U${ticket.slice(1)}`,
      `${ticket.slice(0, 24)}Z`,
    ]) {
      const { message } = refusalOf(text)
      for (const group of groups) expect(message).not.toContain(group)
    }
  })
})

describe('readTickets', () => {
  const [first, second] = samples as [Ticket, Ticket]

  test('reads one', () => {
    expect(readTickets(writeTicket(first))).toEqual([first])
  })

  test('reads several joined by ;, in order, each once, empty places skipped', () => {
    expect(readTickets(` ${second};;${writeTicket(first).toLowerCase()} ; ${second} ;\n`)).toEqual([second, first])
  })

  test('TICKET_MALFORMED says which of them', () => {
    expect(() => readTickets(`${first};${second.slice(1)}`)).toThrow('Ticket 2 of 2 has 24 characters')
  })

  test.each(['', ' ; ; '])('TICKET_MALFORMED: none in %j', (text) => {
    expect(() => readTickets(text)).toThrow('The ticket has 0 characters')
  })
})

test('maskTicket shows the fifth group and nothing else', () => {
  const ticket = newTicket(randomBytes)
  expect(maskTicket(ticket)).toBe(`*****-*****-*****-*****-${lastGroupOf(ticket)}`)
  expect(maskTicket(ticket)).toHaveLength(writeTicket(ticket).length)
})

test('lastGroupOf is the fifth group', () => {
  expect(samples.map((ticket) => lastGroupOf(ticket))).toEqual(
    samples.map((ticket) => writeTicket(ticket).split('-')[4]),
  )
})
