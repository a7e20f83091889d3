import { proofOf } from '../../src/runtime/proof.ts'
import type { HeldLicense, KeptUpdate } from '../../src/runtime/state.ts'

/** An update that led to this counter; its file begins with the counter. */
const kept = (to: number, characters = 10): KeptUpdate => ({
  id: `U-${to}`,
  transferId: `T-${to}`,
  to,
  file: String(to).padEnd(characters, ' '),
})
const held = (to: number) => ({ broughtBy: `U-${to}` }) as HeldLicense
const counters = (files: readonly string[]) => files.map(Number)

test('the newest first, all of them if they fit', () => {
  const updates = [kept(1), kept(2), kept(3)]
  expect(counters(proofOf({ counter: 3, licenses: [held(1)], updates }))).toEqual([3, 2, 1])
  expect(proofOf({ counter: 0, licenses: [], updates: [] })).toEqual([])
})

test('what leads to the counter and what brought the licenses goes before the others', () => {
  const updates = [kept(1, 200_000), kept(2, 300_000), kept(3, 300_000), kept(4, 300_000)]
  expect(counters(proofOf({ counter: 4, licenses: [held(1)], updates }))).toEqual([4, 1])
  expect(counters(proofOf({ counter: 4, licenses: [held(2)], updates }))).toEqual([4, 2])
  expect(counters(proofOf({ counter: 4, licenses: [], updates }))).toEqual([4, 3])
})

test('never more than a request can hold, and no big one keeps the smaller ones out', () => {
  const many = Array.from({ length: 80 }, (_, index) => kept(index + 1))
  const sent = counters(proofOf({ counter: 80, licenses: many.map(({ to }) => held(to)), updates: many }))
  expect(sent).toHaveLength(64)
  expect(sent.slice(0, 2)).toEqual([80, 79])
  const updates = [kept(1), kept(2, 800_000), kept(3)]
  expect(counters(proofOf({ counter: 3, licenses: [held(2)], updates }))).toEqual([3, 1])
})
