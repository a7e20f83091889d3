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
}

export function report(output: Output, { lines, json }: Report, asJson: boolean): void {
  if (asJson) output.out(`${JSON.stringify(json, null, 2)}\n`)
  else for (const line of lines) output.out(`${line}\n`)
}

export function reportRefusal(output: Output, refusal: RuntimeRefusal, asJson: boolean): void {
  const { code, message, advice } = refusal
  const fault = refusal instanceof DepotRefusal ? refusal.fault : undefined
  if (asJson) output.out(`${JSON.stringify({ refused: code, text: message, advice, fault }, null, 2)}\n`)
  else output.err(`${message}\n${advice}\n`)
}

/** A command that was written wrongly, or lacks something. */
export function reportUsage(output: Output, message: string, asJson: boolean): void {
  if (asJson) output.out(`${JSON.stringify({ refused: 'USAGE', text: message }, null, 2)}\n`)
  else output.err(`${message}\n`)
}

export function describeContainer(container: ListedContainer): string[] {
  if ('refusal' in container) return [container.serial, `  ${container.refusal.message}`]
  return [container.serial, ...container.firms.flatMap((firm) => [firmLine(firm), ...firm.licenses.map(licenseLine)])]
}

function firmLine({ firmCode, test, counter }: { firmCode: number; test: boolean; counter: number }): string {
  return `  firm code ${firmCode}${test ? ' (test)' : ''}, step ${counter}`
}

function licenseLine(license: ListedLicense): string {
  return `    ${license.itemNumber}  product ${license.productCode}  ${describeTerms(license)}  ${license.name}`
}

export function describeTerms({ expiresAt, unitsLeft, licenseQuantity, ridesOn }: ListedLicense): string {
  const terms = [expiresAt === undefined ? 'no end' : `until ${expiresAt}`]
  if (licenseQuantity !== 1) terms.push(licenseQuantity === 0 ? 'local' : `${licenseQuantity} users`)
  if (unitsLeft !== undefined) terms.push(`${unitsLeft} units left`)
  if (ridesOn !== undefined) terms.push('a module')
  return terms.join(', ')
}
