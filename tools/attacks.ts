import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { format, resolveConfig } from 'prettier'
import type { Attack } from '../test/attacks/attack.ts'
import { campaign } from '../test/attacks/campaign.ts'
import type { Outcome } from '../test/attacks/carry-out.ts'
import { isAnswered } from '../test/attacks/is-answered.ts'
import { attacks } from '../test/attacks/list/index.ts'
import { openTarget } from '../test/attacks/target.ts'
import { fillIn } from './generate/documents.ts'

/**
 * Carries out every attack of the list against a server process and prints what came of it: the answer, how long it took and
 * how much memory. With `--write` the table goes into docs/security.md.
 */
const page = 'docs/security.md'

const target = await openTarget()
const outcomes = await campaign(target, (attack, outcome) => {
  const mark = isAnswered(attack, outcome) ? ' ' : '!'
  console.log(`${mark} ${[attack.name, ...cellsOf(outcome)].join(' | ')}`)
  if (mark === '!') process.exitCode = 1
}).finally(() => target.close())

if (process.argv.includes('--write')) {
  const text = fillIn(readFileSync(page, 'utf8'), 'attacks', table())
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }))
  console.log(`${page} written`)
}

function table(): string {
  const quick = [...outcomes].flatMap(([{ isSlow }, outcome]) => (isSlow ? [] : [outcome]))
  const most = (value: (outcome: Outcome) => number) => Math.round(Math.max(...quick.map(value)))
  const sum = [
    `${outcomes.size} attacks, measured on a shared machine with ${cpus().length} processors and Node ${process.version}, by \`npm run attacks -- --write\`.`,
    `But for slow senders, none took more than ${most((outcome) => outcome.milliseconds)} ms or ${most((outcome) => outcome.megabytes)} MB; the good request right after each was answered within ${most((outcome) => outcome.goodMilliseconds)} ms.`,
    `Slow senders end by the patience of the server, which was 1 s for headers and 2 s for a request; what they cost together stands at each.`,
  ]
  return ['', sum.join(' '), '', ...[...attacks].flatMap(section)].join('\n')
}

function section([name, list]: readonly [string, readonly Attack[]]): string[] {
  const rows = list.map((attack) => `| ${[attack.name, ...cellsOf(outcomes.get(attack)!)].map(escaped).join(' | ')} |`)
  return [`| ${name} | bytes sent | answer | ms | MB more |`, '| --- | ---: | --- | ---: | ---: |', ...rows, '']
}

function cellsOf({ bytes, answer, milliseconds, megabytes }: Outcome): string[] {
  return [bytes.toLocaleString('en'), short(answer), milliseconds.toFixed(0), Math.max(0, megabytes).toFixed(0)]
}

/** `200, 200, 200` is three times 200. */
function short(answer: string): string {
  return answer
    .split(' | ')
    .map((each) => {
      const words = each.split(', ')
      return words.length > 1 && words.every((word) => word === words[0]) ? `${words.length} × ${words[0]}` : each
    })
    .join(' or ')
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('<', '\\<')
}
