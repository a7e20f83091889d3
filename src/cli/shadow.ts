import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type ShadowReport, summarise } from '../shadow/report.ts'
import { UserError } from '../user-error.ts'
import type { Register } from './run.ts'

/** `opendepot shadow …`: what the comparison with another endpoint has come to (docs/shadow.md). */
export const registerShadow: Register = (program, { show, withJson }) => {
  const group = program.command('shadow').description('the comparison of a face with another endpoint')
  withJson(group.command('report <file>').description('sum up the report file of a shadow'))
    .option('--since <time>', 'only calls from then on, as 2026-05-04 or 2026-05-04T08:00:00Z')
    .action(async (file: string, { since }: { since?: string }) => {
      const report = await reportOf(file, since === undefined ? undefined : instant(since))
      show({ json: report, text: textOf(report) })
    })
}

async function reportOf(file: string, since: Date | undefined): Promise<ShadowReport> {
  const input = createReadStream(file)
  try {
    return await summarise(createInterface({ input, crlfDelay: Infinity }), since)
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`)
  } finally {
    input.destroy()
  }
}

function instant(text: string): Date {
  const time = new Date(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time
  throw new UserError(`--since: '${text}' is no time; write it like 2026-05-04 or 2026-05-04T08:00:00Z.`)
}

function textOf(report: ShadowReport): string {
  const { calls, same, different, failed, dropped, unreadable, from, to } = report
  if (from === undefined || to === undefined) return 'The report holds no call.'
  const lines = [
    `${calls} calls from ${from} to ${to}: ${same} the same, ${different} different, ${failed} without an answer to compare, ${dropped} not sent.`,
    ...(unreadable === 0 ? [] : [`${unreadable} lines of the file are none of a report and were passed over.`]),
    '',
    ...report.operations.map(
      (each) =>
        `${each.operation}: ${each.same} the same, ${each.different} different, ${each.failed} failed; the other side took ${each.medianMilliseconds ?? '?'} ms in the middle`,
    ),
  ]
  if (report.differences.length > 0) lines.push('', 'Differences, the most frequent first:')
  for (const { operation, kind, path, calls: count, last, example } of report.differences) {
    lines.push(`  ${operation} ${path || '(the outcome)'}: ${words[kind]} in ${count} calls, last at ${last}`)
    lines.push(`    for example trace ${example.traceId}${values(example)}`)
  }
  if (report.failures.length > 0) lines.push('', 'Without an answer to compare:')
  for (const { reason, calls: count, last } of report.failures)
    lines.push(`  ${reason}: ${count} calls, last at ${last}`)
  return lines.join('\n')
}

const words = {
  value: 'another value',
  onlyHere: 'only here',
  onlyThere: 'only there',
  id: 'an id of another thing',
  outcome: 'an answer on one side, a refusal on the other',
} as const

function values({ here, there }: { readonly here?: string | undefined; readonly there?: string | undefined }): string {
  const both = [here === undefined ? [] : `here '${here}'`, there === undefined ? [] : `there '${there}'`].flat()
  return both.length === 0 ? '' : `: ${both.join(', ')}`
}
