import { record } from '../ledger/record.ts'
import type { Reserving } from './activating.ts'
import { RowChanged } from '../store/rerun.ts'
import { findContainer, meetContainer, type Meeting } from './meet-container.ts'
import { contactOf, settleContact } from './settle-contact.ts'

/**
 * What a context tells is stored although the wish is refused. A container that was met before its first step and has one
 * now was refused by what somebody else has done meanwhile, perhaps the same request: it is met again.
 */
export async function settleOnly({ tx, call, meeting }: Pick<Reserving, 'tx' | 'call' | 'meeting'>): Promise<void> {
  const contact = contactOf(meeting)
  if (contact !== undefined) await record(tx, call, await settleContact(tx, call, contact))
  else if (meeting.chain === undefined && (await findContainer(tx, meeting.context)).chain !== undefined) {
    throw new RowChanged('the container got its first step since it was met')
  }
}

/** The same before anything else, as rows change by it. Gives the container as it is met after that. */
export async function settleFirst(arriving: Pick<Reserving, 'tx' | 'call' | 'meeting'>): Promise<Meeting> {
  await settleOnly(arriving)
  return meetContainer(arriving.tx, arriving.meeting.context)
}
