import { putClient as putOne } from '../clients/manage.ts'
import { makeSecret, showAgain } from '../clients/secret-on-request.ts'
import type { PutClient, PutClientResponse } from '../contract/admin.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { AdminParts } from './parts.ts'

/**
 * Creates an API client or changes what it may do. The secret of a new one is shown here, and again only to a repetition
 * with the same requestId.
 * @throws Fault `CLIENT_INVALID`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function putClient(
  { apiClient }: PutClient,
  call: Call,
  { sealer }: AdminParts,
): Promise<PutClientResponse> {
  const { clientName: name, comment } = apiClient
  const orderScope = requiredIdentifier(apiClient.orderScope ?? name, 'apiClient/orderScope', 64)
  const definition = {
    name,
    roles: apiClient.roles.role,
    orderScope,
    firmCodes: apiClient.firmCodes.firmCode,
    ipRanges: apiClient.ipRanges.ipRange,
    certificates: apiClient.certificates?.certificate,
    orderRepeat: apiClient.orderRepeat,
    passwordDigest: apiClient.passwordDigest === 'yes',
  }
  const made = makeSecret(call, sealer)
  return call.answer(async (tx) => {
    const known = await findRequest(tx, call, { content: definition })
    if (known !== undefined) {
      return { result: { clientName: name, outcome: 'replayed', clientSecret: await showAgain(tx, known, sealer) } }
    }
    const { outcome, client } = await putOne(tx, call, { ...definition, comment }, made.stored)
    const isNew = outcome === 'created'
    await rememberRequest(tx, call, { content: definition, reference: isNew ? made.stored.id : client.id })
    call.note({ client: name, outcome })
    return { result: { clientName: name, outcome, clientSecret: isNew && !call.check ? made.secret : undefined } }
  })
}
