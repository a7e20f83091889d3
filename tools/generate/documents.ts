import { faults } from '../../src/faults.ts'
import type { Contract } from '../../src/soap/contract.ts'
import { firstSentence } from './comment.ts'

/** `docs/faults.md`: the table of fault codes as the integrator reads it. */
export function faultsPage(): string {
  const rows = Object.entries(faults).map(
    ([code, { meaning, fixedBy, retry }]) => `| \`${code}\` | ${cell(meaning)} | ${fixedBy} | ${retryWords[retry]} |`,
  )
  return `# Fault codes

<!-- Generated from src/faults.ts by \`npm run generate\`; change that file, not this one. -->

Every refusal is a SOAP fault whose detail holds one \`ServiceFault\`: the code, a text for a person, the field of the
request at fault, whether to try again, and the trace id that finds the call in the server's log. Codes may be added.

| Code | Meaning | Who can mend it | Again? |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

const retryWords = {
  never: 'no: the same bytes fail again',
  later: 'later: not before `waitUntil`, or after `Retry-After`',
  newContext: 'with a fresh context file',
} as const

/** The table of all operations for the README, with the first sentence of each documentation. */
export function operationsTable(contracts: readonly Contract[]): string {
  const rows = contracts.flatMap(({ service, model }) =>
    model.operations.map(
      ({ name, documentation }) => `| ${service} | \`${name}\` | ${cell(firstSentence(documentation))} |`,
    ),
  )
  return ['| Interface | Operation | What it does |', '| --- | --- | --- |', ...rows].join('\n')
}

/** The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. Without the marks it is unchanged. */
export function fillIn(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = text.indexOf(start)
  const to = text.indexOf(end, from)
  return from < 0 || to < 0 ? text : `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
