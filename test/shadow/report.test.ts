import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/run.ts'
import { summarise } from '../../src/shadow/report.ts'

const line = (more: object) => JSON.stringify({ at: '2026-05-04T08:00:00.000Z', shadow: 'legacy', ...more })
const call = (outcome: string, more: object = {}) =>
  line({ operation: 'Ask', traceId: 't1', outcome, milliseconds: 10, ...more })
const difference = (path: string) => ({ kind: 'value', path, here: '1', there: '2' })

const lines = [
  call('same'),
  call('same', { milliseconds: 30 }),
  call('different', {
    differences: [difference('Answer/line[1]/n'), difference('Answer/line[2]/n')],
    milliseconds: 20,
  }),
  call('different', { at: '2026-05-05T08:00:00.000Z', differences: [difference('Answer/line[7]/n')], traceId: 't2' }),
  call('different', { differences: [{ kind: 'outcome', path: '', here: 'answer', there: 'fault Client no' }] }),
  call('failed', { reason: 'it answered HTTP 502 with text/html', milliseconds: 5000 }),
  line({ dropped: 7 }),
  'no JSON',
  'null',
  '',
]

describe('A report of a shadow', () => {
  test('counts the differences by field, each once a call', async () => {
    expect(await summarise(lines)).toEqual({
      from: '2026-05-04T08:00:00.000Z',
      to: '2026-05-05T08:00:00.000Z',
      calls: 6,
      same: 2,
      different: 3,
      failed: 1,
      dropped: 7,
      unreadable: 2,
      operations: [{ operation: 'Ask', same: 2, different: 3, failed: 1, medianMilliseconds: 10 }],
      differences: [
        {
          operation: 'Ask',
          kind: 'value',
          path: 'Answer/line/n',
          calls: 2,
          first: '2026-05-04T08:00:00.000Z',
          last: '2026-05-05T08:00:00.000Z',
          example: { traceId: 't1', here: '1', there: '2' },
        },
        expect.objectContaining({ kind: 'outcome', path: '', calls: 1 }),
      ],
      failures: [{ reason: 'it answered HTTP 502 with text/html', calls: 1, last: '2026-05-04T08:00:00.000Z' }],
    })
  })

  test('of what came after an instant', async () => {
    const { calls, dropped } = await summarise(lines, new Date('2026-05-05'))
    expect({ calls, dropped }).toEqual({ calls: 1, dropped: 0 })
  })

  test('by the command line, for people and for programs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opendepot-report-'))
    try {
      const file = join(folder, 'report.jsonl')
      await writeFile(file, lines.join('\n'))
      const said = await command('shadow', 'report', file)
      expect(said.code).toBe(0)
      expect(said.text).toContain('6 calls from 2026-05-04T08:00:00.000Z to 2026-05-05T08:00:00.000Z: 2 the same')
      expect(said.text).toContain('Ask Answer/line/n: another value in 2 calls')
      expect(said.text).toContain("trace t1: here '1', there '2'")
      expect(said.text).toContain('it answered HTTP 502 with text/html: 1 calls')
      const asJson = await command('shadow', 'report', file, '--since', '2026-05-05', '--json')
      expect(JSON.parse(asJson.text)).toMatchObject({ calls: 1, differences: [{ path: 'Answer/line/n' }] })
      expect(await command('shadow', 'report', join(folder, 'none'))).toMatchObject({
        code: 1,
        text: expect.stringContaining('cannot be read (ENOENT)') as unknown,
      })
      expect(await command('shadow', 'report', file, '--since', 'today')).toMatchObject({ code: 1 })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

async function command(...argv: string[]): Promise<{ code: number; text: string }> {
  let text = ''
  const out = (words: string) => {
    text += words
  }
  const terminal = { env: {}, clock: () => new Date(), random: () => Buffer.alloc(0), out, err: out, watched: false }
  return { code: await run(argv, terminal), text }
}
