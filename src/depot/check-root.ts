import { firmKeysOf, presentEpoch, type FirmKeys } from '../delivery/firm-keys.ts'
import type { FirmKey } from '../entities/firm-key.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Tx } from '../store/store.ts'

/**
 * Whether the container will believe what this server signs (docs/formats.md §11): it pins the root of this installation,
 * and has not seen a higher epoch. Asked before a step is reserved that it would never import.
 */
export async function rootFault(tx: Tx, { firmCode, root, epoch }: ReceivedContext): Promise<Fault | undefined> {
  const keys = await firmKeysOf(tx, firmCode)
  if (keys.root?.kid !== root) return otherRoot(keys, { firmCode, root })
  const highest = presentEpoch(keys)
  if (epoch <= highest) return undefined
  return new Fault('CONTEXT_INVALID', `The container has seen key epoch ${epoch}; this server signs with ${highest}.`)
}

/**
 * The root of a firm code, as the container pins it.
 * @throws Fault `CONTEXT_INVALID` if it pins another
 */
export function pinnedRoot(keys: FirmKeys, pinning: Pick<ReceivedContext, 'firmCode' | 'root'>): FirmKey {
  if (keys.root?.kid !== pinning.root) throw otherRoot(keys, pinning)
  return keys.root
}

function otherRoot(keys: FirmKeys, { firmCode, root }: Pick<ReceivedContext, 'firmCode' | 'root'>): Fault {
  const own = keys.root?.kid ?? 'unknown'
  return new Fault('CONTEXT_INVALID', `The container pins root ${root} for firm code ${firmCode}; here it is ${own}.`)
}
