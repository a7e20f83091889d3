import type { LicenseTerms } from '../domain/extension.ts'
import type { LicenseState } from '../domain/license.ts'
import { whenDone } from '../domain/vendor-action.ts'
import { License } from '../entities/license.ts'
import { type Change, record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Done, Planned, Verdict } from './act-on-licenses.ts'
import { appendActions } from './actions.ts'
import { history, type Why } from './why.ts'

/** Refuses what cannot have other terms any more: a license at its end, or one that is about to be taken away. */
export function judgeExtensible(state: LicenseState): Verdict<never> | undefined {
  if (whenDone(state) !== 'never') return undefined
  return { refusal: { code: 'LICENSE_STATE', text: `The license is ${state} and cannot be extended any more.` } }
}

/**
 * Gives licenses new terms: in our books now, and to a container that holds one of them by an action for its next contact.
 * Records the events of the licenses.
 * @param change what the events are called
 */
export async function giveTerms(
  tx: Tx,
  call: Call,
  planned: readonly Planned<Partial<LicenseTerms>>[],
  why: Why,
  change: 'LicenseExtended' | 'LicenseRenewed' = 'LicenseExtended',
): Promise<Done[]> {
  for (const group of alike(planned)) {
    const licenses = group.map(({ license }) => license)
    await changeRows(tx, License, licenses, { ...rowsOf(group[0]?.plan), updatedAt: call.now })
  }
  const held = planned.filter(({ license }) => whenDone(license.state as LicenseState) === 'atContact')
  await appendActions(
    tx,
    call,
    held.flatMap(({ license: { id, containerId }, plan }) =>
      containerId === null
        ? []
        : [{ kind: 'extend', containerId, licenseId: id, heldState: null, facts: shown(plan), reason: why.reason }],
    ),
  )
  await record(
    tx,
    call,
    planned.map((each) => newTerms(each, change, why)),
  )
  const pending = new Set(held.map(({ license }) => license.id))
  return planned.map(({ license: { id, state } }) => ({ licenseId: id, state, pending: pending.has(id) }))
}

function newTerms({ license, plan }: Planned<Partial<LicenseTerms>>, change: string, why: Why): Change {
  const { id, version } = license
  const before = Object.fromEntries(Object.keys(plan).map((name) => [name, license[name as keyof LicenseTerms]]))
  return { kind: 'license', id, version: version + 1, change, before: shown(before), ...history(why, shown(plan)) }
}

/** Licenses of a batch mostly get the same, and then change by one statement. */
function alike(planned: readonly Planned<Partial<LicenseTerms>>[]): Iterable<Planned<Partial<LicenseTerms>>[]> {
  const groups = new Map<string, Planned<Partial<LicenseTerms>>[]>()
  for (const each of planned) {
    const key = JSON.stringify(each.plan)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [each])
    else group.push(each)
  }
  return groups.values()
}

function rowsOf(terms: Partial<LicenseTerms> = {}) {
  const { addedPeriods, ...rest } = terms
  return addedPeriods === undefined ? rest : { ...rest, addedPeriods: addedPeriods && [...addedPeriods] }
}

/** Terms as an event or an action keeps them: times are text. */
function shown(terms: Partial<LicenseTerms>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(terms)) as Record<string, unknown>
}
