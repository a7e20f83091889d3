import { containerOfKind } from '../domain/containers/index.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Call } from '../operation.ts'
import { receiveContext } from './receive-context.ts'

/**
 * Reads a context of a container to which updates have to be carried. One that lives here has everything at once: there is
 * nothing to fetch for it, and its receipts come from here.
 * @throws Fault `CONTEXT_INVALID`, `CONTAINER_KIND`, `CONTEXT_STALE`
 */
export async function receivedElsewhere(call: Call, contextFile: string): Promise<ReceivedContext> {
  const context = await receiveContext(call, contextFile)
  if (containerOfKind(context.kind).livesOnServer) throw nothingToCarry(context.serial)
  return context
}

/** The fault of a container that needs no carrier. */
export function nothingToCarry(serial: string): Fault {
  const text = `Container ${serial} lives on the server and has everything at once; there is no update to fetch or confirm.`
  return new Fault('CONTAINER_KIND', text)
}
