import { openTarget, type Target } from '../attacks/target.ts'
import { fuzz } from './fuzz.ts'

let target: Target
beforeAll(async () => {
  target = await openTarget()
}, 60_000)
afterAll(() => target.close())

test('no message kills the server, fills its memory, or is answered by a stack or an error of ours', async () => {
  const before = target.memory()
  const { requests, answers, failure } = await fuzz(target, {
    seed: Number(process.env['SEED'] ?? 20270131),
    milliseconds: 14_000,
  })
  expect(failure ?? '').toBe('')
  expect(target.internalErrors).toEqual([])
  expect(target.memory() - before).toBeLessThan(400)
  await target.good()
  // The messages get beyond the reader: many are carried out, and many rules speak.
  process.stdout.write(`${requests} messages, ${answers.size} different answers\n`)
  expect(answers.get('200') ?? 0).toBeGreaterThan(requests / 50)
  expect(answers.size).toBeGreaterThan(20)
}, 120_000)
