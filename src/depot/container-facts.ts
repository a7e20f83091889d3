import type { Anomaly } from '../domain/chain.ts'
import type { LowerUnits } from '../domain/consumption.ts'
import { Container } from '../entities/container.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import type { Contact } from './settle-contact.ts'

/** What a context tells of its container as a whole. */
export type Fact = Pick<Change, 'change' | 'before' | 'after' | 'comment'>

/** Facts as events of the container: one change of its row for each. Gives the row as it is then. */
export async function recordFacts(
  tx: Tx,
  call: Call,
  container: Container,
  facts: readonly Fact[],
): Promise<{ container: Container; events: Change[] }> {
  let row = container
  const events: Change[] = []
  for (const fact of facts) {
    const version = await changeRow(tx, Container, row, { updatedAt: call.now })
    events.push({ kind: 'container', id: row.id, version, ...fact })
    row = { ...row, version }
  }
  return { container: row, events }
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
