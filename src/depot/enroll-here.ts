import { requireFirmCode } from '../catalogue/firm-scope.ts'
import { enrollUser, type Enrolled } from '../cloud/enroll-user.ts'
import type { Enrollment } from '../contract/depot.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { Fault } from '../faults.ts'
import type { ContainerKeys } from '../formats/keys.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'

/** Longest id of a user. */
const longestUserId = 128

/**
 * Enrolls a container that lives here for a user. It is stored at once; so only a client that may sell enrolls one.
 * @throws Fault `FORBIDDEN`, `INVALID_REQUEST`, `KEY_INVALID`, `CONTAINER_BLOCKED`, `REQUEST_CONFLICT`
 */
export async function enrollHere(call: Call, enrollment: Enrollment, keys: ContainerKeys): Promise<Enrolled> {
  const { caller } = call
  if (!caller.roles.has('sales')) {
    const text =
      'Only an API client with the role sales enrolls cloud containers; send its name and secret by HTTP Basic authentication.'
    throw new Fault('FORBIDDEN', text, { field: 'enrollment/containerKind' })
  }
  requireFirmCode(caller, enrollment.firmCode, 'enrollment/firmCode')
  const userId = requiredIdentifier(enrollment.userId ?? '', 'enrollment/userId', longestUserId)
  const { comment, ...content } = enrollment
  const enroll = async (tx: Tx) => {
    const doneBefore = await findRequest(tx, call, { content })
    const enrolled = await enrollUser(tx, call, userId, { keys, field: 'enrollment', comment })
    if (doneBefore === undefined) await rememberRequest(tx, call, { content, reference: enrolled.container.id })
    return enrolled
  }
  return call.store.transact(enroll, { keep: !call.check })
}
