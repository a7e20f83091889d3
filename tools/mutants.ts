/**
 * Breaks one rule of the product at a time and sees that the test that guards it notices.
 *
 * Each mutant of `tools/mutants/list.ts` is a small edit of one source file and the name of a test. First all those tests
 * have to pass on the code as it is. Then each edit is made in a copy of the project, its test is run there, and it has
 * to fail: a test that passes on broken code guards nothing.
 * `npm run mutants -- WORD` runs those whose rule or file contains the word; `--json` prints for a program.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { mutants } from './mutants/list.ts'
import type { Mutant } from './mutants/mutant.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const copied = [
  'src',
  'clients',
  'migrations',
  'wsdl',
  'test',
  'examples',
  'docs',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
]

/** Mutants that are tried at once, each in a copy of its own; as many as small machines have cores. */
const atOnce = 2

/** Milliseconds after which a run of tests is stopped, and has told nothing. */
const patience = 300_000

interface Verdict extends Mutant {
  /** noticed: the named test failed. unnoticed: it passed. broken: the mutant says nothing about the test. */
  readonly outcome: 'noticed' | 'unnoticed' | 'broken'
  /** What the test said of the broken code, or why there is nothing to say. */
  readonly reason: string
}

async function main(words: readonly string[]): Promise<void> {
  const json = words.includes('--json')
  const word = words.find((candidate) => !candidate.startsWith('--'))
  const chosen = mutants.filter(({ rule, file }) => word === undefined || `${rule} ${file}`.includes(word))
  const copies = Array.from({ length: atOnce }, makeCopy)
  try {
    const verdicts = await judgeAll(chosen, copies, json ? () => undefined : console.log)
    const noticed = verdicts.filter(({ outcome }) => outcome === 'noticed').length
    if (json) console.log(JSON.stringify({ noticed, of: verdicts.length, verdicts }, null, 2))
    else console.log(`${noticed} of ${verdicts.length} broken rules were noticed`)
    if (noticed < verdicts.length || verdicts.length === 0) process.exitCode = 1
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  }
}

function makeCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'opendepot-mutants-'))
  for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

async function judgeAll(
  chosen: readonly Mutant[],
  copies: readonly string[],
  say: (line: string) => void,
): Promise<Verdict[]> {
  const sound = await testsOf(chosen, copies[0] ?? root)
  const waiting = [...chosen]
  const verdicts: Verdict[] = []
  const work = async (copy: string) => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const reason = soundnessProblem(mutant, sound)
      const verdict: Verdict =
        reason === undefined ? await judge(mutant, copy) : { ...mutant, outcome: 'broken', reason }
      verdicts.push(verdict)
      say(`${verdicts.length}/${chosen.length} ${verdict.outcome.padEnd(9)} ${mutant.rule}${note(verdict)}`)
    }
  }
  await Promise.all(copies.map(work))
  return verdicts
}

/** Why the test of a mutant proves nothing: it has to run, and to pass as long as nothing is broken. */
function soundnessProblem(mutant: Mutant, results: readonly TestResult[]): string | undefined {
  const pattern = new RegExp(patternOf(mutant))
  const own = results.filter(({ file, name }) => file.endsWith(`/${mutant.test}`) && pattern.test(name))
  if (own.length === 0) return 'no test of this name ran'
  return own.every(({ passed }) => passed) ? undefined : 'the test fails although nothing is broken'
}

/** Makes the edit, runs the named test, takes the edit back. */
async function judge(mutant: Mutant, copy: string): Promise<Verdict> {
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
    const results = await testsOf([mutant], copy)
    if (results.length === 0) return { ...mutant, outcome: 'broken', reason: 'the edit keeps the test from running' }
    const failed = results.find(({ passed }) => !passed)
    if (failed === undefined) return { ...mutant, outcome: 'unnoticed', reason: 'the test passes on broken code' }
    return { ...mutant, outcome: 'noticed', reason: failed.failure }
  } finally {
    writeFileSync(path, source)
  }
}

interface TestResult {
  readonly file: string
  readonly name: string
  readonly passed: boolean
  /** First words of what it says. */
  readonly failure: string
}

/** What jest writes with `--json`, as far as it matters here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** Runs the named tests of some mutants in a copy; empty when none of them could be run. */
async function testsOf(chosen: readonly Mutant[], copy: string): Promise<TestResult[]> {
  const report = join(copy, 'mutant-report.json')
  rmSync(report, { force: true })
  const files = [...new Set(chosen.map(({ test }) => test))]
  const names = chosen.map((mutant) => `(?:${patternOf(mutant)})`).join('|')
  const jest = ['--experimental-vm-modules', join(copy, 'node_modules', 'jest', 'bin', 'jest.js'), '--forceExit']
  const places = [`--outputFile=${report}`, `--cacheDirectory=${join(copy, '.jest-cache')}`]
  await run(process.execPath, [...jest, '--json', ...places, '-t', names, ...files], copy)
  try {
    return resultsIn(JSON.parse(readFileSync(report, 'utf8')) as Report)
  } catch {
    return []
  }
}

function resultsIn({ testResults }: Report): TestResult[] {
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName: name, status, failureMessages: [failure = ''] }) => {
        return { file, name, passed: status === 'passed', failure: plain(failure) }
      }),
  )
}

function plain(failure: string): string {
  return stripVTControlCharacters(failure).replaceAll(/\s+/g, ' ').slice(0, 300)
}

/** A regular expression for the full name of the test. */
function patternOf({ group = '', name }: Mutant): string {
  return [group, name].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')
}

function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: 'ignore', timeout: patience })
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', () => {
      resolve()
    })
  })
}

function note({ outcome, reason, test, name }: Verdict): string {
  return outcome === 'noticed' ? '' : `\n    ${test} › ${name}: ${reason}`
}

await main(process.argv.slice(2))
