import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditReport } from '../../src/ledger/audit/verify.ts'
import { useCrashSite } from './support/crash-site.ts'

describe.each(['sqlite file', 'mariadb'] as const)('A sequencer that stops hard (%s)', (kind) => {
  const site = useCrashSite(kind)

  const audit = async () => {
    const { exitCode, out, err } = await site.command('audit', 'verify', '--json')
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    return JSON.parse(out) as AuditReport
  }

  test('in the middle of a batch: the next server numbers everything, once and without gaps', async () => {
    await site.order('before')
    while ((await audit()).waiting > 0) await sleep(50)
    const { sequence } = await audit()
    expect(sequence).toBeGreaterThan(0)

    await site.dieBehind('events-numbered', () => site.order('in the middle'))
    expect(await audit()).toMatchObject({ sound: true, sequence, events: sequence })
    await site.restart()
    await site.order('in the middle')
    await site.order('after')
    while ((await audit()).waiting > 0) await sleep(50)
    const report = await audit()
    expect(report).toMatchObject({ sound: true, events: report.sequence })
    expect(report.sequence).toBe(sequence + 6)
  }, 120_000)
})
