/**
 * Breaks one rule of the product at a time and sees that the test that guards it notices.
 *
 * Each mutant of `tools/mutants/list.ts` is a small edit of one source file and the name of a test. The edit is made in
 * a copy of the project, the test is run there, and it has to fail: a test that passes on broken code guards nothing.
 * `npm run mutants -- WORD` runs those whose rule or file contains the word; `--json` prints for a program.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mutant, mutants } from './mutants/list.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const copied = [
  'src',
  'migrations',
  'wsdl',
  'test',
  'examples',
  'docs',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
]

interface Verdict extends Mutant {
  /** noticed: the named test failed. unnoticed: it passed. broken: the edit does not apply or no such test ran. */
  outcome: 'noticed' | 'unnoticed' | 'broken'
  reason: string
}

function main(words: readonly string[]): void {
  const json = words.includes('--json')
  const word = words.find((candidate) => !candidate.startsWith('--'))
  const chosen = mutants.filter(({ rule, file }) => word === undefined || `${rule} ${file}`.includes(word))
  const copy = mkdtempSync(join(tmpdir(), 'opendepot-mutants-'))
  try {
    for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const verdicts = chosen.map((mutant, index) => {
      const verdict = judge(mutant, copy)
      if (!json)
        console.log(`${index + 1}/${chosen.length} ${verdict.outcome.padEnd(9)} ${mutant.rule}${note(verdict)}`)
      return verdict
    })
    const noticed = verdicts.filter(({ outcome }) => outcome === 'noticed').length
    if (json) console.log(JSON.stringify({ noticed, of: verdicts.length, verdicts }, null, 2))
    else console.log(`${noticed} of ${verdicts.length} broken rules were noticed`)
    if (noticed < verdicts.length || verdicts.length === 0) process.exitCode = 1
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** Makes the edit, runs the named test, takes the edit back. */
function judge(mutant: Mutant, copy: string): Verdict {
  const path = join(copy, mutant.file)
  const source = readFileSync(path, 'utf8')
  if (source.split(mutant.find).length !== 2) {
    return { ...mutant, outcome: 'broken', reason: `the text to edit does not stand exactly once in ${mutant.file}` }
  }
  writeFileSync(
    path,
    source.replace(mutant.find, () => mutant.replace),
  )
  try {
    return { ...mutant, ...runTest(mutant, copy) }
  } finally {
    writeFileSync(path, source)
  }
}

function runTest({ test, name }: Mutant, copy: string): Pick<Verdict, 'outcome' | 'reason'> {
  const report = join(copy, 'mutant-report.json')
  rmSync(report, { force: true })
  const jest = join(copy, 'node_modules', 'jest', 'bin', 'jest.js')
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  spawnSync(
    process.execPath,
    ['--experimental-vm-modules', jest, test, '-t', pattern, '--json', `--outputFile=${report}`, '--forceExit'],
    { cwd: copy, stdio: 'ignore', timeout: 120_000 },
  )
  return readReport(report)
}

function readReport(file: string): Pick<Verdict, 'outcome' | 'reason'> {
  let report: { numFailedTests: number; numPassedTests: number; numRuntimeErrorTestSuites: number }
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as typeof report
  } catch {
    return { outcome: 'broken', reason: 'the test run ended without a report' }
  }
  if (report.numFailedTests > 0) return { outcome: 'noticed', reason: '' }
  if (report.numPassedTests > 0) return { outcome: 'unnoticed', reason: 'the test passed on broken code' }
  return { outcome: 'broken', reason: 'no test of this name ran' }
}

function note({ outcome, reason, test, name }: Verdict): string {
  return outcome === 'noticed' ? '' : `\n    ${test} › ${name}: ${reason}`
}

main(process.argv.slice(2))
