import type { Catalogue } from '../catalogue/catalogue.ts'
import { stateFault } from '../delivery/container-faults.ts'
import { loadReserved, type Reserved } from '../delivery/transfers.ts'
import { Fault } from '../faults.ts'
import type { Tx } from '../store/store.ts'
import type { Outcome } from './outcome.ts'

/** The update that a requestId stands for, unless its container may not go on, or not with this one. */
export async function doneBefore(tx: Tx, catalogue: Catalogue, transferId: string): Promise<Outcome<Reserved>> {
  const reserved = await loadReserved(tx, catalogue, transferId)
  if (reserved === undefined) throw new Error(`transfer ${transferId} of a known request is missing`)
  const fault = stateFault(reserved.container)
  if (fault !== undefined) return { fault }
  return reserved.transfer.state === 'superseded' ? { fault: superseded() } : { done: reserved }
}

function superseded(): Fault {
  const text =
    'The update of this requestId leads nowhere since the container was accepted in another state; use a new requestId.'
  return new Fault('CONTEXT_STALE', text)
}
