import { readFile, writeFile } from 'node:fs/promises'
import type { Stack, Version } from './stacks/stack.ts'

/** A row of the matrix: a stack, its SOAP versions that see the same, and its cells. */
export interface Row {
  /** As the README has it, with a link to its example and its version. */
  readonly stack: string
  readonly soap: string
  readonly cells: readonly string[]
}

/** The rows of a stack: one where all SOAP versions come to the same, else one for each. */
export function rowsOf(stack: string, runs: ReadonlyMap<Version, readonly string[]>): Row[] {
  const rows = new Map<string, Row>()
  for (const [version, cells] of runs) {
    const key = cells.join('|')
    const soap = [rows.get(key)?.soap, version].filter((word) => word !== undefined).join(', ')
    rows.set(key, { stack, soap, cells })
  }
  return [...rows.values()]
}

const markers = /<!-- clients -->([^]*?)<!-- \/clients -->/

/** The rows of this stack, as the README has them. */
export async function rowsOfReadme(name: string): Promise<Row[]> {
  const [, table = ''] = markers.exec(await readFile('README.md', 'utf8')) ?? []
  const rows = [...table.matchAll(/^\|(.*)\|$/gm)].map(([, cells = '']) => cells.split('|').map((cell) => cell.trim()))
  return rows
    .map(([stack = '', soap = '', ...cells]) => ({ stack, soap, cells }))
    .filter(({ stack }) => nameOf(stack) === name)
}

/** Without the version, which changes with each security update of the system. */
export function withoutVersion(rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, stack: nameOf(row.stack) }))
}

/** The stack in a cell of the README. @param reported name and version, as the stack tells them */
export function cellOf({ name, example }: Pick<Stack, 'name' | 'example'>, reported: string): string {
  return `[${name}](examples/${example}/README.md) ${reported.split(' ').at(-1)}`
}

function nameOf(cell: string): string {
  return /^\[(.*?)\]/.exec(cell)?.[1] ?? cell
}

/** Writes the table into the README. */
export async function writeReadme(titles: readonly string[], rows: readonly Row[]): Promise<void> {
  const head = ['stack', 'SOAP', ...titles]
  const lines = [head, head.map(() => '---'), ...rows.map(({ stack, soap, cells }) => [stack, soap, ...cells])]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const readme = await readFile('README.md', 'utf8')
  const text = readme.replace(markers, () => `<!-- clients -->\n\n${table}\n\n<!-- /clients -->`)
  const { format, resolveConfig } = await import('prettier')
  await writeFile('README.md', await format(text, { ...(await resolveConfig('README.md')), filepath: 'README.md' }))
}
