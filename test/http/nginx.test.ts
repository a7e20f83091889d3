import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { freePort } from '../support/mariadb.ts'
import { makeCertificate, type TestCertificate } from '../support/certificates.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { askTls, makeTlsFolder, type TlsFolder } from '../support/tls.ts'

/** The snippet of docs/tls.md, run by a real nginx: what stands there is what was tried. */
const snippet = /```nginx\n([^]*?)```/.exec(readFileSync('docs/tls.md', 'utf8'))?.[1] ?? ''

let folder: TlsFolder
let nginx: ChildProcess | undefined
let server: TestServer
let clients: TestCertificate
let url: string
const complaints: string[] = []

beforeAll(async () => {
  folder = await makeTlsFolder()
  clients = makeCertificate({ subject: [['CN', 'Authority of Clients']], isAuthority: true })
  await folder.write('clients.pem', clients.cert)
  server = await startServer({ env: { TRUSTED_PROXIES: '127.0.0.1', INTERFACES: 'sales' } })
  const port = await freePort()
  await folder.write('nginx.conf', configOf(port))
  mkdirSync(folder.path('temp'))
  url = `https://localhost:${port}`
  nginx = spawn('nginx', ['-p', folder.path('.'), '-c', folder.path('nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Where Debian puts it, which is not in everybody's path.
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  })
  nginx.stderr?.on('data', (text: Buffer) => complaints.push(text.toString()))
  while ((await ask('/healthz').catch(() => undefined))?.status !== 200) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended: ${complaints.join('')}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

afterAll(async () => {
  if (nginx?.exitCode === null) {
    nginx.kill('SIGTERM')
    await once(nginx, 'exit')
  }
  await server.close()
  await folder.remove()
})

/** The places of the example become those of the test; nothing else of it changes. */
function configOf(port: number): string {
  const site = snippet
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('/etc/opendepot', folder.path('.'))
    .replace('http://127.0.0.1:8080', server.url)
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder.path('temp')}/${name};`)
    .join('\n')
  return `daemon off;\nmaster_process off;\npid ${folder.path('nginx.pid')};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${temp}\n${site}\n}\n`
}

const ask = (path: string, options: Parameters<typeof askTls>[1] = {}) =>
  askTls(`${url}${path}`, { ca: folder.authority.cert, ...options })

test('the address of the sender is passed on, and what he says himself is not', async () => {
  await ask('/nothing', { headers: { 'x-forwarded-for': '192.0.2.1' }, localAddress: '127.0.0.2' })
  const lines = () => server.log.filter(({ path }) => path === '/nothing')
  while (lines().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(lines()).toMatchObject([{ address: '127.0.0.2', status: 404 }])
})

test('a request by TLS to nginx counts as secure', async () => {
  expect((await ask('/healthz')).headers['strict-transport-security']).toBe('max-age=31536000')
})

describe('a client certificate', () => {
  const body =
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetOrder xmlns="urn:opendepot:sales:v1"><orderNumber>1</orderNumber></GetOrder></s:Body></s:Envelope>'
  const call = (options: Parameters<typeof askTls>[1] = {}) =>
    ask('/soap/sales', {
      method: 'POST',
      body,
      ...options,
      headers: { 'content-type': 'text/xml', ...options.headers },
    })
  const issue = (name: string) =>
    makeCertificate({
      subject: [
        ['O', 'Vendor'],
        ['CN', name],
      ],
      issuer: clients,
    })

  test('logs its client in, by its fingerprint', async () => {
    const own = issue('erp')
    await server.client('erp', ['sales'], { certificates: [`sha256:${own.fingerprint}`] })
    const { status, text } = await call({ cert: own.cert, key: own.key })
    expect([status, text]).toEqual([500, expect.stringContaining('ORDER_UNKNOWN')])
  })

  test('… or by subject and issuer, since nginx has verified it', async () => {
    await server.client('shop', ['sales'], {
      certificates: ['subject:CN=shop,O=Vendor;issuer:CN=Authority of Clients'],
    })
    const { status, text } = await call(issue('shop'))
    expect([status, text]).toEqual([500, expect.stringContaining('ORDER_UNKNOWN')])
  })

  test('that nobody knows is no login', async () => {
    expect((await call(issue('nobody'))).status).toBe(401)
  })

  test('of another issuer is refused by nginx', async () => {
    const impostor = makeCertificate({ subject: [['CN', 'Authority of Clients']], isAuthority: true })
    const own = makeCertificate({
      subject: [
        ['O', 'Vendor'],
        ['CN', 'shop'],
      ],
      issuer: impostor,
    })
    expect(await call(own)).toMatchObject({ status: 400, text: expect.stringContaining('nginx') as string })
  })

  test('that a client writes into the header himself is not passed on', async () => {
    const der = issue('shop').der.toString('base64')
    expect((await call({ headers: { 'client-cert': `:${der}:` } })).status).toBe(401)
    expect((await call({ headers: { 'Client-Cert': `:${der}:`, Client_Cert: `:${der}:` } })).status).toBe(401)
  })
})

test('a body in chunks, packed, and one that is announced go through', async () => {
  for (const headers of [{ 'transfer-encoding': 'chunked' }, { expect: '100-continue' }]) {
    const reply = await ask('/soap/sales', {
      method: 'POST',
      body: '<a/>',
      headers: { 'content-type': 'text/xml', ...headers },
    })
    expect([reply.status, reply.text]).toEqual([500, expect.stringContaining('Envelope')])
  }
})
