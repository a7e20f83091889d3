import { Holding } from '../../src/domain/holding.ts'
import { sharedTrial, trialRefusal } from '../../src/domain/trial.ts'

const trial = (id: string, trialCount?: number) => ({ id, item: { itemNumber: 'TRIAL', trialCount } })
const had = (...licenseIds: string[]) =>
  new Holding({ licenses: [], trials: licenseIds.map((licenseId) => ({ itemNumber: 'TRIAL', licenseId })) })

test('QUOTA_EXCEEDED once a container has had as many as there may be', () => {
  expect(trialRefusal(trial('b', 2), had('a'))).toBeUndefined()
  expect(trialRefusal(trial('c', 2), had('a', 'b'))).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    text: 'Item TRIAL is a trial; this container has had it 2 times already.',
  })
  expect(trialRefusal(trial('b', 1), had('a'))?.text).toContain('had it once already')
})

test('a license that comes back is no other trial', () => {
  expect(trialRefusal(trial('a', 1), had('a'))).toBeUndefined()
})

test('what takes the place of a license goes on with its trial', () => {
  expect(trialRefusal({ ...trial('b', 1), replacesId: 'a' }, had('a'))).toBeUndefined()
  expect(trialRefusal({ ...trial('b', 1), replacesId: 'x' }, had('a'))?.code).toBe('QUOTA_EXCEEDED')
  expect(sharedTrial({ ...trial('b', 1), replacesId: 'a' }, new Set(['a']))).toBe('a')
  expect(sharedTrial({ ...trial('b', 1), replacesId: 'a' }, new Set(['a', 'b']))).toBe('b')
  expect(sharedTrial({ ...trial('b', 1), replacesId: null }, new Set(['a']))).toBeUndefined()
})

test('what is no trial may be there as often as it was sold', () => {
  expect(trialRefusal(trial('b'), had('a'))).toBeUndefined()
})

test('trials that are planned count as well', () => {
  const holding = had()
  holding.join({ id: 'a', itemNumber: 'TRIAL', firmCode: 10, upgradeBases: [], isTrial: true }, undefined)
  expect(trialRefusal(trial('b', 1), holding)?.code).toBe('QUOTA_EXCEEDED')
})
