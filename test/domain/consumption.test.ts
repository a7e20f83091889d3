import { judgeUnits, type KeptUnits, shareUnits } from '../../src/domain/consumption.ts'

const now = new Date('2026-05-04T08:00:00.000Z')
const before = new Date('2026-05-01T08:00:00.000Z')

function judge(kept: KeptUnits | undefined, shown: bigint) {
  const { changed, lower } = judgeUnits(new Map(kept && [['L', kept]]), new Map([['L', shown]]), now)
  return [changed.get('L'), lower[0]]
}

test('the maximum is kept', () => {
  expect(judge(undefined, 0n)).toEqual([undefined, undefined])
  expect(judge(undefined, 5n)).toEqual([{ consumed: 5n, lowerSince: null }, undefined])
  expect(judge({ consumed: 5n, lowerSince: null }, 5n)).toEqual([undefined, undefined])
  expect(judge({ consumed: 5n, lowerSince: null }, 6n)).toEqual([{ consumed: 6n, lowerSince: null }, undefined])
})

test('fewer units are told once, until the container has caught up', () => {
  const lower = { licenseId: 'L', shown: 4n, kept: 5n }
  expect(judge({ consumed: 5n, lowerSince: null }, 4n)).toEqual([{ consumed: 5n, lowerSince: now }, lower])
  expect(judge({ consumed: 5n, lowerSince: before }, 3n)).toEqual([undefined, undefined])
  expect(judge({ consumed: 5n, lowerSince: before }, 5n)).toEqual([{ consumed: 5n, lowerSince: null }, undefined])
})

test('used units are shared among the parts of what took the place, as far as each goes', () => {
  const parts = [
    { id: 'rest', units: 600 },
    { id: 'off', units: 400 },
  ]
  const shares = (used: bigint) => [...shareUnits(used, parts).values()]
  expect(shares(100n)).toEqual([100n, 0n])
  expect(shares(900n)).toEqual([600n, 300n])
  expect(shares(1100n)).toEqual([600n, 500n])
  expect(shareUnits(5n, [{ id: 'only', units: null }])).toEqual(new Map([['only', 5n]]))
})
