import type { Anomaly } from '../domain/chain.ts'
import type { LowerUnits } from '../domain/consumption.ts'
import { Container } from '../entities/container.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { judgeMachine, reboundBinding, storedJudgement } from './binding.ts'
import { storeParts } from './container-parts.ts'
import type { Contact } from './settle-contact.ts'

/** What a context tells of its container as a whole, with what becomes of its row by it. */
export interface Fact extends Pick<Change, 'change' | 'before' | 'after' | 'comment'> {
  readonly row?: Partial<Pick<Container, 'binding' | 'bindingJudgement'>>
}

/** Facts as events of the container: one change of its row for each. Gives the row as it is then. */
export async function recordFacts(
  tx: Tx,
  call: Call,
  container: Container,
  facts: readonly Fact[],
): Promise<{ container: Container; events: Change[] }> {
  let row = container
  const events: Change[] = []
  for (const { row: changes, ...fact } of facts) {
    const version = await changeRow(tx, Container, row, { ...changes, updatedAt: call.now })
    events.push({ kind: 'container', id: row.id, version, ...fact })
    row = { ...row, ...changes, version }
    if (changes?.binding !== undefined) await storeParts(tx, row)
  }
  return { container: row, events }
}

/** A tolerant binding that holds although parts of the machine were changed: it is bound to what it shows from now on. */
export function rebinding({ container, meeting: { context } }: Contact): Fact[] {
  const judgement = judgeMachine(container, context)
  if (!judgement.rebinds) return []
  const stored = storedJudgement(judgement, context)
  const row = { binding: reboundBinding(container, context.fingerprint), bindingJudgement: stored }
  return [{ change: 'ContainerRebound', after: { ...stored }, row }]
}

/** What a context tells of an older state that was put back. */
export function anomaliesOf(contact: Contact, lower: readonly LowerUnits[]): Fact[] {
  const { healed } = contact
  return [
    ...(healed === undefined ? [] : [healing(contact, healed)]),
    ...(lower.length === 0 ? [] : [setBack(contact, lower)]),
  ]
}

/** So many licenses are named by an event; it has the number of all. */
const mostNamed = 20

function healing({ chain, head, meeting }: Contact, anomaly: Anomaly): Fact {
  const { firmCode, contextSeq, counter } = meeting.context
  return {
    change: 'ContainerHealed',
    before: { firmCode, confirmed: chain.confirmed, contextSeq: chain.lastContextSeq, healed: chain.healed },
    after: { firmCode, confirmed: counter, contextSeq, healed: head.healed, anomaly },
  }
}

function setBack({ meeting }: Contact, lower: readonly LowerUnits[]): Fact {
  const { firmCode, contextSeq } = meeting.context
  const licenses = lower.slice(0, mostNamed)
  return {
    change: 'ContainerUnitsSetBack',
    before: { consumed: Object.fromEntries(licenses.map(({ licenseId, kept }) => [licenseId, String(kept)])) },
    after: {
      firmCode,
      contextSeq,
      licenseCount: lower.length,
      consumed: Object.fromEntries(licenses.map(({ licenseId, shown }) => [licenseId, String(shown)])),
    },
  }
}
