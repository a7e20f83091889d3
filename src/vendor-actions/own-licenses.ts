import { In } from 'typeorm'
import { License } from '../entities/license.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'

const licenseIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Ids of licenses as they were sent, in one spelling, each once, in the order of the first mention. */
export function readLicenseIds(sent: readonly string[]): string[] {
  return [...new Set(sent.map((id) => id.trim().toLowerCase()))]
}

/**
 * The licenses of these ids, as far as they exist for the caller: those of his order scope. Firm codes are another
 * matter, see `firmCodeRefusal`.
 */
export async function ownLicenses(
  tx: Tx,
  { orderScope }: Pick<Caller, 'orderScope'>,
  licenseIds: readonly string[],
): Promise<Map<string, License>> {
  const ids = licenseIds.filter((id) => licenseIdForm.test(id))
  if (ids.length === 0) return new Map()
  const licenses = await tx.findBy(License, { id: In(ids), orderScope })
  return new Map(licenses.map((license) => [license.id, license]))
}
