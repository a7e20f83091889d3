import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificate, type TestCertificate } from './certificates.ts'

/** A folder with the certificate of a server for `localhost`, and the authority that issued it. */
export interface TlsFolder {
  readonly authority: TestCertificate
  readonly server: TestCertificate
  /** `TLS_CERT` and `TLS_KEY`. */
  readonly env: Readonly<Record<'TLS_CERT' | 'TLS_KEY', string>>
  path(name: string): string
  write(name: string, text: string): Promise<void>
  remove(): Promise<void>
}

export async function makeTlsFolder(): Promise<TlsFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-tls-'))
  const path = (name: string) => join(folder, name)
  const write = (name: string, text: string) => writeFile(path(name), text)
  const authority = makeCertificate({ subject: [['CN', 'Test Authority']], isAuthority: true })
  const server = makeCertificate({ issuer: authority })
  await write('server.pem', server.cert)
  await write('server.key', server.key)
  return {
    authority,
    server,
    env: { TLS_CERT: path('server.pem'), TLS_KEY: path('server.key') },
    path,
    write,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export interface TlsReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** One request by TLS, on a connection of its own; `ca` is whom it trusts, `cert` and `key` are the client's. */
export function askTls(
  url: string,
  { body, ...options }: RequestOptions & { readonly body?: string | undefined } = {},
): Promise<TlsReply> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url.replace('127.0.0.1', 'localhost'), { agent: false, ...options }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        })
      })
    })
    request.once('error', reject)
    request.end(body)
  })
}
