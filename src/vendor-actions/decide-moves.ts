import { In } from 'typeorm'
import type { MoveDecision } from '../domain/move-rule.ts'
import { License } from '../entities/license.ts'
import { MoveDecisionRow } from '../entities/move-decision.ts'
import { type Change, record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Done, Planned } from './act-on-licenses.ts'
import { history, type Why } from './why.ts'

/** What is decided on licenses as they are in their containers now, by license. */
export async function moveDecisions(
  tx: Tx,
  licenses: readonly Pick<License, 'id' | 'generation'>[],
): Promise<Map<string, MoveDecisionRow>> {
  if (licenses.length === 0) return new Map()
  const generations = new Map(licenses.map(({ id, generation }) => [id, generation]))
  const rows = await tx.findBy(MoveDecisionRow, { licenseId: In([...generations.keys()]) })
  const present = rows.filter(({ licenseId, generation }) => generations.get(licenseId) === generation)
  return new Map(present.map((row) => [row.licenseId, row]))
}

/**
 * Decides on the moves of licenses; judge them first by `judgeApproval`. The rows of the licenses change too, so that
 * a move which happens meanwhile and the decision see each other. Records the events of the licenses.
 */
export async function decideMoves(
  tx: Tx,
  call: Call,
  planned: readonly Planned<MoveDecision>[],
  why: Why & { readonly reason: string },
): Promise<Done[]> {
  const licenses = planned.map(({ license }) => license)
  const before = await moveDecisions(tx, licenses)
  const { now } = call
  for (const decision of ['accept', 'reject'] as const) {
    const rows = planned.flatMap(({ license, plan }) => (plan === decision ? (before.get(license.id) ?? []) : []))
    await changeRows(tx, MoveDecisionRow, rows, { decision, reason: why.reason, updatedAt: now })
  }
  const news = planned.filter(({ license }) => !before.has(license.id))
  await insertRows(
    tx,
    MoveDecisionRow,
    news.map((each) => newDecision(call, each, why.reason)),
  )
  await changeRows(tx, License, licenses, { updatedAt: now })
  await record(
    tx,
    call,
    planned.map(({ license, plan }) => decided(license, plan, before.get(license.id)?.decision, why)),
  )
  return licenses.map(({ id, state }) => ({ licenseId: id, state, pending: false }))
}

function newDecision(call: Call, { license, plan }: Planned<MoveDecision>, reason: string): MoveDecisionRow {
  const { id: licenseId, generation, containerId } = license
  if (containerId === null) throw new Error(`license ${licenseId} is with a user and in no container`)
  const { now } = call
  const row = { id: call.newId(), licenseId, generation, containerId, decision: plan, reason, version: 1 }
  return { ...row, createdAt: now, updatedAt: now }
}

function decided(
  { id, version, generation }: License,
  decision: MoveDecision,
  before: string | undefined,
  why: Why,
): Change {
  return {
    kind: 'license',
    id,
    version: version + 1,
    change: decision === 'accept' ? 'LicenseMoveApproved' : 'LicenseMoveRefused',
    before: before === undefined ? {} : { decision: before },
    ...history(why, { decision, generation }),
  }
}
