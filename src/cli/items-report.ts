import type { Difference, Scalar } from '../catalogue/differences.ts'
import type { Applied } from '../catalogue/file/apply.ts'

/** How `items apply` was asked to work. */
export interface ApplyMode {
  readonly dryRun: boolean
  readonly retireMissing: boolean
}

/** What was done, or would be, for a person: only what changes has lines of its own. */
export function applyText(applied: Applied, mode: ApplyMode): string {
  const lines = [
    ...firmLines(applied),
    ...typeLines(applied),
    ...itemLines(applied),
    ...packageLines(applied),
    ...missingLines(applied, mode),
    ...warningLines(applied),
  ]
  return [...lines, summary(applied, mode)].join('\n')
}

function firmLines({ firmCodes }: Applied): string[] {
  return firmCodes
    .filter(({ outcome }) => outcome !== 'unchanged')
    .flatMap(({ firmCode, name, nameBefore, outcome }) => [
      `${outcome.padEnd(9)} firm code ${firmCode}  ${name}`,
      ...(outcome === 'changed' ? changeLines([{ path: 'name', before: nameBefore, after: name }]) : []),
    ])
}

function typeLines({ containerTypes }: Applied): string[] {
  return containerTypes
    .filter(({ outcome }) => outcome !== 'unchanged')
    .flatMap(({ containerTypeName, outcome, differences }) => [
      `${outcome.padEnd(9)} container type ${containerTypeName}`,
      ...(outcome === 'changed' ? changeLines(differences) : []),
    ])
}

function itemLines({ items }: Applied): string[] {
  return items.flatMap((item) => versionLines(item, item.itemNumber))
}

function packageLines({ packages }: Applied): string[] {
  return packages.flatMap((each) => versionLines(each, `package ${each.itemNumber}`))
}

type PutNumber = Applied['packages'][number]

function versionLines({ name, versionNumber, outcome, differences }: PutNumber, what: string): string[] {
  const head = `${outcome.padEnd(9)} ${what}  ${name}`
  if (outcome === 'unchanged') return []
  if (outcome === 'created') return [head]
  if (differences.length === 0) return [`${head} (sold again)`]
  return [`${head} (version ${versionNumber})`, ...changeLines(differences)]
}

function changeLines(differences: readonly Difference[]): string[] {
  return differences.map(({ path, before, after }) => `            ${path}: ${shown(before)} → ${shown(after)}`)
}

function missingLines({ missing }: Applied, { dryRun, retireMissing }: ApplyMode): string[] {
  const hint = retireMissing ? '' : ' (not in the file, still sold; --retire-missing retires it)'
  const word = retireMissing ? 'retired' : 'missing'
  return missing.map(
    (itemNumber) => `${word.padEnd(9)} ${itemNumber}${dryRun && retireMissing ? ' (not in the file)' : hint}`,
  )
}

function warningLines({ items }: Applied): string[] {
  return items.flatMap(({ itemNumber, warnings }) => warnings.map((warning) => `advice    ${itemNumber}  ${warning}`))
}

function summary(
  { firmCodes, containerTypes, items, packages, missing }: Applied,
  { dryRun, retireMissing }: ApplyMode,
): string {
  const entries = [...firmCodes, ...containerTypes, ...items, ...packages]
  const count = (outcome: string) => entries.filter((entry) => entry.outcome === outcome).length
  const parts = [
    `${count('created')} created`,
    `${count('changed')} changed`,
    `${count('unchanged')} unchanged`,
    `${retireMissing ? missing.length : 0} retired`,
  ]
  return `${dryRun ? 'Dry run, nothing is stored: ' : ''}${parts.join(', ')}.`
}

const longest = 60

function shown(value: Scalar | undefined): string {
  if (value === undefined) return '(none)'
  const text = String(value)
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
}
