import type { IncomingMessage } from 'node:http'

/** What a request is for. */
export interface Target {
  /** From the first slash on, as it was sent. */
  readonly path: string
  /** What follows the question mark; empty without one. */
  readonly query: string
}

const authority = /^https?:\/\/[^/?#]*/i

/**
 * Writes a request target in absolute form (`POST http://host/path`, as to a proxy) in origin form (`POST /path`), since
 * a server has to take both alike (RFC 9112 §3.2.2). Whatever reads the request afterwards needs to know one form only.
 */
export function useOriginForm(request: IncomingMessage): void {
  const { url = '' } = request
  if (url.startsWith('/')) return
  const rest = url.replace(authority, '')
  // No path is the root; `*` and whatever else is no address stays as it is.
  if (rest !== url) request.url = rest.startsWith('/') ? rest : `/${rest}`
}

export function targetOf({ url = '' }: IncomingMessage): Target {
  const mark = url.indexOf('?')
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) }
}
