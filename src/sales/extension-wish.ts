import type { Extension as ExtensionMessage } from '../contract/sales.ts'
import type { Extension } from '../domain/extension.ts'
import { Fault } from '../faults.ts'

/**
 * What licenses are to get.
 * @throws Fault `INVALID_REQUEST` when that is nothing, or both a new end and a period
 */
export function readExtension(message: ExtensionMessage): Extension {
  const { expirationSet, expirationAdd, unitsAdd, maintenanceSet } = message
  if ((expirationSet ?? expirationAdd ?? unitsAdd ?? maintenanceSet) === undefined) {
    throw invalid('extension', 'says nothing of what the licenses are to get')
  }
  if (expirationSet !== undefined && expirationAdd !== undefined) {
    throw invalid('extension/expirationAdd', 'cannot come with expirationSet: give one of them')
  }
  if (expirationAdd?.periodCount === 0) throw invalid('extension/expirationAdd/periodCount', 'must be at least 1')
  return {
    setEnd: expirationSet?.endAt,
    addPeriod: expirationAdd,
    addUnits: unitsAdd && Number(unitsAdd.units),
    maintenanceUntil: maintenanceSet?.endAt,
  }
}

/** What the requestId of an extension stands for. */
export function extensionContent({ licenseIds, comment }: ExtensionMessage, extension: Extension): unknown {
  const { setEnd, maintenanceUntil, ...rest } = extension
  const ends = { setEnd: setEnd?.toISOString(), maintenanceUntil: maintenanceUntil?.toISOString() }
  return { licenseIds, comment, ...rest, ...ends }
}

function invalid(field: string, problem: string): Fault {
  return new Fault('INVALID_REQUEST', `${field} ${problem}`, { field })
}
