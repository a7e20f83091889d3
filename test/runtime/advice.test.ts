import { readFileSync } from 'node:fs'
import { faults } from '../../src/faults.ts'
import { advisedCodes, adviceOn } from '../../src/runtime/advice.ts'

const wsdl = readFileSync(new URL('../../wsdl/depot.wsdl', import.meta.url), 'utf8').replace(/\s+/g, ' ')

/** The codes that the documentation of the Depot names as faults: of an operation, or of any. */
function documentedCodes(): string[] {
  const lists = [...wsdl.matchAll(/(?:Faults|faults beside its own): ([^<]*)/g)].map(([, list = '']) => list)
  return [...new Set(lists.flatMap((list) => list.match(/\b[A-Z]+(?:_[A-Z]+)*\b(?=[ ,.(]|$)/g) ?? []))].filter(
    (word) => word in faults,
  )
}

test('every fault code of the Depot has advice, in each language', () => {
  const codes = documentedCodes()
  expect(codes).toEqual(expect.arrayContaining(['TICKET_UNKNOWN', 'WAIT', 'NEED_PROOF', 'SEATS_TAKEN', 'INTERNAL']))
  expect(codes.length).toBeGreaterThan(30)
  expect(codes.filter((code) => !advisedCodes.includes(code))).toEqual([])
  for (const code of advisedCodes) expect(adviceOn(code, 'de')).not.toBe(adviceOn(code, 'en'))
})

test('advice is for codes that exist; one of a newer Depot gets advice too', () => {
  expect(advisedCodes.filter((code) => !(code in faults))).toEqual([])
  expect(adviceOn('toString')).toBe('Ask the support of the vendor, and name the fault code.')
  expect(adviceOn('NEWER_CODE', 'de')).toContain('Support')
})
