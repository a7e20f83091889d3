import type { Budget } from '../../src/budgets/budget.ts'
import type { Count } from '../../src/budgets/counts.ts'
import { FailureLine } from '../../src/budgets/failure-line.ts'

const endsAt = new Date('2026-03-01T12:00:00Z')
const budget = (name: string, weight = 1): Budget => ({ name, kind: 'address', most: 10, weight })
const failuresOf = async (counted: Promise<Count[]>) => (await counted).map(({ failures }) => failures)

/** A line over counts in memory, with what each transaction was given. */
function lineOver(counts: Record<string, number>) {
  const transactions: Record<string, number>[] = []
  const line = new FailureLine((weights) => {
    transactions.push(Object.fromEntries(weights))
    for (const [name, weight] of weights) counts[name] = (counts[name] ?? 0) + weight
    return Promise.resolve(new Map([...weights.keys()].map((name) => [name, { failures: counts[name] ?? 0, endsAt }])))
  })
  return { line, transactions }
}

test('failures that wait are counted together, and each is told how it stood after it', async () => {
  const { line, transactions } = lineOver({ a: 5 })
  const told = await Promise.all([
    failuresOf(line.add([budget('a')])),
    failuresOf(line.add([budget('a'), budget('b')])),
    failuresOf(line.add([budget('a', 3), budget('b')])),
    failuresOf(line.add([budget('a')])),
  ])
  expect(told).toEqual([[6], [7, 1], [10, 2], [11]])
  expect(transactions).toEqual([{ a: 1 }, { a: 5, b: 2 }])
})

test('a line that has ended begins again', async () => {
  const { line, transactions } = lineOver({})
  expect(await failuresOf(line.add([budget('a')]))).toEqual([1])
  expect(await failuresOf(line.add([budget('a')]))).toEqual([2])
  expect(transactions).toHaveLength(2)
})

test('trouble is told to those whom it concerns, and the next are counted', async () => {
  let isAway = true
  const line = new FailureLine((weights) => {
    if (isAway) {
      isAway = false
      return Promise.reject(new Error('the database is away'))
    }
    return Promise.resolve(new Map([...weights.keys()].map((name) => [name, { failures: 1, endsAt }])))
  })
  const [first, second] = [line.add([budget('a')]), line.add([budget('a')])]
  await expect(first).rejects.toThrow('the database is away')
  expect(await failuresOf(second)).toEqual([1])
})

test('more than one transaction takes are counted by several', async () => {
  const { line, transactions } = lineOver({})
  const told = await Promise.all(Array.from({ length: 1_200 }, () => failuresOf(line.add([budget('a')]))))
  expect(told.flat()).toEqual(Array.from({ length: 1_200 }, (_, n) => n + 1))
  expect(transactions).toEqual([{ a: 1 }, { a: 500 }, { a: 500 }, { a: 199 }])
})
