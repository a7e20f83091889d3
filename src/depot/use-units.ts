import type { Catalogue } from '../catalogue/catalogue.ts'
import { grantedUnits, leasedLicense, notUsable } from '../cloud/leased-license.ts'
import { findSession, liveSession } from '../cloud/sessions.ts'
import { takeUnits } from '../cloud/take-units.ts'
import type { UnitsResult, UseUnits, UseUnitsResponse } from '../contract/depot.ts'
import { Consumption } from '../entities/consumption.ts'
import { License } from '../entities/license.ts'
import type { Session } from '../entities/session.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import { withItems } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { holdRow } from '../store/hold-row.ts'
import type { Tx } from '../store/store.ts'
import type { DepotParts } from './parts.ts'

const field = 'unitUse/sessionId'

/**
 * Takes units of a license within a session. Each is taken once: the container remembers the request by the transaction that takes
 * them, and the license is held meanwhile, so that nobody takes its place without its units.
 * @throws Fault `SESSION_UNKNOWN`, `CONTAINER_BLOCKED`, `LICENSE_STATE`, `UNITS_USED_UP`, `REQUEST_CONFLICT`
 */
export async function useUnits(
  { unitUse: { sessionId, units } }: UseUnits,
  call: Call,
  { catalogue }: DepotParts,
): Promise<UseUnitsResponse> {
  return call.answer(async (tx) => {
    const session = await findSession(tx, sessionId, field)
    const { licenseId, containerId } = session
    // Not of the session: whoever lost the answer with its lease repeats the request in another one.
    const claim = { content: { licenseId, units }, scope: `units:${containerId}` }
    if ((await findRequest(tx, call, claim)) === undefined) {
      await take(tx, call, catalogue, session, BigInt(units))
      await rememberRequest(tx, call, { ...claim, reference: session.licenseId })
    }
    return { result: await unitsNow(tx, catalogue, session) }
  })
}

async function take(tx: Tx, call: Call, catalogue: Catalogue, session: Session, units: bigint): Promise<void> {
  const { container } = await liveSession(tx, call, session, 'within', field)
  const { id: containerId, serial } = container
  const { licenseId } = session
  const row = await tx.findOneByOrFail(License, { id: licenseId })
  const leased = await leasedLicense(tx, call, catalogue, { container, licenseId, firmCode: row.firmCode })
  if (leased === undefined) throw notUsable(`It is not in container ${serial} any more.`)
  const { license, consumed } = leased
  const granted = grantedUnits(license)
  if (granted === undefined) throw notUsable('It counts no units.')
  await holdRow(tx, License, license, call)
  if ((await takeUnits(tx, call, { containerId, licenseId, units, granted, consumed })) !== undefined) return
  const { usedUnits, unitsLeft } = await unitsNow(tx, catalogue, session)
  const text = `${units} units were asked for, and ${unitsLeft} of ${granted} are left.`
  const details = { unitsLeft: String(unitsLeft), usedUnits: String(usedUnits) }
  throw new Fault('UNITS_USED_UP', text, { field: 'unitUse/units', details })
}

/** As it is now, also for a request that is repeated when the license is somewhere else. */
async function unitsNow(tx: Tx, catalogue: Catalogue, { licenseId }: Session): Promise<UnitsResult> {
  const [license] = await withItems(tx, catalogue, await tx.findBy(License, { id: licenseId }))
  const rows = await tx.findBy(Consumption, { licenseId })
  const used = rows.map(({ consumed }) => BigInt(consumed)).reduce((most, each) => (each > most ? each : most), 0n)
  const granted = (license && grantedUnits(license)) ?? 0n
  return { licenseId, usedUnits: used, unitsLeft: granted > used ? granted - used : 0n }
}
