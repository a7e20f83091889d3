import { In, Not } from 'typeorm'
import { believedChanges, provedChanges } from '../domain/believed-licenses.ts'
import {
  type HeldState,
  type LicenseChange,
  type LicenseState,
  type Standing,
  standingAfter,
} from '../domain/license.ts'
import { isId } from '../domain/uuid.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { VendorAction } from '../entities/vendor-action.ts'
import type { Change } from '../ledger/record.ts'
import { blockGenerations } from '../moves/block-generations.ts'
import { countMoves } from '../moves/count-moves.ts'
import { issueAnew } from '../moves/issue-anew.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { firmOf, markActions, openActions } from '../vendor-actions/actions.ts'
import { provenTerms, type ProvenTerms } from './proven-terms.ts'
import type { Contact } from './settle-contact.ts'

const withUser = ['Collected', 'Confirmed', 'Returning', 'WithdrawPending']

/**
 * Puts the licenses of a container and firm code to where an accepted container says they are, see `believedChanges`; one
 * that proved it is believed more, see `provedChanges`. Rare, and each license by itself, because each event has a version
 * of its own.
 */
export async function believeLicenses(tx: Tx, call: Call, contact: Contact): Promise<Change[]> {
  const { container, meeting } = contact
  const { firmCode, licenses: summary } = meeting.context
  const shown = new Map(summary.map(({ licenseId, generation }) => [licenseId, generation]))
  const here = await tx.findBy(License, { containerId: container.id, firmCode, state: In(withUser) })
  const { proven } = meeting
  const events = proven === undefined ? [] : await takeBack(tx, call, contact, shown)
  const others = await tx.findBy(License, { id: In(idsOf(shown, here)), firmCode })
  const terms =
    proven === undefined ? new Map<string, ProvenTerms>() : await provenTerms(tx, [...here, ...others], proven)
  const actions = await openActions(tx, { licenseIds: here.map(({ id }) => id) })
  const byLicense = new Map(
    actions.filter(({ kind }) => kind === 'withdraw' || kind === 'replace').map((action) => [action.licenseId, action]),
  )
  for (const license of [...here, ...others]) {
    const isHere = here.includes(license)
    const action = byLicense.get(license.id)
    const standing = { state: license.state as LicenseState, held: action?.heldState as HeldState | undefined }
    const generation = shown.get(license.id)
    const own = terms.get(license.id) ?? {}
    const isReplaced = action?.kind === 'replace' || own.replacedById !== undefined
    const known = { ...standing, generation: license.generation, isHere, isReplaced }
    const changes = (proven === undefined ? believedChanges : provedChanges)(known, generation)
    if (generation === undefined) await settleGone(tx, call, container, license, changes)
    events.push(...(await change(tx, call, license, standing, changes, { generation, contact, terms: own })))
    await settleActions(tx, call, actions, license.id, { changes, generation })
  }
  await settleTakings(tx, call, contact)
  return events
}

/** A license that its container lacks: another copy of the container may still have it, and a return counts as one. */
async function settleGone(
  tx: Tx,
  call: Call,
  { id: fromContainerId }: Container,
  license: License,
  changes: readonly LicenseChange[],
): Promise<void> {
  if (changes.includes('LicenseReactivated')) await blockGenerations(tx, call, [license])
  if (changes.includes('LicenseReturned')) await countMoves(tx, call, 'return', [{ license, fromContainerId }], null)
}

function idsOf(shown: ReadonlyMap<string, number>, here: readonly License[]): string[] {
  const known = new Set(here.map(({ id }) => id))
  return [...shown.keys()].filter((id) => isId(id) && !known.has(id))
}

/** What was issued anew elsewhere, before it was known that the container has a newer copy, is free for it again. */
async function takeBack(
  tx: Tx,
  call: Call,
  { container, meeting }: Contact,
  shown: ReadonlyMap<string, number>,
): Promise<Change[]> {
  const { firmCode } = meeting.context
  const ids = [...shown.keys()].filter(isId)
  const elsewhere = { id: In(ids), firmCode, containerId: Not(container.id), state: In(withUser) }
  const older = (await tx.findBy(License, elsewhere)).filter(({ id, generation }) => generation < (shown.get(id) ?? 0))
  return issueAnew(tx, call, older, { kind: 'proof', toContainerId: container.id })
}

/** What was found in the container. */
interface Found {
  readonly generation: number | undefined
  readonly contact: Contact
  readonly terms: ProvenTerms
}

async function change(
  tx: Tx,
  call: Call,
  license: License,
  first: Standing,
  changes: readonly LicenseChange[],
  found: Found,
): Promise<Change[]> {
  const events: Change[] = []
  let standing = first
  let { version } = license
  for (const name of changes) {
    const next = standingAfter(standing, name)
    const moved = placeAfter(name, license, found)
    version = await changeRow(
      tx,
      License,
      { id: license.id, version },
      { ...moved, state: next.state, updatedAt: call.now },
    )
    const after = { state: next.state, ...(name === 'LicenseCollected' && { generation: moved.generation }) }
    events.push({ kind: 'license', id: license.id, version, change: name, before: { state: standing.state }, after })
    standing = next
  }
  return events
}

const outside: ReadonlySet<LicenseChange> = new Set([
  'LicenseReactivated',
  'LicenseReturned',
  'LicenseWithdrawn',
  'LicenseReplaced',
])

function placeAfter(change: LicenseChange, license: License, { contact, generation: shown, terms }: Found) {
  const { generation, dedicatedSerial } = license
  if (outside.has(change)) {
    const { replacedById = license.replacedById } = terms
    return { containerId: null, generation, dedicatedSerial, replacedById }
  }
  const newest = Math.max(shown ?? generation, generation)
  const place = { containerId: contact.container.id, generation: newest, dedicatedSerial }
  return change === 'LicenseCollected' ? { ...place, ...terms } : place
}

/** A license that left has done whatever waited for it; one that arrived is held as confirmed. */
async function settleActions(
  tx: Tx,
  call: Call,
  actions: readonly VendorAction[],
  licenseId: string,
  { changes, generation }: { readonly changes: readonly LicenseChange[]; readonly generation: number | undefined },
): Promise<void> {
  const own = actions.filter((action) => action.licenseId === licenseId)
  if (own.length === 0) return
  if (generation === undefined) return markActions(tx, call, own, 'done')
  // The step that was to do it leads nowhere any more.
  const again = await deliverAgain(tx, call, own)
  const held = again.filter(({ heldState }) => changes.length > 0 && heldState !== 'Confirmed' && heldState !== null)
  await changeRows(tx, VendorAction, held, { heldState: 'Confirmed', updatedAt: call.now })
}

/** Actions that were delivered wait for the next contact again. Gives all of them as they are now. */
async function deliverAgain(tx: Tx, call: Call, actions: readonly VendorAction[]): Promise<VendorAction[]> {
  const lost = actions.filter(({ state }) => state === 'delivered')
  await markActions(tx, call, lost, 'pending')
  return actions.map((action) => (lost.includes(action) ? { ...action, version: action.version + 1 } : action))
}

/**
 * An erasure of this firm code, or the recall of an old copy, has happened if the container shows nothing of the kind any
 * more, and else it waits again.
 */
async function settleTakings(tx: Tx, call: Call, { container, meeting }: Contact): Promise<void> {
  const { firmCode, licenses } = meeting.context
  const shown = new Set(licenses.map(({ licenseId }) => licenseId))
  const open = await openActions(tx, { containerIds: [container.id] })
  const taking = open.filter(({ facts }) => firmOf(facts) === firmCode)
  const isThere = ({ licenseId }: VendorAction) => (licenseId === null ? shown.size > 0 : shown.has(licenseId))
  await deliverAgain(tx, call, taking.filter(isThere))
  await markActions(
    tx,
    call,
    taking.filter((action) => !isThere(action)),
    'done',
  )
}
