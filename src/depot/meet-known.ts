import type { Container } from '../entities/container.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { containerUnknown } from './confirm-update.ts'
import { meetContainer, type Meeting } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import { refuseContact } from './refuse-contact.ts'
import { settleFirst } from './settle-only.ts'

/** A container that is known and may go on, with what its context told stored. */
export interface KnownMeeting {
  readonly meeting: Meeting
  readonly container: Container
}

/** Meets a container from which something is wanted that only a known one can have; its context is a receipt first of all. */
export async function meetKnown(tx: Tx, call: Call, context: ReceivedContext): Promise<Outcome<KnownMeeting>> {
  const arriving = await meetContainer(tx, context)
  if (arriving.container === undefined) return { fault: containerUnknown(context.serial) }
  const refused = await refuseContact(tx, call, arriving)
  if (refused !== undefined) return { fault: refused }
  const meeting = await settleFirst({ tx, call, meeting: arriving })
  return { done: { meeting, container: meeting.container ?? arriving.container } }
}
