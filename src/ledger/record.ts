import type { Caller } from '../operation.ts'
import { LedgerEvent } from '../entities/ledger-event.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/** What can have events; a `type` is one of containers. */
export type AggregateKind =
  'order' | 'ticket' | 'license' | 'container' | 'item' | 'type' | 'firmCode' | 'client' | 'user' | 'clock'

/** Who changed something, when and by which request; a `Call` is one. */
export interface Cause {
  readonly now: Date
  readonly caller: Pick<Caller, 'name'>
  readonly operation: string
  readonly requestId: string | undefined
}

/** One change of one thing. `before` and `after` hold the changed fields only: no names of persons, no tickets, no secrets. */
export interface Change {
  readonly kind: AggregateKind
  readonly id: string
  /** The version that the thing has after the change. */
  readonly version: number
  /** What happened, in one word of the past: `LicenseCollected`. */
  readonly change: string
  readonly before?: Readonly<Record<string, unknown>> | undefined
  readonly after?: Readonly<Record<string, unknown>> | undefined
  readonly comment?: string | undefined
}

/**
 * Writes the events of a transaction (design §3.1), all by one statement. Two writers of the same version meet at the
 * primary key, and the later one is run again.
 */
export async function record(tx: Tx, cause: Cause, changes: readonly Change[]): Promise<void> {
  await recordAll(tx, [{ cause, changes }])
}

/** The same for several calls that share a transaction. */
export async function recordAll(
  tx: Tx,
  all: readonly { readonly cause: Cause; readonly changes: readonly Change[] }[],
): Promise<void> {
  await insertRows(
    tx,
    LedgerEvent,
    all.flatMap(({ cause, changes }) => rowsOf(cause, changes)),
  )
}

function rowsOf(cause: Cause, changes: readonly Change[]): LedgerEvent[] {
  return changes.map(({ kind, id, version, change, before, after, comment }) => ({
    aggregateKind: kind,
    aggregateId: id,
    version,
    at: cause.now,
    actor: cause.caller.name,
    operation: cause.operation,
    requestId: cause.requestId ?? null,
    change,
    before: before ?? null,
    after: after ?? null,
    comment: comment ?? null,
    sequence: null,
    hash: null,
  }))
}

/** The clock of a test installation, of which there is one. */
export const clockId = '00000000-0000-0000-0000-000000000000'

/** Firm codes have a number instead of an id; this is the one under which their events stand. */
export function firmCodeId(firmCode: number): string {
  return `00000000-0000-0000-0000-${firmCode.toString(16).padStart(12, '0')}`
}
