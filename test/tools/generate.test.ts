import { faults } from '../../src/faults.ts'
import { comment, firstSentence } from '../../tools/generate/comment.ts'
import { contractTypes } from '../../tools/generate/contract-types.ts'
import { faultsPage, fillIn, operationsTable } from '../../tools/generate/documents.ts'
import { shop } from '../soap/shop.ts'

test('a contract becomes types one to one with its XML', () => {
  const source = contractTypes(shop, 'shop.wsdl')
  expect(source).toMatch(/^\/\/ Generated from shop\.wsdl by `npm run generate`/)
  expect(source).toContain(`/** An order. */
export interface Order {
  /** Who buys. Example: Ada */
  customer: string
  ticketId?: string | undefined
  orderLines: OrderLines
  comment?: string | undefined
}
`)
  expect(source).toContain('export interface OrderLines {\n  orderLine: OrderLine[]\n}\n')
  expect(source).toContain("/** A closed set. */\nexport type Color = 'RED' | 'GREEN'\n")
  for (const line of [
    'whole?: number',
    'large?: bigint',
    'flag?: boolean',
    'amount?: string',
    'moment?: Date',
    'day?: string',
    'bytes?: Buffer',
    'color?: Color',
  ]) {
    expect(source).toContain(`  ${line} | undefined\n`)
  }
  expect(source).toContain('  /** Gives back what it gets. */\n  Echo: { input: Echo; output: EchoResponse }\n')
})

test('a documentation becomes a comment of the right width', () => {
  expect(comment('')).toBe('')
  expect(comment('Short.', '  ')).toBe('  /** Short. */\n')
  const long = comment('word '.repeat(50).trim(), '  ')
  expect(long).toMatch(/^ {2}\/\*\*\n( {3}\* (word ?)+\n){3} {3}\*\/\n$/)
  expect(Math.max(...long.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
})

test('the first sentence ends with its full stop', () => {
  expect(firstSentence('Takes v1.2 of it. Then more.')).toBe('Takes v1.2 of it.')
  expect(firstSentence('No stop')).toBe('No stop')
})

test('the page of fault codes holds every code once', () => {
  const page = faultsPage()
  for (const code of Object.keys(faults)) expect(page.split(`| \`${code}\` |`)).toHaveLength(2)
})

test('the table of operations goes between its marks, again and again', () => {
  const table = operationsTable([shop])
  expect(table).toContain('| Shop | `PlaceOrder` | Places an order. |')
  const once = fillIn('a\n<!-- operations -->\n<!-- /operations -->\nb', 'operations', table)
  expect(once).toBe(`a\n<!-- operations -->\n\n${table}\n\n<!-- /operations -->\nb`)
  expect(fillIn(once, 'operations', table)).toBe(once)
  expect(fillIn('no marks', 'operations', table)).toBe('no marks')
})
