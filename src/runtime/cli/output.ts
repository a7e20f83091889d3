import { DepotRefusal } from '../depot-client.ts'
import type { RuntimeRefusal } from '../refusal.ts'
import type { ListedContainer, ListedLicense } from '../list-licenses.ts'

/** Where a command writes to; tests collect it. */
export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** What a command has to say: lines for people, one object for programs (`--json`). */
export interface Report {
  readonly lines: readonly string[]
  readonly json: unknown
  /** Lines that are a picture for a terminal, above all others. */
  readonly picture?: readonly string[] | undefined
}

/** Names and texts come from files and from elsewhere: none of them may steer the terminal or turn the writing around. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD')
}

export function report(output: Output, { lines, json, picture = [] }: Report, asJson: boolean): void {
  if (asJson) output.out(`${JSON.stringify(json, null, 2)}\n`)
  else {
    for (const line of picture) output.out(`${line}\n`)
    for (const line of lines) output.out(`${printable(line)}\n`)
  }
}

export function reportRefusal(output: Output, refusal: RuntimeRefusal, asJson: boolean): void {
  const { code, message, advice } = refusal
  const fault = refusal instanceof DepotRefusal ? refusal.fault : undefined
  if (asJson) output.out(`${JSON.stringify({ refused: code, text: message, advice, fault }, null, 2)}\n`)
  else output.err(`${printable(message)}\n${printable(advice)}\n`)
}

/** A command that was written wrongly, or lacks something. */
export function reportUsage(output: Output, message: string, asJson: boolean): void {
  if (asJson) output.out(`${JSON.stringify({ refused: 'USAGE', text: message }, null, 2)}\n`)
  else output.err(`${message}\n`)
}

export function describeContainer(container: ListedContainer): string[] {
  if ('refusal' in container) return [container.serial, `  ${container.refusal.message}`]
  const changes = (container.rebound ?? []).map(
    ({ at, parts }) => `  followed its machine ${at}: new ${parts.join(', ')}`,
  )
  const firms = container.firms.flatMap((firm) => [firmLine(firm), ...firm.licenses.map(licenseLine)])
  const label = container.label === undefined ? '' : `  token ${container.label}`
  return [`${container.serial}${label}`, ...changes, ...firms]
}

function firmLine({ firmCode, test, counter }: { firmCode: number; test: boolean; counter: number }): string {
  return `  firm code ${firmCode}${test ? ' (test)' : ''}, step ${counter}`
}

function licenseLine(license: ListedLicense): string {
  const { itemNumber, productCode, name, licenseId } = license
  return `    ${itemNumber}  product ${productCode}  ${describeTerms(license)}  ${name}  (${licenseId})`
}

export function describeTerms({ expiresAt, unitsLeft, licenseQuantity, ridesOn }: ListedLicense): string {
  const terms = [expiresAt === undefined ? 'no end' : `until ${expiresAt}`]
  if (licenseQuantity !== 1) terms.push(licenseQuantity === 0 ? 'local' : `${licenseQuantity} users`)
  if (unitsLeft !== undefined) terms.push(`${unitsLeft} units left`)
  if (ridesOn !== undefined) terms.push('a module')
  return terms.join(', ')
}
