import { In } from 'typeorm'
import type { Refusal } from '../domain/activation-rules.ts'
import { withRiders } from '../domain/base-license.ts'
import { canLeave } from '../domain/license.ts'
import { moveRefusal } from '../domain/move-refusal.ts'
import { Ticket } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import { licensesIn, type ItemLicense } from '../licenses/ticket-licenses.ts'
import { askMoves } from '../moves/ask-moves.ts'
import { asIssuedAnew } from '../moves/issue-anew.ts'
import { judgeMoves } from '../moves/judge-moves.ts'
import { moveDecisions } from '../vendor-actions/decide-moves.ts'
import type { Reserving } from './activating.ts'
import type { LostContainer } from './find-lost-container.ts'
import type { WishedRestoration } from './restoration-wish.ts'

/** What a lost container holds of a firm code, as the one that takes its place may get it. */
export interface CastRestored {
  /** Free to be collected, or held back by the rules of their items. */
  readonly licenses: readonly ItemLicense[]
  /** The same as their rows are, of those that are free. */
  readonly leaving: ReadonlyMap<string, ItemLicense>
  /** What its vendor takes out of it anyway; where another license waits for the place, only what may be restored itself. */
  readonly withdrawn: readonly ItemLicense[]
  readonly inseparable: readonly Ticket[]
}

/**
 * Judges for each license of a lost container whether it may be restored, by the rule of its item, and on a machine that does
 * not fit by the word of a person. Of an inseparable ticket all may or none. Waiting times begin for those that have to wait.
 */
export async function castRestored(
  { tx, call, parts, meeting }: Reserving,
  lost: LostContainer,
  wish: WishedRestoration,
): Promise<CastRestored> {
  const { firmCode } = meeting.context
  const held = (await licensesIn(tx, parts.catalogue, lost.container.id)).filter((one) => one.firmCode === firmCode)
  const licenses = held.filter(({ state }) => canLeave(state))
  const ticketIds = [...new Set(licenses.map(({ ticketId }) => ticketId))]
  const inseparable = await tx.findBy(Ticket, { id: In(ticketIds), inseparable: true })
  const ids = new Set(held.map(({ id }) => id))
  // The one that takes the place could be collected anywhere after this.
  const exchanged = held.filter(
    ({ state, replacedById }) => !canLeave(state) && replacedById !== null && !ids.has(replacedById),
  )
  const judged = await refusalsOf({ tx, call }, lost, [...licenses, ...exchanged], wish)
  const refusals = together(licenses, inseparable, judged)
  return {
    licenses: licenses.map((license) => {
      const heldBack = refusals.get(license.id)
      return heldBack === undefined ? asIssuedAnew(license) : { ...license, heldBack }
    }),
    leaving: new Map(licenses.flatMap((one) => (refusals.has(one.id) ? [] : [[one.id, one] as const]))),
    withdrawn: held.filter(({ id, state }) => !canLeave(state) && !refusals.has(id)),
    inseparable,
  }
}

async function refusalsOf(
  { tx, call }: Pick<Reserving, 'tx' | 'call'>,
  { fits }: LostContainer,
  licenses: readonly ItemLicense[],
  wish: WishedRestoration,
): Promise<Map<string, Refusal>> {
  const decisions = fits ? undefined : await moveDecisions(tx, licenses)
  const isVouchedFor = ({ id }: ItemLicense) => decisions === undefined || decisions.get(id)?.decision === 'accept'
  const known = licenses.filter(isVouchedFor)
  const verdicts = await judgeMoves(tx, 'restore', known, call.now)
  const allowed = known.filter(({ id }) => verdicts.get(id)?.allowed === true).map(({ id }) => id)
  // Modules go with their bases, whatever their own rules are.
  const along = new Set(withRiders(allowed, licenses))
  const staying = licenses.filter(({ id }) => !along.has(id))
  const asking = staying.filter(isVouchedFor)
  await record(tx, call, await askMoves(tx, call, 'restore', asking, verdicts, wish))
  return new Map(
    staying.flatMap((license) => {
      const verdict = verdicts.get(license.id)
      const refusal = verdict === undefined ? anotherMachine : moveRefusal(verdict)
      return refusal === undefined ? [] : [[license.id, refusal] as const]
    }),
  )
}

const anotherMachine: Refusal = {
  code: 'APPROVAL_NEEDED',
  text: 'This is not the machine of the lost container; the support of the vendor has to approve that its licenses are restored.',
  remedy: 'Ask the support of the vendor.',
}

/** Whether nobody has vouched for any of them, although they come from another machine. */
export function isForeign({ fits }: LostContainer, { licenses }: CastRestored): boolean {
  return !fits && licenses.every(({ heldBack }) => heldBack === anotherMachine)
}

/** Who names a serial and has no other claim learns neither licenses nor how well a guessed machine fits. */
export function foreignMachine(): Fault {
  return new Fault(anotherMachine.code, anotherMachine.text, { field: 'restoration/oldSerial' })
}

/** If one license of an inseparable ticket has to stay, all of them stay for its reason. */
function together(
  licenses: readonly ItemLicense[],
  inseparable: readonly Pick<Ticket, 'id'>[],
  refusals: ReadonlyMap<string, Refusal>,
): Map<string, Refusal> {
  const all = new Map(refusals)
  for (const { id } of inseparable) {
    const whole = licenses.filter(({ ticketId }) => ticketId === id)
    const reason = whole.map((license) => refusals.get(license.id)).find((refusal) => refusal !== undefined)
    if (reason === undefined) continue
    for (const license of whole) all.set(license.id, refusals.get(license.id) ?? reason)
  }
  return all
}
