/**
 * Measures which branches of the inner folders the tests take, lists those that none takes, and fails below the limit.
 * `npm test` measures the same in its normal run; this is the shorter way while writing tests. Paths narrow the tests.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { branchesTaken, coverageOptions, describeBranches } from './branches.ts'

/** They work on processes of their own, which are not measured. */
const unmeasured = '/test/(house|interop|process)/'

const folder = await mkdtemp(join(tmpdir(), 'opendepot-coverage-'))
try {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
  const options = [...coverageOptions(folder), '--testPathIgnorePatterns', unmeasured, '--silent']
  const { status } = spawnSync(process.execPath, [...node, ...options, '--', ...process.argv.slice(2)], {
    stdio: ['ignore', 2, 2],
  })
  const found = await branchesTaken(folder)
  for (const place of found.flatMap(({ missed }) => missed)) console.log(`not taken: ${place}`)
  console.log(describeBranches(found))
  process.exitCode = status === 0 && found.every(({ isEnough }) => isEnough) ? 0 : 1
} finally {
  await rm(folder, { recursive: true })
}
