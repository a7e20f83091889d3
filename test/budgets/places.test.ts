import { setImmediate } from 'node:timers/promises'
import { Places } from '../../src/budgets/places.ts'

/** Attempts that end when the test says so. */
function attempts(room: () => number) {
  const places = new Places()
  const inside: { name: string; leave: () => void }[] = []
  return {
    inside,
    names: () => inside.map(({ name }) => name),
    begin: async (name: string, weight = 1, line = 'line') => {
      void places.enter(line, weight, room).then((leave) => inside.push({ name, leave }))
      await setImmediate()
    },
    end: async () => {
      inside.shift()?.leave()
      await setImmediate()
    },
  }
}

test('as many as there is room for are inside; the others follow in the order of arrival', async () => {
  const { begin, end, names } = attempts(() => 2)
  for (const name of ['a', 'b', 'c', 'd']) await begin(name)
  expect(names()).toEqual(['a', 'b'])
  await end()
  expect(names()).toEqual(['b', 'c'])
  await end()
  await end()
  expect(names()).toEqual(['d'])
  await end()
  await begin('e')
  expect(names()).toEqual(['e'])
})

test('a heavy one waits until it fits, and nobody overtakes it', async () => {
  const { begin, end, names } = attempts(() => 3)
  await begin('a')
  await begin('heavy', 3)
  await begin('b')
  expect(names()).toEqual(['a'])
  await end()
  expect(names()).toEqual(['heavy'])
  await end()
  expect(names()).toEqual(['b'])
})

test('alone, each may go in, whatever there is room for', async () => {
  let room = 3
  const { begin, end, names } = attempts(() => room)
  await begin('a', 20)
  await begin('b')
  expect(names()).toEqual(['a'])
  room = 0
  await end()
  expect(names()).toEqual(['b'])
})

test('lines know nothing of each other', async () => {
  const { begin, names } = attempts(() => 1)
  await begin('a', 1, 'one')
  await begin('b', 1, 'two')
  await begin('c', 1, 'one')
  expect(names()).toEqual(['a', 'b'])
})
