import type { SoldItem } from '../catalogue/catalogue.ts'
import { successorBase } from '../domain/base-license.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { pieceOf } from '../domain/line-pieces.ts'
import type { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import { inPlaceOf } from '../vendor-actions/exchange.ts'
import { licenseRow } from './license-row.ts'

/** What a successor is to be, beside its item. */
export type SuccessorWish = Pick<License, 'factor' | 'dedicatedSerial' | 'parameters' | 'packageId'>

/** A license whose place another takes, with the item that it is one of. */
export interface Predecessor {
  readonly license: License
  readonly item: ItemDefinition
}

/**
 * The row of the license that takes the place of another. It is of the same ticket, line and piece; if it is of the same item, it
 * keeps the terms that the old one was given: its end, its maintenance, and its units but for those of the pieces that it
 * has more or fewer.
 */
export function successorOf(
  call: Call,
  { license: old, item: oldItem }: Predecessor,
  item: SoldItem,
  wish: SuccessorWish,
): License {
  const { ticketId, orderLineId, orderScope, customerId } = old
  const { factor, dedicatedSerial, parameters, packageId } = wish
  const place = { ticketId, orderLineId, orderScope, customerId, dedicatedSerial, factor }
  const row = licenseRow(call, item, place)
  const terms = old.itemId === item.itemId ? keptTerms(old, oldItem, item, factor) : {}
  const baseId = successorBase({ ...old, item: oldItem }, item.definition)
  return { ...row, ...terms, baseId, pieceId: pieceOf(old), packageId, parameters, ...inPlaceOf(old) }
}

function keptTerms(old: License, oldItem: ItemDefinition, { definition }: SoldItem, factor: number): Partial<License> {
  const { expiresAt, expirationDay, addedPeriods, maintenanceUntil, renewalCancelledAt } = old
  // Pieces that go take away what they brought, whatever the item gives now.
  const { unitCounter } = (factor < old.factor ? oldItem : definition).options
  const units = old.units === null ? null : old.units + (factor - old.factor) * (unitCounter?.units ?? 0)
  return { expiresAt, expirationDay, addedPeriods, maintenanceUntil, renewalCancelledAt, units }
}
