import type { IncomingMessage } from 'node:http'
import type { Authenticator } from '../clients/authenticate.ts'
import { HttpRefusal } from '../http/refusal.ts'
import type { RequestScope } from '../http/request-log.ts'
import type { SoapMount } from '../http/soap-over-http.ts'
import { invoker, type RequestContext, type Surroundings } from '../invoke.ts'
import type { Logger } from '../logger.ts'
import type { Caller } from '../operation.ts'
import type { TestClock } from '../domain/test-clock.ts'
import { actionOf, operationOfAction } from '../soap/action.ts'
import { createEndpoint } from '../soap/endpoint.ts'
import type { XmlLimits } from '../soap/limits.ts'
import { readClockSetting } from '../store/clock-setting.ts'
import type { ContractedFace } from './faces.ts'

export interface MountParts {
  readonly surroundings: Omit<Surroundings, 'onInternalError'>
  readonly authenticator: Authenticator
  /** Only with `TEST_MODE`. */
  readonly movableClock?: TestClock | undefined
  readonly logger: Logger
  /** Bytes of a body as it is sent. */
  readonly maxRequestBytes: number
  /** How many times its size a packed body may become. */
  readonly maxUnpackRatio: number
  readonly xmlLimits: XmlLimits
  /** Asked for each WSDL, since the port may be known only after the start. */
  readonly publicUrl: () => string
}

/** Most callers of the Depot have no account: a ticket or the signature of a container is their credential. */
const anonymous: Caller = { name: 'depot', roles: new Set(), orderScope: 'depot', firmCodes: 'all' }

const challenge = { 'www-authenticate': 'Basic realm="OpenDepot", charset="UTF-8"' }

/** Puts an interface at its path: who calls, within which limits, and what runs. */
export function mountOf(face: ContractedFace, parts: MountParts): SoapMount<RequestContext, RequestScope> {
  const { surroundings, authenticator, movableClock, logger, maxRequestBytes } = parts
  const path = `/soap/${face.name}`
  const onInternalError = (error: unknown, facts: object) => {
    logger.error('internal error', { ...facts, error })
  }
  return {
    path,
    get address() {
      return `${parts.publicUrl()}${path}`
    },
    contract: face.contract,
    endpoint: createEndpoint({
      contract: face.contract,
      limits: parts.xmlLimits,
      invoke: invoker(face, { ...surroundings, onInternalError }),
      onInternalError,
    }),
    authenticate: async (request, scope) => {
      const { authorization } = request.headers
      const { remoteAddress } = request.socket
      const isAnonymous = face.name === 'depot' && authorization === undefined
      const caller = isAnonymous ? anonymous : await authenticator.authenticate(authorization, remoteAddress)
      if (caller === undefined) return refusal(authorization)
      scope.note({ caller: caller.name })
      // Another node may have moved it; a test installation can afford to look at each call.
      if (movableClock !== undefined) {
        const set = await surroundings.store.read((tx) => readClockSetting(tx), { singleStatement: true })
        movableClock.moveTo(set?.offset ?? 0)
      }
      return { caller, idempotencyKey: idempotencyKeyOf(request), note: (facts) => scope.note(facts) }
    },
    limits: (headers) => {
      const isBulk = face.name === 'sales' && mayBeBulk(operationOfAction(actionOf(headers), face.contract))
      return {
        ratio: parts.maxUnpackRatio,
        body: isBulk ? maxRequestBytes * bulkFactor : maxRequestBytes,
        inflated: maxRequestBytes * bulkFactor,
      }
    },
  }
}

/** How many times as large a body may become when it is unpacked, and that of a bulk operation be from the start. */
const bulkFactor = 8

/** Of the Sales Interface, where every caller is known before the body is read. */
const bulkOperations: ReadonlySet<string> = new Set(['CreateOrders', 'ReconcileOrders'])

/** An action that names another operation than the body is refused; without one, nobody knows yet. */
function mayBeBulk(operation: string | undefined): boolean {
  return operation === undefined || bulkOperations.has(operation)
}

/** A structured string in quotes, as the draft of the header has it, or a bare one, as most clients send it. */
function idempotencyKeyOf({ headers }: IncomingMessage): string | undefined {
  return headers['idempotency-key']
    ?.toString()
    .trim()
    .replace(/^"(.*)"$/, '$1')
}

function refusal(header: string | undefined): HttpRefusal {
  const text =
    header === undefined
      ? 'This interface needs the name and secret of an API client, by HTTP Basic authentication.'
      : 'Unknown client, wrong secret, or the client is disabled or may not come from this address.'
  return new HttpRefusal(401, text, challenge)
}
