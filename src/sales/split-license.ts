import type { SplitLicense, SplitLicenseResponse } from '../contract/sales.ts'
import { split, type Portion, type SplittableLicense } from '../domain/splitting.ts'
import { pieceOf } from '../domain/line-pieces.ts'
import { bytesOfId } from '../entities/columns.ts'
import { Consumption } from '../entities/consumption.ts'
import { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { history } from '../vendor-actions/why.ts'
import { licensesWithOrigin, openStates, sealedStates } from './license-states.ts'
import { ownLicense } from './own-license.ts'
import type { SalesParts } from './parts.ts'

const field = 'licenseSplit/licenseId'

/**
 * Splits a license that nobody has collected: pieces from one that stands for several, units from a single piece. The new
 * one is on the same ticket and line; both together are what was sold. It has everything else that the first one has of
 * its own, also the license that it is exchanged for.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function splitLicense(
  { licenseSplit }: SplitLicense,
  call: Call,
  parts: SalesParts,
): Promise<SplitLicenseResponse> {
  const { licenseId, splitOff } = licenseSplit
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content: licenseSplit })
    const license = await ownLicense(tx, call.caller, licenseId, field)
    if (doneBefore !== undefined) return answer(tx, call, parts, [license.id, doneBefore])
    const content = licenseSplit
    const { rest, off } = await unlessDone(tx, call, { content }, () => portionsOf(tx, parts, license, splitOff))

    // Pieces part, unless they are one piece of a package; the units of a single piece are only shared.
    const isSeveral = license.factor > 1 && license.packageId === null
    const shared = isSeveral ? null : pieceOf(license)
    const splinter: License = {
      ...license,
      ...off,
      pieceId: shared,
      id: call.newId(),
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    await rememberRequest(tx, call, { content, reference: splinter.id })
    const version = await changeRow(tx, License, license, {
      ...rest,
      pieceId: shared ?? license.pieceId,
      updatedAt: call.now,
    })
    await insertRows(tx, License, [splinter])
    const { id, state, orderLineId, itemVersionId, ticketId, dedicatedSerial } = splinter
    const created = { state, orderLineId, itemVersionId, ticketId, dedicatedSerial, ...off, splitFromId: license.id }
    const before = { factor: license.factor, units: license.units }
    const shrunk = { kind: 'license', id: license.id, version, change: 'LicenseSplit', before } as const
    await record(tx, call, [
      { ...shrunk, ...history(licenseSplit, { ...rest, splitOffId: id }) },
      { kind: 'license', id, version: 1, change: 'LicenseCreated', ...history(licenseSplit, created) },
    ])
    // A check makes no license, so there is none to name.
    return answer(tx, call, parts, call.check ? [license.id] : [license.id, id])
  })
}

async function portionsOf(
  tx: Tx,
  { catalogue }: SalesParts,
  license: License,
  splitOff: number,
): Promise<{ rest: Portion; off: Portion }> {
  if (license.state !== 'NotCollected') {
    const text = `the license is ${license.state}; only one that nobody has collected can be split`
    throw new Fault('LICENSE_STATE', text, { field, details: { state: license.state } })
  }
  const versions = await catalogue.versions(tx, [license.itemVersionId])
  const item = versions.get(license.itemVersionId)?.definition
  if (item === undefined) throw new Error(`item version ${license.itemVersionId} is missing`)
  const splittable: SplittableLicense = { ...license, item, usedUnits: await usedUnitsOf(tx, license) }
  const portions = split(splittable, splitOff)
  if ('code' in portions) throw new Fault(portions.code, portions.text, { field: 'licenseSplit/splitOff' })
  return portions
}

/** The most that any container ever showed: what one was given, it was told of those before. */
async function usedUnitsOf(tx: Tx, { id: licenseId }: License): Promise<number> {
  const rows = await tx.findBy(Consumption, { licenseId })
  return Math.max(0, ...rows.map(({ consumed }) => Number(consumed)))
}

/** Both licenses as they are now, in this order. */
async function answer(
  tx: Tx,
  call: Call,
  parts: SalesParts,
  licenseIds: readonly string[],
): Promise<SplitLicenseResponse> {
  const query = licensesWithOrigin(tx).where('license.id IN (:...ids)', { ids: licenseIds.map(bytesOfId) })
  const states = openStates(call, parts.vault, await sealedStates(tx, parts.catalogue, query))
  const licenseState = licenseIds.flatMap((id) => states.filter(({ licenseId }) => licenseId === id))
  return { result: { licenseStates: { licenseState } } }
}
