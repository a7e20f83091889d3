import { disableClient as disable } from '../clients/manage.ts'
import type { DisableClient, DisableClientResponse } from '../contract/admin.ts'
import { claimRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'

/**
 * Refuses an API client from its next call on, for good.
 * @throws Fault `CLIENT_UNKNOWN`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function disableClient({ clientDisabling }: DisableClient, call: Call): Promise<DisableClientResponse> {
  const { clientName, reason, comment } = clientDisabling
  return call.answer(async (tx) => {
    const known = await claimRequest(tx, call, { content: { clientName, reason }, reference: clientName })
    if (known !== undefined) return { result: { clientName, outcome: 'replayed' } }
    const outcome = (await disable(tx, call, { name: clientName, reason, comment })) ? 'disabled' : 'unchanged'
    call.note({ client: clientName, outcome })
    return { result: { clientName, outcome } }
  })
}
