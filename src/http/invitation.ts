import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpRefusal } from './refusal.ts'

/** Requests whose sender waits for "100 Continue" before he sends the body. */
const waiting = new WeakSet<IncomingMessage>()

/**
 * Remembers that the sender of this request waits to be told to go on. Whoever answers without having told him closes
 * the connection, since nobody can know whether the body comes all the same.
 */
export function awaitInvitation(request: IncomingMessage, response: ServerResponse): void {
  waiting.add(request)
  response.setHeader('connection', 'close')
}

/**
 * Tells the sender to go on, if he waits for it.
 * @throws HttpRefusal 413 when he has announced more than this many bytes
 */
export function inviteBody(request: IncomingMessage, response: ServerResponse, limit: number): void {
  if (!waiting.delete(request)) return
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    throw new HttpRefusal(413, `the body must not exceed ${limit} bytes`, { connection: 'close' })
  }
  response.setHeader('connection', 'keep-alive')
  response.writeContinue()
}
