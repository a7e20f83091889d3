import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { budgetsOf } from '../../src/budgets/budget.ts'
import { guessIn } from '../../src/budgets/guess.ts'
import { newTicket, writeTicket } from '../../src/domain/ticket.ts'

const [first, second] = [newTicket(randomBytes), newTicket(randomBytes)]

test('tickets are found wherever they stand, each once, in any spelling, joined or not', () => {
  const joined = `${writeTicket(first)};${second.toLowerCase()}`
  expect(guessIn({ ticketIds: { ticketId: [joined, first] } })).toEqual({ subject: 'ticket', tickets: [first, second] })
  expect(guessIn({ activation: { ticketId: first, contextFile: '{}' } })).toEqual({
    subject: 'ticket',
    tickets: [first],
  })
})

test('a ticket with a typo is no ticket, but the request is one about tickets', () => {
  const mistyped = `${first.slice(0, -1)}${first.endsWith('7') ? '8' : '7'}`
  expect(guessIn({ activation: { ticketId: mistyped } })).toEqual({ subject: 'ticket', tickets: [] })
})

test.each([
  [{ transferKey: { transferId: 'x' } }, 'transfer'],
  [{ sessionKey: { sessionId: 'x' } }, 'session'],
  [{ restoration: { contextFile: '{}', oldSerial: '130-1' } }, 'serial'],
])('%j is a guess at a %s', (input, subject) => {
  expect(guessIn(input)).toEqual({ subject, tickets: [] })
})

test('what proves itself by a signature, or is no secret, is no guess', () => {
  expect(guessIn({ transferKey: { contextFile: '{}' } })).toBeUndefined()
  expect(guessIn({ containerSerial: '130-1' })).toBeUndefined()
  expect(guessIn({ confirmation: { contextFile: '{}', licenseIds: { licenseId: ['a'] } } })).toBeUndefined()
  expect(guessIn(undefined)).toBeUndefined()
})

test('the fields that it looks for are those of the contract', () => {
  const wsdl = readFileSync('wsdl/depot.wsdl', 'utf8')
  for (const field of ['ticketId', 'transferId', 'oldSerial', 'sessionId']) {
    expect(wsdl).toContain(`<xsd:element name="${field}"`)
  }
})

test('a call draws on the budgets of its address, its network and each beginning', () => {
  const sameBeginning = `${first.slice(0, 15)}${second.slice(15)}` as typeof first
  const budgets = budgetsOf(
    { address: '2001:db8:1:2:3::4', network: '2001:db8:1::/48' },
    'ticket',
    [first, second, sameBeginning],
    { attemptsAddress: 30, attemptsNetwork: 300, attemptsTicket: 10 },
  )
  const beginnings = [
    { name: `ticket beginning ${first.slice(0, 15)}`, kind: 'ticket', most: 10, weight: 2 },
    { name: `ticket beginning ${second.slice(0, 15)}`, kind: 'ticket', most: 10, weight: 1 },
  ]
  expect(budgets).toEqual([
    { name: 'ticket address 2001:db8:1:2::/64', kind: 'address', most: 30, weight: 3 },
    { name: 'ticket network 2001:db8:1::/48', kind: 'network', most: 300, weight: 3 },
    ...(first < second ? beginnings : beginnings.reverse()),
  ])
})
