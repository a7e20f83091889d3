/**
 * Measures what is said of speed. Each line of the table has two sides, both measured in this run and in turns, and their
 * ratio; only the ratio may be quoted, since the machine is shared with who knows what.
 *
 * `npm run bench` works on a private MariaDB; `--sqlite` on SQLite files; `--quick` does very little, to see that it runs;
 * `--json` prints for a program.
 */
import { cpus, loadavg, totalmem } from 'node:os'
import { tableText } from '../src/cli/terminal.ts'
import { onServer, startMariadb, urlOf } from '../test/support/mariadb.ts'
import { bulkAgainstSingle } from './bench/bulk.ts'
import { fill, pagesAsDataGrow } from './bench/growth.ts'
import type { Comparison } from './bench/measure.ts'
import { type BenchSite, openSite } from './bench/site.ts'

const has = (option: string) => process.argv.includes(option)
const sizes = has('--quick')
  ? { orders: 10, rounds: 1, few: 400, many: 600, pages: 2 }
  : { orders: 500, rounds: 7, few: 1000, many: 100_000, pages: 100 }

const say = (text: string) => {
  process.stderr.write(`${text}\n`)
}

const sites: BenchSite[] = []
const mariadb = has('--sqlite') ? undefined : await startMariadb()
try {
  const comparisons = await measure()
  const { length: cores, 0: core } = cpus()
  const machine = {
    database: mariadb === undefined ? 'SQLite' : await versionOf(mariadb.address),
    node: process.version,
    processor: `${cores} x ${core?.model ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAfter: loadavg()[0]?.toFixed(1),
  }
  console.log(has('--json') ? JSON.stringify({ machine, comparisons }) : report(machine, comparisons))
} finally {
  await Promise.all(sites.map((site) => site.close()))
  await mariadb?.dispose()
}

async function measure(): Promise<Comparison[]> {
  const [few, many] = [
    { site: await newSite('few'), licenses: sizes.few },
    { site: await newSite('many'), licenses: sizes.many },
  ]
  say(`selling ${few.licenses} licenses here and ${many.licenses} there`)
  await fill(few)
  await fill(many)
  say('reading pages')
  const growth = await pagesAsDataGrow(few, many, sizes.pages)
  say('sending orders')
  return [await bulkAgainstSingle(few.site, sizes), ...growth]
}

async function newSite(name: string): Promise<BenchSite> {
  if (mariadb !== undefined) await onServer(mariadb.address, `CREATE DATABASE ${name}`)
  const site = await openSite(mariadb && urlOf(mariadb.address, name))
  sites.push(site)
  return site
}

async function versionOf(address: Parameters<typeof onServer>[0]): Promise<string> {
  const [rows] = (await onServer(address, 'SELECT VERSION() AS version')) as [{ version: string }[]]
  return `MariaDB ${rows[0]?.version ?? ''}`
}

function report(machine: Readonly<Record<string, unknown>>, comparisons: readonly Comparison[]): string {
  const facts = Object.entries(machine).map(([name, value]) => `${name}: ${String(value)}`)
  const rows = comparisons.map(({ what, sides, ratio, meaning }) => [what, ...sides, `${ratio.toFixed(2)} ${meaning}`])
  const head = ['what', 'one side', 'the other', 'ratio']
  return [
    'Measured in one run on this machine, which is shared and noisy: quote ratios, not numbers.',
    facts.join(', '),
    '',
    tableText(head, rows),
  ].join('\n')
}
