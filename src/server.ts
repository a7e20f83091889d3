import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { Catalogue } from './catalogue/catalogue.ts'
import { Authenticator } from './clients/authenticate.ts'
import type { Config } from './config.ts'
import type { Clock } from './domain/clock.ts'
import type { RandomSource } from './domain/random.ts'
import { idMaker } from './domain/uuid.ts'
import { createApp } from './http/app.ts'
import { createListener } from './http/listener.ts'
import { readinessOf } from './http/readiness.ts'
import { RequestScope } from './http/request-log.ts'
import { createSoapHandler } from './http/soap-over-http.ts'
import { traceOf } from './http/trace.ts'
import { createLogger, type Logger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { openKeyring } from './open-keyring.ts'
import { openStore } from './open-store.ts'
import { Cursors } from './paging/cursor.ts'
import { faceOf } from './server/faces.ts'
import { mountOf } from './server/mounts.ts'
import { probesOf } from './server/probes.ts'
import { publicKeysOf } from './server/public-keys.ts'
import { openKeyFiles } from './signing/key-files.ts'
import { noPoints, type Points } from './store/points.ts'
import type { Store } from './store/store.ts'
import { Sealer } from './tickets/sealed-text.ts'
import { TicketVault } from './tickets/vault.ts'
import { version } from './version.ts'

/** What a test, or whoever embeds the server, may bring along. */
export interface Parts {
  readonly clock: Clock
  readonly random: RandomSource
  readonly newId: () => string
  readonly points: Points
  readonly logger: Logger
}

/** A whole server with its store; it listens when it is told to. */
export interface Server {
  readonly config: Config
  readonly store: Store
  readonly vault: TicketVault
  /** The address for people on this machine; after `listen`. */
  readonly url: string
  listen(): Promise<string>
  /** Finishes the requests that run (at most SHUTDOWN_SECONDS), then closes the store; twice is once. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The composition root: every part of the server is made here and handed on as an argument.
 * @throws UserError when the configuration, the database or the keyring is not fit to start
 */
export async function createServer(config: Config, overrides: Partial<Parts> = {}): Promise<Server> {
  const metrics = createMetrics()
  try {
    return await compose(config, partsOf(config, overrides), metrics)
  } catch (error) {
    metrics.close()
    throw error
  }
}

function partsOf(config: Config, overrides: Partial<Parts>): Parts {
  const { clock = () => new Date(), random = randomBytes } = overrides
  return {
    clock,
    random,
    newId: overrides.newId ?? idMaker(clock, random),
    points: overrides.points ?? noPoints,
    logger: overrides.logger ?? createLogger(config.logLevel),
  }
}

async function compose(config: Config, parts: Parts, metrics: ReturnType<typeof createMetrics>): Promise<Server> {
  const { clock, random, points, logger } = parts
  const store = await openStore(config, {
    points,
    onRerun: (trouble, error) => {
      metrics.rerun(trouble)
      if (trouble === 'lost') logger.warn('a transaction runs again', { trouble, error })
    },
  })
  try {
    const keyring = await openKeyring(config, store, random)
    const vault = new TicketVault(keyring, random)
    const box = config.interfaces.includes('depot')
      ? await openKeyFiles(config.dataDir, config.firmPassphrase)
      : undefined
    const operationParts = {
      vault,
      catalogue: new Catalogue(),
      sealer: new Sealer(keyring, random),
      cursors: new Cursors(keyring),
      ticketUrl: config.ticketUrl,
      testMode: config.testMode,
      ...(box && { box }),
    }
    let url = ''
    const publicUrl = () => config.publicUrl ?? url
    const authenticator = new Authenticator(store, random)
    const { maxRequestBytes } = config
    const mountParts = { surroundings: { ...parts, store }, authenticator, logger, maxRequestBytes, publicUrl }
    const mounts = config.interfaces.map((name) => mountOf(faceOf(name, operationParts), mountParts))
    const soap = createSoapHandler({
      mounts,
      onRequest: (outcome, scope: RequestScope) => scope.endSoap(outcome, logger, metrics),
    })
    const readiness = readinessOf(probesOf(store, clock, box, () => listener.stopping))
    const app = createApp({
      version,
      metrics,
      readiness,
      interfaces: () => config.interfaces.map((name) => ({ name, address: `${publicUrl()}/soap/${name}` })),
      publicKeys: box === undefined ? undefined : () => publicKeysOf(store),
      onInternalError: (error, { path }) => logger.error('internal error', { path, error }),
    }) as RequestListener
    const listener = createListener((request, response) => {
      const trace = traceOf(request.headers['traceparent']?.toString(), random)
      const scope = new RequestScope(trace, request.method, request.url)
      if (soap(request, response, scope)) return
      scope.endWith(response, logger)
      app(request, response)
    })

    const stop = async () => {
      const cut = await listener.close(config.shutdownSeconds * 1000)
      if (cut > 0) logger.warn('the stop cut requests that did not end in time', { requests: cut })
      await store.close()
      metrics.close()
      logger.info('stopped')
    }
    let stopped: Promise<void> | undefined
    const close = () => (stopped ??= stop())
    return {
      config,
      store,
      vault,
      get url() {
        return url
      },
      async listen() {
        const port = await listener.listen(config.port, config.host)
        url = `http://${hostInUrl(config.host)}:${port}`
        logger.info('listening', { url, publicUrl: publicUrl(), interfaces: config.interfaces, version })
        return url
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Who listens on all addresses is reached at this machine's own name. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
