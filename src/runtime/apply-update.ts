import { nextDigest } from '../formats/digest.ts'
import { sha256, toBase64url } from '../formats/encoding.ts'
import { plainStep, type Action, type Step, type Update } from '../formats/update.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { FirmState, HeldLicense, KeptUpdate } from './state.ts'

/** Updates that are kept for proof, beside those that brought a license. */
const keptUpdates = 20

export interface Applied {
  readonly firm: FirmState
  /** Steps that were done; 0 for an update that was imported before. */
  readonly steps: number
}

/**
 * Applies a verified update to what a container holds (docs/formats.md §10). Pure: either the whole update or a refusal.
 * @throws RuntimeRefusal UPDATE_MISSING, HISTORY_DIFFERS
 */
export function applyUpdate(firm: FirmState, update: Update, file: string): Applied {
  const [first] = update.steps
  if (first === undefined || first.from > firm.counter) throw updateMissing(firm, first?.from ?? 0)
  const own = update.steps.find((step) => step.to === firm.counter)
  if (own !== undefined && toBase64url(own.digest) !== firm.digest) throw historyDiffers(firm)
  const todo = update.steps.filter((step) => step.to > firm.counter)
  if (todo.length === 0) return { firm: withoutKnownRemovals(firm, first), steps: 0 }
  const kept = { id: toBase64url(sha256(file)), transferId: update.transferId, to: todo.at(-1)?.to ?? 0, file }
  const done = todo.reduce((state, step) => applyStep(state, step, kept.id), firm)
  return { firm: withoutKnownRemovals({ ...done, updates: withKept(done, kept) }, first), steps: todo.length }
}

/** An update begins where the firm has its last receipt: what was removed before that, the firm knows. */
function withoutKnownRemovals(firm: FirmState, { from }: Step): FirmState {
  return { ...firm, removed: firm.removed.filter((removal) => removal.from >= from) }
}

function applyStep(firm: FirmState, step: Step, broughtBy: string): FirmState {
  const digest = nextDigest(Buffer.from(firm.digest, 'base64url'), plainStep(step))
  if (!digest.equals(step.digest)) throw historyDiffers(firm)
  const changed = step.actions.reduce((state, action) => applyAction(state, action, step.from, broughtBy), firm)
  return { ...changed, counter: step.to, digest: toBase64url(digest) }
}

function applyAction(firm: FirmState, action: Action, from: number, broughtBy: string): FirmState {
  const { licenseId } = 'put' in action ? action.put : action.remove
  const present = firm.licenses.find((license) => license.licenseId === licenseId)
  const others = firm.licenses.filter((license) => license.licenseId !== licenseId)
  const otherRemovals = firm.removed.filter((removal) => removal.licenseId !== licenseId)
  if ('remove' in action) {
    if (present === undefined) return firm
    const { generation, consumed } = present
    return { ...firm, licenses: others, removed: [...otherRemovals, { licenseId, generation, consumed, from }] }
  }
  const removal = firm.removed.find((entry) => entry.licenseId === licenseId)
  const { generation, options, sealed, consumed = 0n } = action.put
  const license: HeldLicense = {
    licenseId,
    generation,
    consumed: largest(String(consumed), present?.consumed, removal?.consumed),
    options,
    sealed,
    broughtBy,
    firstUsedAt: present?.generation === generation ? present.firstUsedAt : undefined,
    // Anybody may change them, until the vendor does.
    ownUserData: present?.options.userData === options.userData ? present?.ownUserData : undefined,
  }
  return { ...firm, licenses: [...others, license], removed: otherRemovals }
}

function largest(...counts: readonly (string | undefined)[]): string {
  const values = counts.map((count) => BigInt(count ?? '0'))
  return String(values.reduce((most, value) => (value > most ? value : most)))
}

function withKept(firm: FirmState, kept: KeptUpdate): KeptUpdate[] {
  const proofs = new Set(firm.licenses.map((license) => license.broughtBy))
  const all = [...firm.updates, kept]
  return all.filter((update, index) => index >= all.length - keptUpdates || proofs.has(update.id))
}

function updateMissing({ counter }: FirmState, from: number): RuntimeRefusal {
  return new RuntimeRefusal(
    'UPDATE_MISSING',
    `The update continues from step ${from}, but the container has done ${counter}: an update in between is missing.`,
    'Import that one first, or send a new context to the Depot and import what comes back.',
  )
}

function historyDiffers({ counter }: FirmState): RuntimeRefusal {
  return new RuntimeRefusal(
    'HISTORY_DIFFERS',
    `The update does not fit the history of this container at step ${counter}; nothing was changed.`,
    'Send a new context to the Depot; if that does not help, the support of the vendor has to look at it.',
  )
}
