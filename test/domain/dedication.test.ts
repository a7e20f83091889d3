import { judgeAssignment, judgeRelease } from '../../src/domain/dedication.ts'

const item = { itemNumber: 'PLAIN', containerKinds: ['software' as const] }
const serial = '130-4711'

describe('a license can be dedicated', () => {
  test('to a container of a kind that its item allows, and anew to another', () => {
    expect(judgeAssignment({ state: 'NotCollected', dedicatedSerial: null }, item, serial)).toEqual({ plan: serial })
    expect(judgeAssignment({ state: 'NotCollected', dedicatedSerial: '130-1' }, item, serial)).toEqual({ plan: serial })
  })

  test('CONTAINER_KIND: not to one of another kind', () => {
    const verdict = judgeAssignment({ state: 'NotCollected', dedicatedSerial: null }, item, '3-4711')
    expect(verdict).toMatchObject({ refusal: { code: 'CONTAINER_KIND' } })
  })

  test('NOTHING_TO_DO: not twice to the same', () => {
    const verdict = judgeAssignment({ state: 'NotCollected', dedicatedSerial: serial }, item, serial)
    expect(verdict).toMatchObject({ refusal: { code: 'NOTHING_TO_DO' } })
  })

  test.each(['Collected', 'Confirmed', 'Returning', 'WithdrawPending', 'Withdrawn', 'Replaced', 'Blocked'] as const)(
    'LICENSE_STATE: not while it is %s',
    (state) => {
      const verdict = { refusal: { code: 'LICENSE_STATE' } }
      expect(judgeAssignment({ state, dedicatedSerial: null }, item, serial)).toMatchObject(verdict)
      expect(judgeRelease({ state, dedicatedSerial: serial })).toMatchObject(verdict)
    },
  )
})

test('a license can be released from the container it is dedicated to, and only then', () => {
  expect(judgeRelease({ state: 'NotCollected', dedicatedSerial: serial })).toEqual({ plan: null })
  expect(judgeRelease({ state: 'NotCollected', dedicatedSerial: null })).toMatchObject({
    refusal: { code: 'NOTHING_TO_DO' },
  })
})
