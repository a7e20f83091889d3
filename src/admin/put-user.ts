import { putUser as putOne } from '../clients/put-user.ts'
import type { PutUser, PutUserResponse } from '../contract/admin.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'

/**
 * Creates a user of the admin pages or changes what he may do.
 * @throws Fault `USER_INVALID`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function putUser({ user }: PutUser, call: Call): Promise<PutUserResponse> {
  const { userName: name, displayName, email, comment } = user
  const [roles, firmCodes] = [user.roles.role, user.firmCodes.firmCode]
  const definition = { name, displayName, email, roles, firmCodes, active: user.active === 'yes' }
  return call.answer(async (tx) => {
    const known = await findRequest(tx, call, { content: definition })
    if (known !== undefined) return { result: { userName: name, outcome: 'replayed' } }
    const { outcome, user: put } = await putOne(tx, call, { ...definition, comment })
    await rememberRequest(tx, call, { content: definition, reference: put.id })
    call.note({ user: name, outcome })
    return { result: { userName: name, outcome } }
  })
}
