import { In } from 'typeorm'
import { LedgerEvent } from '../entities/ledger-event.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { AggregateKind } from './record.ts'

/** Ids of one statement. */
const idsPerStatement = 1000

/** Those of the things that have an event of this very request: what it was done to, when it came for the first time. */
export async function doneByRequest(
  tx: Tx,
  { operation, requestId, caller }: Pick<Call, 'operation' | 'requestId' | 'caller'>,
  kind: AggregateKind,
  ids: readonly string[],
): Promise<Set<string>> {
  const done = new Set<string>()
  if (requestId === undefined) return done
  for (let start = 0; start < ids.length; start += idsPerStatement) {
    const some = In(ids.slice(start, start + idsPerStatement))
    const events = await tx.find(LedgerEvent, {
      select: { aggregateKind: true, aggregateId: true, version: true },
      where: { aggregateKind: kind, aggregateId: some, operation, requestId, actor: caller.name },
    })
    for (const { aggregateId } of events) done.add(aggregateId)
  }
  return done
}
