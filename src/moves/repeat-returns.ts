import { In } from 'typeorm'
import { License } from '../entities/license.ts'
import { Move } from '../entities/move.ts'
import type { Container } from '../entities/container.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { countMoves } from './count-moves.ts'

/**
 * Counts the returns of licenses once more that are in a container again, because an older state of it was put back and is
 * healed (design §4.2): whoever does that uses up what his item allows. Gives the events.
 * @param licenseIds what it shows, and steps that are repeated take out
 */
export async function repeatReturns(
  tx: Tx,
  call: Call,
  { id: fromContainerId, serial: containerSerial }: Pick<Container, 'id' | 'serial'>,
  licenseIds: readonly string[],
): Promise<Change[]> {
  if (licenseIds.length === 0) return []
  const moves = await tx.find(Move, {
    where: { licenseId: In([...licenseIds]), kind: 'return', fromContainerId },
    order: { moveNumber: 'ASC' },
  })
  const generations = new Map(moves.map(({ licenseId, generation }) => [licenseId, generation]))
  const licenses = await tx.findBy(License, { id: In([...generations.keys()]) })
  const copies = licenses.map(({ id }) => {
    return { license: { id, generation: generations.get(id) ?? 0 }, fromContainerId }
  })
  await countMoves(tx, call, 'return', copies, null)
  await changeRows(tx, License, licenses, { updatedAt: call.now })
  return licenses.map(({ id, version }) => {
    const after = { moveKind: 'return', generation: generations.get(id), containerSerial }
    return { kind: 'license', id, version: version + 1, change: 'LicenseReturnRepeated', after }
  })
}
