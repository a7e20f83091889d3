import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Catalogue } from '../catalogue/catalogue.ts'
import { Authenticator } from '../clients/authenticate.ts'
import { LeasePace } from '../cloud/pace.ts'
import type { Config } from '../config.ts'
import { createApp } from '../http/app.ts'
import { BodyRoom } from '../http/body-room.ts'
import type { Overload } from '../http/overload.ts'
import { readinessOf } from '../http/readiness.ts'
import { RequestScope } from '../http/request-log.ts'
import { addSafeHeaders } from '../http/safe-headers.ts'
import { sendRefusal } from '../http/send.ts'
import { senderOf } from '../http/sender.ts'
import { createSoapHandler } from '../http/soap-over-http.ts'
import { strangeRequest } from '../http/strange-request.ts'
import type { TlsKeeper } from '../http/tls-keeper.ts'
import { targetOf } from '../http/target.ts'
import { traceOf } from '../http/trace.ts'
import { isWithin } from '../ip-range.ts'
import { hooksOf } from '../hooks/hooks.ts'
import type { Metrics } from '../metrics.ts'
import { openKeyring } from '../open-keyring.ts'
import { TestClock } from '../domain/test-clock.ts'
import { Cursors } from '../paging/cursor.ts'
import type { Store } from '../store/store.ts'
import type { Keyring } from '../tickets/keyring.ts'
import { Sealer } from '../tickets/sealed-text.ts'
import { TicketVault } from '../tickets/vault.ts'
import { version } from '../version.ts'
import { defencesOf, tooManyPages, type Defences } from './defences.ts'
import { faceOf, type OperationParts } from './faces.ts'
import { Logins } from './logins.ts'
import { mountOf } from './mounts.ts'
import { mountOther, type OtherFaces } from './other-faces.ts'
import type { Parts } from './parts.ts'
import { probesOf } from './probes.ts'
import { xmlLimitsOf } from './xml-limits.ts'
import { proxyHint } from './proxy-hint.ts'
import { publicKeysOf } from './public-keys.ts'
import type { Signing } from './signer-state.ts'

export interface HandlerParts {
  readonly config: Config
  readonly parts: Parts
  readonly metrics: Metrics
  readonly store: Store
  /** Undefined where nothing is signed. */
  readonly signing: Signing | undefined
  /** Undefined without TLS. */
  readonly tls: TlsKeeper | undefined
  readonly overload: Overload
  readonly otherFaces: OtherFaces
  /** Asked when it is needed, since the port may be known only after the start. */
  readonly publicUrl: () => string
  readonly isStopping: () => boolean
}

/**
 * What answers a request: the SOAP interfaces first, and express for everything else.
 * @throws UserError when the keyring does not fit
 */
export async function handlerOf(
  given: HandlerParts,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const { logger, random } = given.parts
  const keyring = await openKeyring(given.config, given.store, random)
  const operationParts = operationPartsOf(given, keyring)
  const defences = defencesOf({ ...given, keyring })
  const soap = soapOf(given, operationParts, defences)
  const app = appOf(given)
  const hint = proxyHint(given.config, logger)
  return (request, response) => {
    const trace = traceOf(request.headers['traceparent']?.toString(), random)
    const scope = new RequestScope(trace, senderOf(request, given.config), request.method, request.url)
    addSafeHeaders(response, scope.sender.isSecure)
    hint(request)
    const isMessage = request.method === 'POST'
    const refusal =
      strangeRequest(request) ??
      (isMessage ? given.overload.refusal() : tooManyPages(defences, targetOf(request).path, scope.sender))
    if (refusal === undefined && soap(request, response, scope)) return
    scope.endWith(response, logger)
    if (refusal !== undefined) {
      void sendRefusal(request, response, refusal)
      return
    }
    app(request, response)
  }
}

function operationPartsOf({ config, parts, signing }: HandlerParts, keyring: Keyring): OperationParts {
  const { random } = parts
  return {
    vault: new TicketVault(keyring, random),
    sealer: new Sealer(keyring, random),
    cursors: new Cursors(keyring),
    catalogue: new Catalogue(),
    ticketUrl: config.ticketUrl,
    testMode: config.testMode,
    pace: new LeasePace(config.leaseMinutes),
    ...hooksOf(config),
    ...(config.testMode && { movableClock: new TestClock(parts.clock) }),
    ...(signing && { box: signing.box }),
  }
}

function soapOf(
  { config, parts, metrics, store, publicUrl, otherFaces }: HandlerParts,
  operationParts: OperationParts,
  defences: Defences,
) {
  const { logger } = parts
  const { maxRequestBytes, maxUnpackRatio } = config
  const { movableClock, sealer } = operationParts
  const mountParts = {
    surroundings: { ...parts, clock: movableClock?.clock ?? parts.clock, store, timeZone: config.timeZone },
    movableClock,
    logins: new Logins({
      authenticator: new Authenticator({ ...parts, store, sealer, digestSeconds: config.digestSeconds }),
      requireTls: config.requireTls,
      defences,
    }),
    defences,
    logger,
    maxRequestBytes,
    maxUnpackRatio,
    xmlLimits: xmlLimitsOf(config),
    publicUrl,
  }
  const ours = new Map(config.interfaces.map((name) => [name, faceOf(name, operationParts)]))
  return createSoapHandler({
    room: new BodyRoom(config.maxBodiesBytes),
    mounts: [
      ...[...ours.values()].map((face) => mountOf(face, mountParts)),
      ...otherFaces.faces.map((face) => mountOther(face, ours, mountParts)),
    ],
    onRequest: (outcome, scope: RequestScope) => scope.endSoap(outcome, logger, metrics),
  })
}

function appOf({ config, parts, metrics, store, signing, tls, publicUrl, isStopping, otherFaces }: HandlerParts) {
  return createApp({
    version,
    isMonitor: (request) => {
      const { address, isHidden } = senderOf(request, config)
      return !isHidden && isWithin(config.monitorFrom, address)
    },
    metrics,
    readiness: readinessOf(probesOf({ store, clock: parts.clock, signing, tls, isStopping })),
    interfaces: () => config.interfaces.map((name) => ({ name, address: `${publicUrl()}/soap/${name}` })),
    documents: otherFaces.documents,
    publicKeys: signing && (() => publicKeysOf(store)),
    onInternalError: (error, { path }) => parts.logger.error('internal error', { path, error }),
  }) as RequestListener
}
