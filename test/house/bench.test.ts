import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Speed is never judged by a test; that it can be measured is. */
test('the benchmark runs, and gives both sides of each comparison', async () => {
  const args = ['--import', 'tsx', 'tools/bench.ts', '--quick', '--sqlite', '--json']
  const { stdout } = await run(process.execPath, args)
  const { machine, comparisons } = JSON.parse(stdout) as Record<'machine' | 'comparisons', object[]>
  expect(machine).toMatchObject({ database: 'SQLite', node: process.version })
  expect(comparisons).toHaveLength(6)
  for (const comparison of comparisons) {
    const sides = [expect.stringMatching(/\d (orders\/s|ms)$/), expect.stringMatching(/\d (orders\/s|ms)$/)]
    expect(comparison).toMatchObject({ what: expect.any(String), sides, ratio: expect.any(Number) })
  }
}, 120_000)
