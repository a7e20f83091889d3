import { rotateSecret } from '../clients/manage.ts'
import { makeSecret, showAgain } from '../clients/secret-on-request.ts'
import type { RotateClientSecret, RotateClientSecretResponse } from '../contract/admin.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { AdminParts } from './parts.ts'

/**
 * Gives an API client a new secret, which a repetition with the same requestId sees again.
 * @throws Fault `CLIENT_UNKNOWN`, `CLIENT_INVALID`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function rotateClientSecret(
  { secretRotation }: RotateClientSecret,
  call: Call,
  { sealer }: AdminParts,
): Promise<RotateClientSecretResponse> {
  const { clientName, retireOld, comment } = secretRotation
  const { secret, stored } = makeSecret(call, sealer)
  return call.answer(async (tx) => {
    const claim = { content: { clientName, retireOld }, reference: stored.id, forEver: true }
    const known = await claimRequest(tx, call, claim)
    if (known !== undefined) return { result: { clientName, clientSecret: await showAgain(tx, known, sealer) } }
    await rotateSecret(tx, call, { name: clientName, comment, retireAll: retireOld === 'yes' }, stored)
    call.note({ client: clientName })
    return { result: { clientName, clientSecret: call.check ? undefined : secret } }
  })
}
