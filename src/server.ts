import { randomBytes } from 'node:crypto'
import type { Task } from './background/task.ts'
import type { Config } from './config.ts'
import { idMaker } from './domain/uuid.ts'
import { createListener, type Listener } from './http/listener.ts'
import { watchOverload } from './http/overload.ts'
import { TlsKeeper } from './http/tls-keeper.ts'
import { createLogger } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openSigner } from './open-signer.ts'
import { openStore } from './open-store.ts'
import { type BackgroundParts, startBackground } from './server/background.ts'
import { handlerOf } from './server/handler.ts'
import { keyRegister } from './server/key-register.ts'
import type { Parts } from './server/parts.ts'
import { openOtherFaces, type OtherFaces } from './server/other-faces.ts'
import type { Signing } from './server/signer-state.ts'
import { openBox } from './signing/firm-box.ts'
import { noPoints } from './store/points.ts'
import type { Store } from './store/store.ts'

/** A whole server with its store; it listens when it is told to. */
export interface Server {
  readonly config: Config
  readonly store: Store
  /** The address for people on this machine; after `listen`. */
  readonly url: string
  listen(): Promise<string>
  /** Looks at once whether there is a new certificate. */
  reload(): void
  /** Finishes the requests that run (at most SHUTDOWN_SECONDS), then closes the store; twice is once. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The composition root: every part of the server is made here or below, and handed on as an argument.
 * @param overrides what a test, or whoever embeds the server, brings along
 * @throws UserError when the configuration, the database, the keyring or the signing keys are not fit to start
 */
export async function createServer(config: Config, overrides: Partial<Parts> = {}): Promise<Server> {
  const parts = partsOf(config, overrides)
  const metrics = createMetrics()
  try {
    const store = await openStore(config, {
      points: parts.points,
      onRerun: (trouble, error) => {
        metrics.rerun(trouble)
        if (trouble === 'lost') parts.logger.warn('a transaction runs again', { trouble, error })
      },
    })
    try {
      return await serverOn(store, { config, parts, metrics })
    } catch (error) {
      await store.close()
      throw error
    }
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
    background: overrides.background ?? true,
    shadowProgram: overrides.shadowProgram,
  }
}

interface Beginnings {
  readonly config: Config
  readonly parts: Parts
  readonly metrics: Metrics
}

async function serverOn(store: Store, beginnings: Beginnings): Promise<Server> {
  const { config, parts, metrics } = beginnings
  const otherFaces = openOtherFaces(config, { ...parts, metrics })
  try {
    return await serverWith(otherFaces, store, beginnings)
  } catch (error) {
    await otherFaces.close()
    throw error
  }
}

async function serverWith(
  otherFaces: OtherFaces,
  store: Store,
  { config, parts, metrics }: Beginnings,
): Promise<Server> {
  const { logger } = parts
  let url = ''
  const signing = signs(config) ? await openSigning(config, store) : undefined
  const tls = tlsOf(config, parts)
  const overload = watchOverload(config.overloadMs)
  const handler = await handlerOf({
    config,
    parts,
    metrics,
    store,
    signing,
    tls,
    overload,
    otherFaces,
    publicUrl: () => config.publicUrl ?? url,
    isStopping: () => listener.stopping,
  })
  const listener: Listener = createListener(handler, {
    limits: config,
    tls,
    onRefused: (reason) => metrics.connectionRefused(reason),
    onError: (error) => parts.logger.error('internal error', { error }),
  })
  if (tls !== undefined) metrics.watchCertificate(() => tls.current.validTo)
  metrics.watchConnections(() => listener.connections)
  const background = backgroundOf({ config, parts, store, signing })

  const stop = async () => {
    const cut = await listener.close(config.shutdownSeconds * 1000)
    overload.close()
    await background.stop()
    await otherFaces.close()
    if (cut > 0) logger.warn('the stop cut requests that did not end in time', { requests: cut })
    await signing?.vault.close()
    await store.close()
    metrics.close()
    logger.info('stopped')
  }
  let stopped: Promise<void> | undefined
  const close = () => (stopped ??= stop())
  return {
    config,
    store,
    get url() {
      return url
    },
    async listen() {
      const port = await listener.listen(config.port, config.host)
      url = `${tls === undefined ? 'http' : 'https'}://${hostInUrl(config.host)}:${port}`
      background.start()
      const { interfaces, publicUrl = url } = config
      const faces = otherFaces.faces.map(({ face }) => face.path)
      logger.info('listening', { url, publicUrl, interfaces, ...(faces.length > 0 && { faces }) })
      return url
    },
    reload: () => tls?.reload(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The work in the background, from when it is started, which is once the server listens. */
function backgroundOf(parts: BackgroundParts) {
  let task: Task | undefined
  return {
    start: () => {
      if (parts.parts.background) task ??= startBackground(parts)
    },
    stop: async () => task?.stop(),
  }
}

/** The Depot always signs; the Sales Interface where it is given the keys too, for push updates. */
function signs({ interfaces, firmPassphrase, signer }: Config): boolean {
  return interfaces.includes('depot') || (interfaces.includes('sales') && (firmPassphrase ?? signer) !== undefined)
}

/** @throws UserError when the files are not fit */
function tlsOf(config: Config, { clock, logger }: Parts): TlsKeeper | undefined {
  const { tlsCert, tlsKey, tlsClientCa, tlsMin } = config
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  return new TlsKeeper({ files: { tlsCert, tlsKey, tlsClientCa, tlsMin }, clock, logger })
}

async function openSigning(config: Config, store: Store): Promise<Signing> {
  const vault = await openSigner(config)
  return { vault, box: openBox(keyRegister(store), vault) }
}

/** Who listens on all addresses is reached at this machine's own name. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
