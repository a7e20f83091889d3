import { createHash, randomBytes } from 'node:crypto'
import { normaliseRequestId } from '../../src/domain/request-id.ts'
import { idMaker } from '../../src/domain/uuid.ts'

const at = (text: string) => () => new Date(text)

describe('idMaker', () => {
  test('is the UUIDv7 of RFC 9562, appendix A.6', () => {
    // unix_ts_ms 0x017F22E279B0, rand_a 0xCC3 (here: a counter, which starts below 0x800), rand_b 0x18C4DC0C0C07398F
    const bytes = Buffer.from('18c4dc0c0c07398f0cc3', 'hex')
    expect(idMaker(at('2022-02-22T19:22:22.000Z'), () => bytes)()).toBe('017f22e2-79b0-74c3-98c4-dc0c0c07398f')
  })

  test('rises within a millisecond, and beyond the counter', () => {
    const newId = idMaker(at('2026-11-22T00:00:00Z'), randomBytes)
    const ids = Array.from({ length: 10_000 }, () => newId())
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('rises when the clock is set back', () => {
    const times = ['2026-11-22T00:00:01Z', '2026-11-22T00:00:00Z', '2026-11-22T00:00:02Z'].map((text) => new Date(text))
    const newId = idMaker(() => times.shift() ?? new Date(0), randomBytes)
    const ids = [newId(), newId(), newId(), newId()]
    expect([...ids].sort()).toEqual(ids)
  })
})

describe('normaliseRequestId', () => {
  test.each([
    ['urn:uuid:019A8B7C-0000-7000-8000-00000000000A', '019a8b7c00007000800000000000000a'],
    ['uuid:019a8b7c-0000-7000-8000-00000000000a', '019a8b7c00007000800000000000000a'],
    ['{019A8B7C-0000-7000-8000-00000000000A}', '019a8b7c00007000800000000000000a'],
    [' 019A8B7C00007000800000000000000A\n', '019a8b7c00007000800000000000000a'],
    ['0042', '0042'],
    ['order/4711 #2', 'order/4711 #2'],
    ['A-11', 'A-11'],
    ['A-1-1', 'A-1-1'],
    ['A\u0308', '\u00c4'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['X'.repeat(65), createHash('sha256').update('X'.repeat(65)).digest('hex')],
  ])('%j is %s', (text, id) => {
    expect(normaliseRequestId(text)).toBe(id)
  })

  test.each([undefined, '', '  ', '\n'])('%j is none', (text) => {
    expect(normaliseRequestId(text)).toBeUndefined()
  })
})
