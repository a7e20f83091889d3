import type { License } from '../entities/license.ts'

/** Everything that a license may have of its own beside what its item and its line say. */
type OwnTerms = Pick<
  License,
  | 'expirationDay'
  | 'addedPeriods'
  | 'units'
  | 'pieceId'
  | 'maintenanceUntil'
  | 'renewalCancelledAt'
  | 'copyEndsAt'
  | 'parameters'
  | 'activationParameters'
  | 'replacesId'
  | 'replacedById'
  | 'exchangeId'
  | 'baseId'
>

/** The terms of a license that is sold as its item and its line say. */
export const asSold: OwnTerms = {
  expirationDay: null,
  addedPeriods: null,
  units: null,
  pieceId: null,
  maintenanceUntil: null,
  renewalCancelledAt: null,
  copyEndsAt: null,
  parameters: null,
  activationParameters: null,
  replacesId: null,
  replacedById: null,
  exchangeId: null,
  baseId: null,
}
