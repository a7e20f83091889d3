import type { FirmKey } from '../entities/firm-key.ts'
import { FirmKey as FirmKeyRow } from '../entities/firm-key.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Tx } from '../store/store.ts'

/** The keys of a firm code, its root first. */
export async function firmKeysOf(tx: Tx, firmCode: number): Promise<{ root: FirmKey | undefined; signing: FirmKey[] }> {
  const keys = await tx.find(FirmKeyRow, {
    where: { firmCode },
    order: { epoch: 'DESC', notBefore: 'DESC', kid: 'ASC' },
  })
  return { root: keys.find(({ role }) => role === 'root'), signing: keys.filter(({ role }) => role === 'signing') }
}

/**
 * Whether the container will believe what this server signs (docs/formats.md §11): it pins the root of this installation,
 * and has not seen a higher epoch. Asked before a step is reserved that it would never import.
 */
export async function rootFault(tx: Tx, { firmCode, root, epoch }: ReceivedContext): Promise<Fault | undefined> {
  const keys = await firmKeysOf(tx, firmCode)
  if (keys.root?.kid !== root) {
    const own = keys.root?.kid ?? 'unknown'
    return new Fault('CONTEXT_INVALID', `The container pins root ${root} for firm code ${firmCode}; here it is ${own}.`)
  }
  const highest = keys.signing.find(({ state }) => state === 'active')?.epoch ?? 0
  if (epoch <= highest) return undefined
  return new Fault('CONTEXT_INVALID', `The container has seen key epoch ${epoch}; this server signs with ${highest}.`)
}
