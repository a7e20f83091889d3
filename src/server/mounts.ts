import type { IncomingMessage } from 'node:http'
import { loginRefused } from '../clients/login.ts'
import type { RequestScope } from '../http/request-log.ts'
import type { SoapMount } from '../http/soap-over-http.ts'
import { invoker, type RequestContext, type Surroundings } from '../invoke.ts'
import type { Logger } from '../logger.ts'
import type { Caller } from '../operation.ts'
import type { TestClock } from '../domain/test-clock.ts'
import { actionOf, operationOfAction } from '../soap/action.ts'
import type { Contract } from '../soap/contract.ts'
import { createEndpoint, type Invocation } from '../soap/endpoint.ts'
import type { FaultTranslator } from '../soap/fault-info.ts'
import type { XmlLimits } from '../soap/limits.ts'
import { readClockSetting } from '../store/clock-setting.ts'
import type { Defences } from './defences.ts'
import type { ContractedFace } from './faces.ts'
import type { Logins } from './logins.ts'

export interface MountParts {
  readonly surroundings: Omit<Surroundings, 'onInternalError'>
  readonly logins: Logins
  readonly defences: Defences
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

/** Nobody, as long as only the message can say who it is; may do nothing. */
const nobody: Caller = { name: 'nobody', roles: new Set(), orderScope: 'nobody', firmCodes: new Set() }

const challenge = 'Basic realm="OpenDepot", charset="UTF-8"'

/** What is known of a request when its message is read. */
export interface MountContext extends RequestContext {
  readonly scope: RequestScope
  /** True when the headers said who calls. */
  readonly isIdentified: boolean
  /** As how many more requests it counts for its size, as long as it is not known whose it is. */
  readonly extraWeight: number
}

/** A contract at its path, and what carries out its calls. */
export interface Served {
  readonly path: string
  /** Whose callers may come. */
  readonly access: ContractedFace['name']
  readonly contract: Contract
  readonly invoke: (invocation: Invocation<MountContext>) => Promise<Uint8Array>
  readonly translateFault?: FaultTranslator
  /** The operation of ours that does the work of one of the contract, where they differ. */
  readonly ours?: (operation: string) => string | undefined
}

/** Puts an interface at its path. */
export function mountOf(face: ContractedFace, parts: MountParts): SoapMount<MountContext, RequestScope> {
  const { name, contract } = face
  return mountAt({ path: `/soap/${name}`, access: name, contract, invoke: invokeOf(face, parts) }, parts)
}

/** Carries out the calls of an interface. */
export function invokeOf(face: ContractedFace, { surroundings, logger }: MountParts): Served['invoke'] {
  return invoker(face, { ...surroundings, onInternalError: internalErrorTo(logger) })
}

export function internalErrorTo(logger: Logger) {
  return (error: unknown, facts: object): void => {
    logger.error('internal error', { ...facts, error })
  }
}

/** Who calls, within which limits, and what runs. */
export function mountAt(served: Served, parts: MountParts): SoapMount<MountContext, RequestScope> {
  const { path, access, contract, translateFault, ours = (operation) => operation } = served
  const { surroundings, logins, movableClock, logger, maxRequestBytes } = parts
  const { rates, attempts } = parts.defences
  return {
    path,
    get address() {
      return `${parts.publicUrl()}${path}`
    },
    contract,
    endpoint: createEndpoint<MountContext>({
      contract,
      limits: parts.xmlLimits,
      challenge,
      identify: async (context, token) => {
        if (context.isIdentified) return context
        if (token !== undefined) {
          const caller = await logins.byToken(token, context.scope)
          rates.noStranger(context.scope.sender)
          if (context.extraWeight > 0) rates.noStranger(context.scope.sender, context.extraWeight)
          return { ...context, caller, guard: undefined }
        }
        if (access === 'depot') return context
        throw loginRefused('none')
      },
      invoke: served.invoke,
      ...(translateFault && { translateFault }),
      onInternalError: internalErrorTo(logger),
    }),
    authenticate: async (request, scope) => {
      const { sender } = scope
      const known = await logins.byHeaders(request, scope)
      if (known === undefined) rates.stranger(sender)
      const caller = known ?? (access === 'depot' ? anonymous : nobody)
      if (caller === anonymous) scope.note({ caller: caller.name })
      // A challenge, not 413: .NET sends its credentials only when it is asked for them.
      if (caller === nobody && Number(request.headers['content-length']) > maxRequestBytes) throw loginRefused('large')
      // Another node may have moved it; a test installation can afford to look at each call.
      if (movableClock !== undefined) {
        const set = await surroundings.store.read((tx) => readClockSetting(tx), { singleStatement: true })
        movableClock.moveTo(set?.offset ?? 0)
      }
      return {
        caller,
        isIdentified: known !== undefined,
        extraWeight: 0,
        scope,
        guard: caller === anonymous ? (input, work) => attempts.guard(sender, input, work) : undefined,
        idempotencyKey: idempotencyKeyOf(request),
        note: (facts) => scope.note(facts),
      }
    },
    weigh: (bytes, context) => {
      const extraWeight = context.isIdentified ? 0 : Math.floor(bytes / bytesOfOne)
      if (extraWeight > 0) rates.stranger(context.scope.sender, extraWeight)
      return { ...context, extraWeight }
    },
    limits: (headers, { caller, isIdentified }) => {
      const named = operationOfAction(actionOf(headers), contract)
      const isBulk = isIdentified && access === 'sales' && mayBeBulk(named && ours(named))
      return {
        ratio: parts.maxUnpackRatio,
        body: isBulk ? maxRequestBytes * bulkFactor : maxRequestBytes,
        inflated: caller === nobody ? maxRequestBytes : maxRequestBytes * bulkFactor,
      }
    },
  }
}

/**
 * So many bytes of a stranger's message count as one request. To read the largest that he may send takes a hundred times
 * as long as an ordinary one, and one address could keep the processor busy within its rate.
 */
const bytesOfOne = 65_536

/** How many times as large a body may become when it is unpacked, and that of a bulk operation be from the start. */
const bulkFactor = 8

/** Of the Sales Interface, for callers who are known before the body is read. */
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
