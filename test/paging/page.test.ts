import { randomBytes } from 'node:crypto'
import { Fault } from '../../src/faults.ts'
import { Cursors } from '../../src/paging/cursor.ts'
import { fillPage, rowsToRead, sizeOnWire } from '../../src/paging/page.ts'
import { createKeyring, parseKeyring, type Keyring } from '../../src/tickets/keyring.ts'

const keyring = parseKeyring(createKeyring(randomBytes))
const cursors = new Cursors(keyring)
const list = { list: 'ListItems', filter: { firmCode: 1 } }

describe('a cursor', () => {
  test('leads back to its place', () => {
    for (const place of ['', 'CAD-PRO', '\u00fc\u{1F511}'])
      expect(cursors.read(list, cursors.write(list, place))).toBe(place)
  })

  test('fits into the contract, also with the longest item number', () => {
    expect(cursors.write(list, '\u{1F511}'.repeat(64)).length).toBeLessThanOrEqual(500)
  })

  test('is good on all nodes, and after a rotation of the keys', () => {
    const cursor = cursors.write(list, 'A')
    const lookup = { current: 2, keys: new Map([...keyring.lookup.keys, [2, randomBytes(32)]]) }
    const rotated: Keyring = { ...keyring, lookup }
    expect(new Cursors(rotated).read(list, cursor)).toBe('A')
  })

  test('CURSOR_INVALID for another list, filter, installation, place or spelling', () => {
    const cursor = cursors.write(list, 'A')
    const other = new Cursors(parseKeyring(createKeyring(randomBytes)))
    const wrong = [
      () => cursors.read({ ...list, list: 'FindLicenses' }, cursor),
      () => cursors.read({ ...list, filter: { firmCode: 2 } }, cursor),
      () => other.read(list, cursor),
      () => cursors.read(list, cursor.replace(/.$/, '')),
      () => cursors.read(list, `${cursor}=`),
      () => cursors.read(list, `${cursor} `),
      () => cursors.read(list, ''),
    ]
    for (const read of wrong) {
      expect(faultOf(read)).toMatchObject({ code: 'CURSOR_INVALID', facts: { field: 'cursor' } })
    }
  })
})

describe('a page', () => {
  const rows = (count: number, size: number) =>
    Array.from({ length: count }, (_, number) => ({ text: 'x'.repeat(size), number }))

  test('has so many rows as were asked for, 100 by default, and one is read ahead', () => {
    expect(rowsToRead(0)).toBe(101)
    expect(rowsToRead(7)).toBe(8)
    expect(fillPage(rows(8, 1), { pageSize: 7, element: 'row' })).toMatchObject({ rows: { length: 7 }, more: true })
    expect(fillPage(rows(7, 1), { pageSize: 7, element: 'row' })).toMatchObject({ rows: { length: 7 }, more: false })
    expect(fillPage([], { pageSize: 0, element: 'row' })).toEqual({ rows: [], more: false })
  })

  test('ends before 60,000 bytes are passed', () => {
    const page = fillPage(rows(400, 1000), { pageSize: 500, element: 'row' })
    expect(page.more).toBe(true)
    expect(sizeOnWire('row', page.rows)).toBeLessThanOrEqual(60_000)
    expect(sizeOnWire('row', rows(page.rows.length + 1, 1000))).toBeGreaterThan(60_000)
  })

  test('has one row at least, however large it is', () => {
    expect(fillPage(rows(2, 70_000), { pageSize: 0, element: 'row' })).toMatchObject({
      rows: { length: 1 },
      more: true,
    })
  })
})

test('a size is that of the XML', () => {
  expect(sizeOnWire('a', '<\u00fc&>')).toBe(Buffer.byteLength('<a>&lt;\u00fc&amp;&gt;</a>'))
  expect(sizeOnWire('row', { a: 1n, b: true, c: undefined, d: [] })).toBe('<row><a>1</a><b>true</b></row>'.length)
  expect(sizeOnWire('a', new Date(1))).toBe('<a>1970-01-01T00:00:00.001Z</a>'.length)
  expect(sizeOnWire('a', Buffer.from('abcd'))).toBe('<a>YWJjZA==</a>'.length)
  expect(sizeOnWire('a', ['x', 'y'])).toBe('<a>x</a><a>y</a>'.length)
})

function faultOf(run: () => unknown): Fault | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  return undefined
}
