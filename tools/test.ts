import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { branchesTaken, coverageOptions, describeBranches } from './branches.ts'

/**
 * Runs everything that must hold, goes on after a failure, and counts it all in the last line. `--check` is the shorter
 * run of every day: without the foreign SOAP stacks and without measuring coverage. A check counts as one test, so does
 * the coverage of a folder; a test that is skipped or marked "todo" counts as failed, because nothing is skipped silently.
 * Paths narrow the tests, and leave the coverage out.
 */
const isCheck = process.argv.includes('--check')
const paths = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isMeasured = !isCheck && paths.length === 0

const checks = ['types', 'lint', 'boundaries', 'format:check', 'generated'] as const

interface Count {
  readonly passed: number
  readonly failed: number
}

const counts: Count[] = []
// Two at a time, as many as small machines have cores.
const waiting = [...checks]
await Promise.all([worker(), worker()])
counts.push(await jest())

const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
console.log(`tests: ${passed} passed, ${failed} failed`)

async function worker(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const started = Date.now()
    const { code, output } = await run('npm', ['run', '--silent', check], 'pipe')
    const isGood = code === 0
    console.log(`${isGood ? 'PASS' : 'FAIL'} ${check} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
    if (!isGood) console.log(output)
    counts.push(isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
  }
}

/** What jest writes with `--json`, as far as it matters here. */
interface JestResults {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly numRuntimeErrorTestSuites: number
}

async function jest(): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-results-'))
  try {
    const file = join(folder, 'results.json')
    const scope = [
      ...(isCheck ? ['--testPathIgnorePatterns', '/test/interop/'] : []),
      ...(isMeasured ? coverageOptions(folder) : []),
    ]
    const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
    const { code } = await run(
      process.execPath,
      [...node, ...scope, '--json', `--outputFile=${file}`, ...paths],
      'inherit',
    )
    const results = JSON.parse(await readFile(file, 'utf8')) as JestResults
    const skipped = results.numPendingTests + results.numTodoTests
    if (skipped > 0) console.log(`FAIL ${skipped} tests are skipped; a test runs or goes`)
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + skipped
    if (isMeasured) counts.push(await coverage(folder))
    // A process that hangs on fails without a failed test.
    return { passed: results.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
  } catch (error) {
    console.log(`FAIL jest gave no results: ${String(error)}`)
    return { passed: 0, failed: 1 }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function coverage(folder: string): Promise<Count> {
  const found = await branchesTaken(folder)
  const enough = found.filter(({ isEnough }) => isEnough).length
  console.log(`${enough === found.length ? 'PASS' : 'FAIL'} ${describeBranches(found)}`)
  return { passed: enough, failed: found.length - enough }
}

/** Runs a program to its end; its output goes to ours or comes back as text. */
async function run(
  command: string,
  args: string[],
  output: 'inherit' | 'pipe',
): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, {
    stdio: ['ignore', output === 'pipe' ? 'pipe' : 2, output === 'pipe' ? 'pipe' : 2],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => (text += bytes.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      resolve({ code: code ?? 1, output: text })
    })
  })
}
