import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Progress } from './progress.ts'

/** The largest message that is passed on; a Depot takes less. */
const mostBytes = 2 * 1024 * 1024

/** What of a request and of an answer is passed on; nothing else concerns the other side. */
const passedOn = { request: ['content-type', 'soapaction'], answer: ['content-type', 'retry-after'] } as const

export interface Bridge {
  /** What the devices take for the address of the Depot. */
  readonly url: string
  readonly close: () => Promise<void>
}

export interface BridgeOptions {
  /** Where devices come in; 127.0.0.1: from this machine only. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/**
 * Lets devices without network of their own reach one Depot through this machine, and nothing but that Depot: for the PC of a
 * technician who is connected to both. The messages pass as they are, so a device works as if it were online.
 */
export async function openBridge(depotUrl: string, { host, port }: BridgeOptions, progress: Progress): Promise<Bridge> {
  const server = createServer((request, response) => {
    passOn(depotUrl, request, response, progress).catch((error: unknown) => {
      progress(`A message could not be passed on: ${(error as Error).message}`)
      response.writeHead(502, { connection: 'close' }).end()
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const { port: chosen } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function passOn(url: string, request: IncomingMessage, response: ServerResponse, progress: Progress) {
  if (request.method !== 'POST' || Number(request.headers['content-length'] ?? 0) > mostBytes) {
    response.writeHead(request.method === 'POST' ? 413 : 405, { connection: 'close' }).end()
    return
  }
  const body = await bodyOf(request)
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end()
    return
  }
  const headers = passedOn.request.flatMap((name): [string, string][] => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error' })
  const operation = /[A-Za-z]+(?="?$)/.exec(String(request.headers['soapaction'] ?? ''))?.[0] ?? 'a message'
  progress(`${request.socket.remoteAddress ?? 'A device'}: ${operation}, answered with ${answer.status}.`)
  const told = passedOn.answer.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  // Nothing is said before all of it is here: half an answer cannot be taken back.
  const content = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, Object.fromEntries(told)).end(content)
}

/** Undefined if it is too long, whatever it said before. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
