import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Metrics } from '../metrics.ts'
import { landingPage, type ServedInterface } from './landing.ts'
import type { Readiness } from './readiness.ts'

/** What the pages beside SOAP are made of. */
export interface AppParts {
  readonly version: string
  /** Who is shown the version, the numbers and the state of each part; others are shown that the server is there. */
  readonly isMonitor: (request: Request) => boolean
  /** Asked for each page, since the port may be known only after the start. */
  readonly interfaces: () => readonly ServedInterface[]
  readonly metrics: Metrics
  readonly readiness: () => Promise<Readiness>
  /** XML files by their paths, which WSDLs refer to. */
  readonly documents?: ReadonlyMap<string, string>
  /** The public keys of the firm codes, as JSON; absent where nothing signs. */
  readonly publicKeys?: (() => Promise<unknown>) | undefined
  /** Told of an error that no route expected. */
  readonly onInternalError: (error: unknown, request: Request) => void
}

/** The page has its style in itself, and nothing else. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

/** Everything on HTTP that is not SOAP: health, readiness, metrics, keys, a page for people, and a plain 404. */
export function createApp(parts: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')

  app.get('/healthz', (request, response) => {
    response.json({ state: 'ok', ...(parts.isMonitor(request) && { version: parts.version }) })
  })
  app.get('/readyz', async (request, response) => {
    const { state, checks } = await parts.readiness()
    response.status(state === 'down' ? 503 : 200).json({ state, ...(parts.isMonitor(request) && { checks }) })
  })
  app.get('/metrics', async (request, response) => {
    if (!parts.isMonitor(request))
      response.status(403).type('text').send('Only who is in MONITOR_FROM may read this.\n')
    else response.set('content-type', parts.metrics.contentType).send(await parts.metrics.text())
  })
  app.get('/.well-known/opendepot-keys', async (_request, response, next) => {
    if (parts.publicKeys === undefined) next()
    else response.json(await parts.publicKeys())
  })
  for (const [path, xml] of parts.documents ?? []) {
    app.get(path, (_request, response) => {
      response.type('text/xml').send(xml)
    })
  }
  app.get('/', (request, response) => {
    const language = request.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en'
    response.vary('accept-language').set('content-language', language).type('html')
    response.set('content-security-policy', pagePolicy)
    response.send(landingPage(language, parts.interfaces(), parts.isMonitor(request) ? parts.version : undefined))
  })

  app.use((_request, response) => {
    response.status(404).type('text').send('Nothing is here. The interfaces are listed at /\n')
  })
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    // A request that express itself refuses (a path it cannot decode) is the caller's, anything else is ours.
    const status = statusOf(error)
    if (status === 500) parts.onInternalError(error, request)
    if (response.headersSent) next(error)
    else
      response
        .status(status)
        .type('text')
        .send(status === 500 ? 'internal error\n' : 'bad request\n')
  })
  return app
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500 ? status : 500
}
