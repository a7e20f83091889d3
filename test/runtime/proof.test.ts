import { proofOf } from '../../src/runtime/proof.ts'
import type { FirmState } from '../../src/runtime/state.ts'

/** Updates 1 to n, oldest first; the licenses were brought by those named. */
function firmWith(lengths: readonly number[], broughtBy: readonly number[]) {
  const updates = lengths.map((length, index) => ({
    id: `${index + 1}`,
    transferId: `T-${index + 1}`,
    to: index + 1,
    file: `${index + 1}:`.padEnd(length, 'x'),
  }))
  const licenses = broughtBy.map((id) => ({ broughtBy: `${id}` })) as unknown as FirmState['licenses']
  return { updates, licenses, removed: [] }
}
const numbers = (files: readonly string[]) => files.map((file) => Number.parseInt(file, 10))

test('all updates go along where there is room, the newest first', () => {
  expect(numbers(proofOf(firmWith([10, 10, 10], [1])))).toEqual([3, 2, 1])
  expect(proofOf(firmWith([], []))).toEqual([])
})

test('where there is none for all, those go that licenses came by, and always the newest', () => {
  expect(numbers(proofOf(firmWith([400_000, 400_000, 400_000, 400_000], [1])))).toEqual([4, 1])
  expect(numbers(proofOf(firmWith([10, 999_000, 2_000_000], [1, 2])))).toEqual([3])
  const many = Array.from({ length: 100 }, () => 10)
  expect(numbers(proofOf(firmWith(many, [1, 2])))).toEqual([...Array.from({ length: 62 }, (_, i) => 100 - i), 2, 1])
})

test('the context needs its room: it names every license', () => {
  const licenses = Array.from({ length: 4_000 }, () => 1)
  expect(numbers(proofOf(firmWith([130_000, 130_000, 130_000], licenses)))).toEqual([3, 1])
})
