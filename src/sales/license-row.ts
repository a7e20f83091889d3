import type { SoldItem } from '../catalogue/catalogue.ts'
import { stateAfter } from '../domain/license.ts'
import type { License } from '../entities/license.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { asSold } from './own-terms.ts'

/** Where a license belongs for ever, and how it is sold. */
type Place = Pick<License, 'ticketId' | 'orderLineId' | 'orderScope' | 'customerId' | 'dedicatedSerial' | 'factor'> &
  Partial<PartOfPackage>

/** What a license that was sold by a package has of its own from the first. */
export type PartOfPackage = Pick<License, 'packageId' | 'pieceId' | 'parameters'>

/** The row of a new license, with nothing of its own. */
export function licenseRow(call: Pick<Call, 'newId' | 'now'>, item: Sellable, place: Place): License {
  const { itemId, itemVersionId, definition } = item
  const { expirationTime } = definition.options
  return {
    ...asSold,
    packageId: null,
    ...place,
    id: call.newId(),
    itemVersionId,
    itemId,
    firmCode: definition.firmCode,
    state: stateAfter(undefined, 'LicenseCreated'),
    generation: 0,
    containerId: null,
    expiresAt: expirationTime === undefined ? null : new Date(expirationTime),
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}

type Sellable = Pick<SoldItem, 'itemId' | 'itemVersionId' | 'definition'>

/** The event of a new license. */
export function licenseCreated(license: License): Change {
  const { id, version, state, orderLineId, itemVersionId, ticketId, dedicatedSerial } = license
  const after = { state, orderLineId, itemVersionId, ticketId, dedicatedSerial }
  return { kind: 'license', id, version, change: 'LicenseCreated', after }
}
