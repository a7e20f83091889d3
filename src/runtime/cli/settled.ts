import { adviceOn } from '../advice.ts'
import type { LicenseResult } from '../license-results.ts'
import type { Settled } from '../settle.ts'
import { whenText } from '../when.ts'
import type { Outcome } from './command.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

/** What became of a license that went well, by the operation. */
const good: Partial<Record<Settled['operation'], string>> = {
  ReturnLicenses: 'has left this container and can be collected again',
  ReactivateLicenses: 'is in this container now; its old copy is void',
  RestoreContainer: 'is in this container now; its old copy is void',
}

/** Tells what became of errands, each license on a line of its own, with advice for what went wrong. */
export function settledOutcome(settled: readonly Settled[]): Outcome {
  const failed = settled.flatMap(({ licenseResults }) => licenseResults.filter(({ ok }) => !ok))
  const lines = [...settled.flatMap(describeSettled), ...adviceFor(failed)]
  return { lines: lines.length > 0 ? lines : ['Done.'], json: { settled }, ...exitCodeFor(failed) }
}

function describeSettled(settled: Settled): string[] {
  const { operation, licenseResults, waitUntil, oldSerial, renewedUntil, offers, serial } = settled
  const lines =
    oldSerial === undefined ? [] : [`Container ${serial} takes the place of ${oldSerial}, which is blocked.`]
  lines.push(...licenseResults.map((result) => describeResult(result, good[operation])))
  if (renewedUntil !== undefined) lines.push(`The license is valid until ${whenText(renewedUntil)} now.`)
  lines.push(
    ...offers.map(({ name, text, address }) => `The vendor offers ${name}: ${text} ${address ?? ''}`.trimEnd()),
  )
  if (waitUntil !== undefined) lines.push(`Do the same once more at ${whenText(waitUntil)} or later.`)
  if (operation === 'ConfirmUpdate') lines.push('The Depot has the receipt.')
  if (operation === 'AutoUpdate' && settled.steps === 0) lines.push(`Nothing waits for container ${serial}.`)
  return lines
}

/** One license on a line: that it went well, or its code and why not. */
export function describeResult(result: LicenseResult, goodWords = 'is in the container'): string {
  const { licenseId, ok, code = '', text = '', waitUntil } = result
  if (ok) return `License ${licenseId} ${goodWords}.`
  const when = waitUntil === undefined ? '' : ` Possible from ${whenText(waitUntil)} on.`
  return `License ${licenseId} failed: ${code} ${text}${when}`
}

/** Advice for each code once. */
export function adviceFor(failed: readonly LicenseResult[]): string[] {
  const codes = new Set(failed.flatMap(({ code }) => code ?? []))
  return [...codes].map((code) => `${code}: ${adviceOn(code)}`)
}

/** Licenses that only have to wait are no failure to be looked into. */
export function exitCodeFor(failed: readonly LicenseResult[]): { exitCode?: ExitCode } {
  if (failed.length === 0) return {}
  return { exitCode: failed.every(({ code }) => code === 'WAIT') ? exitCodes.wait : exitCodes.depotRefused }
}
