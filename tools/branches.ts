import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where a missed branch would lose an order, a license or an attack. */
const folders = ['src/domain', 'src/soap', 'src/store'] as const

/** Per cent of the branches of each folder that the tests have to take. */
const leastCovered = 95

/** What jest writes as `coverage-final.json`, as far as it matters here: how often each way of each branch was taken. */
type Taken = Readonly<
  Record<
    string,
    {
      readonly branchMap: Readonly<Record<string, { readonly loc: { readonly start: { readonly line: number } } }>>
      readonly b: Readonly<Record<string, readonly number[]>>
    }
  >
>

/** How much of a folder's branches was taken. */
export interface FolderBranches {
  readonly folder: string
  readonly percent: number
  readonly isEnough: boolean
  /** `src/domain/chain.ts:97`, one for each branch of which a way was never taken. */
  readonly missed: readonly string[]
}

/** Options by which jest leaves in this directory what `branchesTaken` reads. */
export function coverageOptions(directory: string): string[] {
  const from = folders.map((folder) => `--collectCoverageFrom=${folder}/**/*.ts`)
  return ['--coverage', `--coverageDirectory=${directory}`, '--coverageReporters=json', ...from]
}

/** Reads what a run of jest left in the directory. Processes that tests start do not count. */
export async function branchesTaken(directory: string): Promise<FolderBranches[]> {
  const taken = JSON.parse(await readFile(join(directory, 'coverage-final.json'), 'utf8')) as Taken
  return folders.map((folder) => branchesOf(folder, taken))
}

/** One line for people. */
export function describeBranches(found: readonly FolderBranches[]): string {
  const each = found.map(({ folder, percent }) => `${folder} ${percent.toFixed(1)} %`).join(', ')
  return `coverage of branches: ${each} (at least ${leastCovered} %)`
}

function branchesOf(folder: string, taken: Taken): FolderBranches {
  const counts: number[] = []
  const missed: string[] = []
  for (const [path, { branchMap, b }] of Object.entries(taken)) {
    const file = relative(root, path)
    if (!file.startsWith(`${folder}/`)) continue
    for (const [id, ways] of Object.entries(b)) {
      counts.push(...ways)
      if (ways.includes(0)) missed.push(`${file}:${branchMap[id]?.loc.start.line ?? 0}`)
    }
  }
  const percent = (100 * counts.filter((count) => count > 0).length) / counts.length
  // Nothing measured is nothing proven: 0 / 0 is not enough.
  return { folder, percent, isEnough: percent >= leastCovered, missed }
}
