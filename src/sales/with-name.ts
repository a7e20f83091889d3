import { normaliseRequestId } from '../domain/request-id.ts'
import type { Call } from '../operation.ts'

/**
 * The store runs a call again whose COMMIT was lost on its way, whether it was done or not. For a client whose every call
 * extends its order nothing but a requestId shows the second run what the first one did, so one that it does not send is
 * made here; it never leaves the server.
 */
export function withName(call: Call): Call {
  if (call.requestId !== undefined || call.caller.orderRepeat !== 'extend') return call
  return { ...call, requestId: normaliseRequestId(call.newId()) }
}
