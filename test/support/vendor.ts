import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A question that the vendor was asked. */
export interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly question: Readonly<Record<string, unknown>>
}

/** What the vendor answers: a JSON value, or whatever else HTTP allows. */
export type VendorAnswer = object | { readonly status: number; readonly body: string } | 'silence'

/** The programs of a vendor that are asked before a renewal or an activation: a real HTTP server. */
export interface Vendor {
  readonly url: string
  readonly asked: Asked[]
  /** What it says from now on. */
  says: VendorAnswer
  close(): Promise<void>
}

export async function openVendor(): Promise<Vendor> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const question = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked['question']
      asked.push({ path: request.url ?? '', headers: request.headers, question })
      const { says } = vendor
      if (says === 'silence') return
      const raw = 'status' in says ? (says as { status: number; body: string }) : undefined
      response.writeHead(raw?.status ?? 200, { 'content-type': 'application/json' })
      response.end(raw?.body ?? JSON.stringify(says))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const vendor: Vendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    says: {},
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return vendor
}
