import { lineDifferences, orderConflict } from '../../src/domain/order-conflict.ts'
import type { LineContent } from '../../src/domain/order-content.ts'

const line = (changes: Partial<LineContent>): LineContent => {
  return { lineNumber: '000010', itemNumber: 'A', quantity: 1, containerSerial: null, parameters: [], ...changes }
}
const named = (value: string) => line({ parameters: [{ name: 'licensee', value }] })

test('a long value is cut in the text, and whole in the details', () => {
  const long = 'x'.repeat(61)
  const fault = orderConflict('4711', lineDifferences(named('y'.repeat(60)), named(long)))
  expect(fault.message).toContain(`was '${'y'.repeat(60)}' and is now '${'x'.repeat(57)}...'; nothing was stored`)
  expect(fault.facts.details).toMatchObject({ 'orderLine[000010]/parameter[licensee]/new': long })
})

test('what is on one side only is absent on the other', () => {
  const fault = orderConflict('4711', lineDifferences(line({ containerSerial: '130-1' }), line({})))
  expect(fault.message).toContain("containerSerial was '130-1' and is now absent")
  expect(fault.facts.details).toEqual({ 'orderLine[000010]/containerSerial/old': '130-1' })
})

test('the name of a detail fits its field, however long the name of a parameter is', () => {
  const parameters = [{ name: 'n'.repeat(300), value: 'a' }]
  const fault = orderConflict('4711', lineDifferences(line({ parameters }), line({})))
  expect(Object.keys(fault.facts.details ?? {}).map((name) => name.length)).toEqual([254])
})
