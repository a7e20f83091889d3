import { readFile } from 'node:fs/promises'
import { columnsOf, judge, type Seen } from './judge.ts'
import { openField, type Field } from './field.ts'
import { cellOf, type Row, rowsOf, rowsOfReadme, withoutVersion, writeReadme } from './matrix.ts'
import { allStacks } from './stacks/all.ts'
import type { Stack, Version } from './stacks/stack.ts'

/**
 * SOAP stacks that know nothing of this server but its WSDLs go the whole way, from order to a license that is confirmed.
 * What they come to stands in the README, and is written there by CLIENTS_UPDATE=1. PROTOCOL.md tells how they are run.
 */
interface Result {
  readonly rows: readonly Row[]
  /** Everything that the programs printed, for whoever has to find out why a cell is not as it was. */
  readonly seen: ReadonlyMap<Version, Seen>
}

describe('the client matrix', () => {
  let field: Field
  const results = new Map<string, Promise<Result>>()

  beforeAll(async () => {
    field = await openField()
    // Two at a time, as many as small machines have cores; each test waits for its own.
    const turn = turns(2)
    for (const stack of allStacks) {
      const result = turn(() => resultOf(field, stack))
      result.catch(() => undefined)
      results.set(stack.name, result)
    }
  }, 120_000)
  afterAll(async () => {
    await Promise.allSettled(results.values())
    await field.close()
  })

  it.each(allStacks.map(({ name }) => name))(
    '%s sees what the README says',
    async (name) => {
      const { rows, seen } = await results.get(name)!
      if (process.env['CLIENTS_UPDATE'] !== undefined) return
      const expected = withoutVersion(await rowsOfReadme(name))
      if (JSON.stringify(withoutVersion(rows)) !== JSON.stringify(expected))
        process.stderr.write(`${name} saw ${JSON.stringify(Object.fromEntries(seen), undefined, 2)}\n`)
      expect(withoutVersion(rows)).toEqual(expected)
    },
    300_000,
  )

  it('is in the README', async () => {
    const rows = (await Promise.all(results.values())).flatMap((result) => result.rows)
    const titles = columnsOf(field.truth).map(({ title }) => title)
    if (process.env['CLIENTS_UPDATE'] !== undefined) await writeReadme(titles, rows)
    const [head] = await rowsOfReadme('stack')
    expect(head?.cells).toEqual(titles)
    const guide = await readFile('examples/README.md', 'utf8')
    for (const { example } of allStacks) expect(guide).toContain(`(${example}/README.md)`)
  }, 300_000)
})

async function resultOf(field: Field, stack: Stack): Promise<Result> {
  const place = await field.prepare(stack)
  const columns = columnsOf(field.truth)
  const seen = new Map<Version, Seen>()
  for (const version of stack.versions) seen.set(version, await field.play(stack, version, place))
  const [reported] = [...seen.values()].map((one) => String(one['stack']))
  const cells = new Map([...seen].map(([version, one]) => [version, columns.map((column) => judge(column, one))]))
  return { rows: rowsOf(cellOf(stack, reported ?? ''), cells), seen }
}

/** Does so much work at a time, first come, first served. */
function turns(most: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running === most) await new Promise<void>((go) => waiting.push(go))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
