import { FirmKey } from '../entities/firm-key.ts'
import type { Tx } from '../store/store.ts'

/** The keys of a firm code; of the signing keys, those of the highest epoch and then the newest first. */
export interface FirmKeys {
  readonly root: FirmKey | undefined
  readonly signing: readonly FirmKey[]
}

export async function firmKeysOf(tx: Tx, firmCode: number): Promise<FirmKeys> {
  const keys = await tx.find(FirmKey, {
    where: { firmCode },
    order: { epoch: 'DESC', notBefore: 'DESC', kid: 'ASC' },
  })
  return { root: keys.find(({ role }) => role === 'root'), signing: keys.filter(({ role }) => role === 'signing') }
}

/** The epoch of what this installation signs now; 0 while nothing is signed. */
export function presentEpoch({ signing }: FirmKeys): number {
  return signing.find(({ state }) => state === 'active')?.epoch ?? 0
}
