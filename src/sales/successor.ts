import type { SoldItem } from '../catalogue/catalogue.ts'
import type { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import { inPlaceOf } from '../vendor-actions/exchange.ts'
import { licenseRow } from './license-row.ts'

/** What a successor is to be, beside its item. */
export type SuccessorWish = Pick<License, 'factor' | 'dedicatedSerial' | 'parameters'> & {
  /** Units of each piece of the old one, as it was sold; needed where pieces go. */
  readonly unitsOfPiece?: number
}

/**
 * The row of the license that takes the place of another. It is of the same ticket, line and piece; if it is of the same item, it
 * keeps the terms that the old one was given: its end, its maintenance, and its units but for those of the pieces that it
 * has more or fewer.
 */
export function successorOf(call: Call, old: License, item: SoldItem, wish: SuccessorWish): License {
  const { ticketId, orderLineId, orderScope, customerId } = old
  const { factor, dedicatedSerial, parameters, unitsOfPiece } = wish
  const row = licenseRow(call, item, { ticketId, orderLineId, orderScope, customerId, dedicatedSerial, factor })
  const terms = old.itemId === item.itemId ? keptTerms(old, item, factor, unitsOfPiece) : {}
  return { ...row, ...terms, pieceId: old.pieceId ?? old.id, parameters, ...inPlaceOf(old) }
}

function keptTerms(
  old: License,
  { definition }: SoldItem,
  factor: number,
  unitsOfOldPiece: number | undefined,
): Partial<License> {
  const { expiresAt, expirationDay, addedPeriods, maintenanceUntil, renewalCancelledAt } = old
  const unitsOfNewPiece = definition.options.unitCounter?.units ?? 0
  // Pieces that go take away what they brought, whatever the item gives now.
  const unitsOfPiece = factor < old.factor ? (unitsOfOldPiece ?? unitsOfNewPiece) : unitsOfNewPiece
  const units = old.units === null ? null : old.units + (factor - old.factor) * unitsOfPiece
  return { expiresAt, expirationDay, addedPeriods, maintenanceUntil, renewalCancelledAt, units }
}
