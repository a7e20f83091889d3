import { In } from 'typeorm'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Change } from '../ledger/record.ts'
import { rebase } from '../licenses/riders.ts'
import type { Call } from '../operation.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Tx } from '../store/store.ts'
import { exchangeInStep } from '../vendor-actions/exchange.ts'
import type { Why } from '../vendor-actions/why.ts'
import type { Collecting } from './collect-licenses.ts'

/**
 * Upgrades that go into a container take the places of their bases by the same step; modules that can ride on them go on
 * with them. The bases are read again, since the context may have been their receipt as well. Gives the events.
 * @param counterTo the step
 */
export async function replaceBases(
  tx: Tx,
  call: Call,
  { id: containerId }: Container,
  going: readonly Collecting[],
  counterTo: number,
  why: Why,
): Promise<Change[]> {
  const upgrades = going.flatMap(({ takes, riders }) => (takes === undefined ? [] : [{ takes, riders }]))
  if (upgrades.length === 0) return []
  const ids = upgrades.map(({ takes }) => takes.oldId)
  const rows = await tx.findBy(License, { id: In(ids), containerId, state: In(['Collected', 'Confirmed']) })
  const bases = new Map(rows.map((row) => [row.id, row]))
  const exchanges = upgrades.map(({ takes: { oldId, successorId } }) => {
    const old = bases.get(oldId)
    if (old === undefined) throw new RowChanged('the base of an upgrade was taken out since it was read')
    return { old, successorId }
  })
  const changes = await exchangeInStep(tx, call, exchanges, counterTo, why)
  for (const { takes, riders } of upgrades) changes.push(...(await rebase(tx, call, riders, takes)))
  return changes
}
