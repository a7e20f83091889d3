import { planRotation, type RotatingKey, type RotationWish } from '../../src/domain/key-rotation.ts'

const key = (kid: string, state: RotatingKey['state'], epoch = 1): RotatingKey => ({ kid, state, epoch })
const plan = (keys: RotatingKey[], wish: Partial<RotationWish> = {}) => {
  const { states, make } = planRotation(keys, { now: false, ...wish })
  return { states: Object.fromEntries(states), make }
}

test('a next key is made first, and takes the place of the active one by the turn after that', () => {
  expect(plan([key('a', 'active', 3)])).toEqual({ states: {}, make: { epoch: 3, state: 'next' } })
  expect(plan([key('a', 'active', 3), key('b', 'next', 3)])).toEqual({ states: { a: 'retired', b: 'active' } })
})

test('at once, the new key signs and the old one does not any more; a next key is not made twice', () => {
  expect(plan([key('a', 'active')], { now: true })).toEqual({
    states: { a: 'retired' },
    make: { epoch: 1, state: 'active' },
  })
  expect(plan([key('a', 'active'), key('b', 'next')], { now: true })).toEqual({
    states: { a: 'retired', b: 'active' },
  })
})

test('what is retired or compromised stays so', () => {
  const old = [key('x', 'compromised', 1), key('y', 'retired', 2), key('a', 'active', 2)]
  expect(plan(old, { now: true }).states).toEqual({ a: 'retired' })
})

test('a compromised key raises the epoch, and whatever has the old one signs no more', () => {
  const keys = [key('a', 'active', 2), key('b', 'next', 2), key('c', 'retired', 1)]
  const make = { epoch: 3, state: 'active' }
  expect(plan(keys, { compromised: 'a' })).toEqual({ states: { a: 'compromised', b: 'retired' }, make })
  expect(plan(keys, { compromised: 'b' })).toEqual({ states: { a: 'retired', b: 'compromised' }, make })
  expect(plan(keys, { compromised: 'c' })).toEqual({
    states: { a: 'retired', b: 'retired', c: 'compromised' },
    make,
  })
})

test('only a key that is there can be compromised, and only once', () => {
  const keys = [key('a', 'active', 2), key('x', 'compromised')]
  expect(() => plan(keys, { compromised: 'z' })).toThrow('z is none of its signing keys')
  expect(() => plan(keys, { compromised: 'x' })).toThrow('x is known to be compromised')
})
