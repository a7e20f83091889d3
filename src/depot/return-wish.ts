import type { LicenseReturn } from '../contract/depot.ts'
import type { ReturnWish } from '../domain/license-return.ts'
import { Fault } from '../faults.ts'
import { readIds } from './activation-wish.ts'

/** A return as it was asked for, read and in one spelling. */
export interface WishedReturn extends ReturnWish {
  readonly collector: { readonly userId: string; readonly name?: string | undefined } | undefined
  readonly comment: string | undefined
}

/**
 * Reads which licenses a container is to give back. What is left out by mistake must not mean everything.
 * @throws Fault `INVALID_REQUEST`
 */
export function readReturn({ licenseIds, selection, collector, comment }: LicenseReturn): WishedReturn {
  const ids = readIds(licenseIds?.licenseId ?? [])
  const all = selection === 'all'
  if (all === ids.length > 0) {
    const text = 'Give either licenseIds, or selection=all for everything that the container holds.'
    throw new Fault('INVALID_REQUEST', text, { field: 'licenseReturn/licenseIds' })
  }
  return { licenseIds: ids, all, collector, comment }
}

/** What makes a return this one and no other; only its hash is kept. */
export function returnContent({ licenseIds, all }: WishedReturn, firmCode: number) {
  return { kind: 'return', firmCode, licenseIds, all }
}
