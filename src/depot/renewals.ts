import { IsNull, Not } from 'typeorm'
import type { MoveDecision, MoveRecord } from '../domain/move-rule.ts'
import { License } from '../entities/license.ts'
import { Renewal } from '../entities/renewal.ts'
import type { Step } from '../entities/step.ts'
import { type Change } from '../ledger/record.ts'
import { licensesPut } from '../licenses/step-actions.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { moveDecisions } from '../vendor-actions/decide-moves.ts'

/** What was renewed of a license by its users, and what is asked for and waits. */
export interface RenewalRecord extends MoveRecord {
  /** Number of the next one. */
  readonly next: number
}

/** What the rule of an item judges the renewal of a license by. A decision of a person is good for one renewal. */
export async function renewalRecord(tx: Tx, license: Pick<License, 'id' | 'generation'>): Promise<RenewalRecord> {
  const rows = await tx.find(Renewal, { where: { licenseId: license.id }, order: { renewalNumber: 'ASC' } })
  const doneAt = rows.flatMap(({ renewedAt }) => renewedAt ?? [])
  const waiting = rows.find(({ renewedAt }) => renewedAt === null)
  const decided = (await moveDecisions(tx, [license])).get(license.id)
  const lastAt = doneAt.at(-1)
  const isUsed = decided !== undefined && lastAt !== undefined && decided.updatedAt <= lastAt
  const decision = isUsed ? undefined : (decided?.decision as MoveDecision | undefined)
  return { doneAt, askedAt: waiting?.askedAt, decision, next: waiting?.renewalNumber ?? rows.length + 1 }
}

/**
 * Whether the newest renewal of a license is on its way: its step is among those that the container has not taken in. Then
 * who asks again has lost the answer, and wants no second one (design §4.2).
 * @param steps those that are not confirmed
 */
export async function isOnItsWay(tx: Tx, licenseId: string, steps: readonly Step[]): Promise<boolean> {
  const putting = steps.filter((step) => licensesPut(step).includes(licenseId))
  if (putting.length === 0) return false
  const where = { licenseId, renewedAt: Not(IsNull()) }
  const last = await tx.findOne(Renewal, { where, order: { renewalNumber: 'DESC' } })
  // A renewal and its step are made by one transaction.
  return putting.some(({ createdAt }) => createdAt.getTime() === last?.renewedAt?.getTime())
}

/** Counts a renewal that is done now. */
export async function countRenewal(
  tx: Tx,
  { now }: Call,
  { id: licenseId }: Pick<License, 'id'>,
  { askedAt, next: renewalNumber }: RenewalRecord,
): Promise<void> {
  if (askedAt === undefined) {
    await insertRows(tx, Renewal, [{ licenseId, renewalNumber, askedAt: now, renewedAt: now }])
    return
  }
  await tx.update(Renewal, { licenseId, renewalNumber, renewedAt: IsNull() }, { renewedAt: now })
}

/** Lets the waiting time of a renewal begin, once. Gives the event. */
export async function askRenewal(
  tx: Tx,
  { now }: Call,
  license: License,
  { askedAt, next: renewalNumber }: RenewalRecord,
  possibleAt: Date,
): Promise<Change[]> {
  if (askedAt !== undefined) return []
  await insertRows(tx, Renewal, [{ licenseId: license.id, renewalNumber, askedAt: now, renewedAt: null }])
  const version = await changeRow(tx, License, license, { updatedAt: now })
  const after = { possibleAt: possibleAt.toISOString() }
  return [{ kind: 'license', id: license.id, version, change: 'LicenseRenewalAsked', after }]
}
