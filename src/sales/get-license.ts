import type { GetLicense, GetLicenseResponse, MoveDecision, SubscriptionState } from '../contract/sales.ts'
import { keptEnd, paidEnd } from '../domain/expiration.ts'
import { grantedUnits } from '../domain/extension.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { isWithUser, type LicenseState } from '../domain/license.ts'
import { LedgerEvent } from '../entities/ledger-event.ts'
import type { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { moveDecisions } from '../vendor-actions/decide-moves.ts'
import { ownLicenses, readLicenseIds } from '../vendor-actions/own-licenses.ts'
import { waitingForLicense } from '../vendor-actions/waiting.ts'
import { licensesWithOrigin, openStates, type SealedState, sealedStates } from './license-states.ts'
import type { SalesParts } from './parts.ts'

/**
 * One license as it is now, with all that is known of it. A client sees the licenses of its order scope.
 * @throws Fault `LICENSE_UNKNOWN`
 */
export async function getLicense(
  { licenseId }: GetLicense,
  call: Call,
  parts: SalesParts,
): Promise<GetLicenseResponse> {
  return call.store.read(async (tx) => {
    const sealed = await find(tx, call, parts, licenseId)
    const [licenseState] = openStates(call, parts.vault, [sealed])
    if (licenseState === undefined) throw new Error('the license was lost on its way')
    const { license, version } = sealed
    const { name, firmCode, productCode } = version.definition
    return {
      result: {
        licenseState,
        customerId: license.customerId,
        name,
        firmCode,
        productCode: BigInt(productCode),
        parameters: { parameter: license.parameters ?? (await parametersOfLine(tx, license)) },
        createdAt: license.createdAt,
        transferCount: await transferCount(tx, license),
        ...grantsOf(license, version.definition),
        subscriptionState: subscriptionOf(license, version.definition, call),
        moveDecision: await decisionOn(tx, license),
        replacesLicenseId: license.replacesId ?? undefined,
        replacedByLicenseId: license.replacedById ?? undefined,
        baseLicenseId: license.baseId ?? undefined,
        pendingActions: { pendingAction: await waitingForLicense(tx, license) },
      },
    }
  })
}

function subscriptionOf(
  license: License,
  { subscription }: ItemDefinition,
  { timeZone }: Call,
): SubscriptionState | undefined {
  if (subscription === undefined) return undefined
  const { model, graceDays } = subscription
  const end = keptEnd(license, graceDays, timeZone)
  return {
    subscriptionModel: model,
    graceDays,
    paidUntil: end && paidEnd(end, graceDays, timeZone).at,
    renewalCancelledAt: license.renewalCancelledAt ?? undefined,
  }
}

/** Of a copy that nobody has any more, the decision is history. */
async function decisionOn(tx: Tx, license: License): Promise<MoveDecision | undefined> {
  if (!isWithUser(license.state as LicenseState)) return undefined
  const row = (await moveDecisions(tx, [license])).get(license.id)
  return row && { decided: row.decision, decidedAt: row.updatedAt, reason: row.reason }
}

/** Units and maintenance, as they were sold or extended. */
function grantsOf(license: License, item: ItemDefinition) {
  const units = grantedUnits({ ...license, item })
  const { maintenancePeriod } = item.options
  return {
    units: units === undefined ? undefined : BigInt(units),
    maintenanceUntil: maintenancePeriod && (license.maintenanceUntil ?? new Date(maintenancePeriod.endAt)),
  }
}

async function find(tx: Tx, { caller }: Call, { catalogue }: SalesParts, licenseId: string): Promise<SealedState> {
  const licenses = await ownLicenses(tx, caller, readLicenseIds([licenseId]))
  const [id] = licenses.keys()
  const [sealed] = id === undefined ? [] : await sealedStates(tx, catalogue, licensesWithOrigin(tx).where({ id }))
  if (sealed !== undefined) return sealed
  const text = 'there is no license of this id in the order scope of this client'
  throw new Fault('LICENSE_UNKNOWN', text, { field: 'licenseId' })
}

async function parametersOfLine(tx: Tx, { orderLineId }: License): Promise<OrderLine['parameters']> {
  return (await tx.findOneByOrFail(OrderLine, { id: orderLineId })).parameters
}

/** Counted from the ledger, where each collection is an event: a license has few, and no row needs a count of its own. */
async function transferCount(tx: Tx, { id }: License): Promise<number> {
  return tx.countBy(LedgerEvent, { aggregateKind: 'license', aggregateId: id, change: 'LicenseCollected' })
}
