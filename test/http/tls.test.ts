import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect as connectPlain } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { readConfig } from '../../src/config.ts'
import { createListener } from '../../src/http/listener.ts'
import { type Sender, senderOf } from '../../src/http/sender.ts'
import { TlsKeeper } from '../../src/http/tls-keeper.ts'
import type { TlsFiles } from '../../src/http/tls.ts'
import { silentLogger } from '../../src/logger.ts'
import { makeCertificate } from '../support/certificates.ts'
import { startServer } from '../support/server.ts'
import { askTls, makeTlsFolder, type TlsFolder } from '../support/tls.ts'

let folder: TlsFolder
beforeAll(async () => {
  folder = await makeTlsFolder()
})
afterAll(() => folder.remove())

const soon = () => new Date(Date.now() + 3_600_000)

describe('a server with TLS', () => {
  test('answers by https, says so in its addresses, and wants to be asked so from then on', async () => {
    const server = await startServer({ env: { ...folder.env, INTERFACES: 'depot' } })
    const ca = folder.authority.cert
    const wsdl = await askTls(`${server.url}/soap/depot?wsdl`, { ca })
    expect(wsdl.status).toBe(200)
    expect(wsdl.headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    })
    expect(wsdl.headers).not.toHaveProperty('server')
    expect(wsdl.headers).not.toHaveProperty('x-powered-by')
    expect(wsdl.text).toContain(`location="https://127.0.0.1:${new URL(server.url).port}/soap/depot"`)
    const metrics = await askTls(`${server.url}/metrics`, { ca })
    expect(metrics.text).toMatch(/^opendepot_tls_certificate_end_seconds [0-9]{10}$/m)
    const ready = await askTls(`${server.url}/readyz`, { ca })
    expect(JSON.parse(ready.text)).toMatchObject({
      checks: expect.arrayContaining([{ name: 'certificate', state: 'ok' }]) as unknown,
    })
    await server.close()
  })

  test('is degraded when its certificate ends soon', async () => {
    const ending = makeCertificate({ issuer: folder.authority, validTo: soon() })
    await folder.write('ending.pem', ending.cert)
    await folder.write('ending.key', ending.key)
    const env = { TLS_CERT: folder.path('ending.pem'), TLS_KEY: folder.path('ending.key'), INTERFACES: 'admin' }
    const server = await startServer({ env })
    const ready = await askTls(`${server.url}/readyz`, { ca: folder.authority.cert })
    const text = `the certificate of the server ends on ${soon().toISOString().slice(0, 10)}`
    expect(JSON.parse(ready.text)).toMatchObject({
      state: 'degraded',
      checks: expect.arrayContaining([{ name: 'certificate', state: 'degraded', text }]) as unknown,
    })
    await server.close()
  })

  test('without TLS there is no such wish', async () => {
    const server = await startServer({ env: { INTERFACES: 'admin' } })
    expect((await fetch(server.url)).headers.has('strict-transport-security')).toBe(false)
    await server.close()
  })
})

/** A listener with TLS that tells who asked. */
async function open(more: Partial<TlsFiles> = {}) {
  const { TLS_CERT: tlsCert, TLS_KEY: tlsKey } = folder.env
  const files: TlsFiles = { tlsCert, tlsKey, tlsClientCa: undefined, tlsMin: '1.2', ...more }
  const tls = new TlsKeeper({ files, clock: () => new Date(), logger: silentLogger })
  const refused: string[] = []
  const senders: Sender[] = []
  const listener = createListener(
    (request, response) => {
      senders.push(senderOf(request, { trustedProxies: [], clientCertHeader: 'client-cert' }))
      response.end('ok')
    },
    { limits: { ...readConfig({}), headerSeconds: 0.3 }, tls, onRefused: (reason) => refused.push(reason) },
  )
  const port = await listener.listen(0, '127.0.0.1')
  return { listener, tls, refused, senders, port, url: `https://localhost:${port}/` }
}

async function shake(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ca: folder.authority.cert, servername: 'localhost', ...options })
  await once(socket, 'secureConnect')
  return socket
}

describe('versions and ciphers:', () => {
  test.each([
    ['TLSv1.3', {}],
    ['TLSv1.2', { maxVersion: 'TLSv1.2' }],
    // Old kernels of SAP send no name of the server.
    ['TLSv1.2', { maxVersion: 'TLSv1.2', servername: '' }],
  ] as const)('%s is spoken with %j', async (protocol, options) => {
    const { listener, port } = await open()
    const socket = await shake(port, options)
    expect([socket.getProtocol(), socket.alpnProtocol]).toEqual([protocol, false])
    expect(socket.getCipher().name).toMatch(/^TLS_AES|^ECDHE-.*GCM/)
    socket.destroy()
    await listener.close(0)
  })

  test.each<[string, ConnectionOptions, Partial<TlsFiles>]>([
    ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, {}],
    ['TLS 1.2 where 1.3 is the least', { maxVersion: 'TLSv1.2' }, { tlsMin: '1.3' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }, {}],
    ['CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, {}],
  ])('%s is not', async (_what, options, more) => {
    const { listener, port, refused } = await open(more)
    await expect(shake(port, options)).rejects.toThrow(/alert|unsupported|handshake/i)
    expect(refused).toEqual(['tls'])
    await listener.close(0)
  })

  test('a client cannot negotiate again', async () => {
    const { listener, port } = await open()
    const socket = await shake(port, { maxVersion: 'TLSv1.2' })
    const outcome = await new Promise((resolve) => {
      socket.on('error', () => resolve('refused'))
      socket.renegotiate({}, (error) => resolve(error === null ? 'done' : 'refused'))
    })
    expect(outcome).toBe('refused')
    await listener.close(0)
  })
})

describe('who does not speak TLS', () => {
  test.each([
    ['HTTP without TLS', 'GET / HTTP/1.1\r\nHost: depot\r\n\r\n'],
    ['nothing', ''],
    ['half a handshake', '\x16\x03\x01\x02\x00\x01'],
  ])('%s: the connection is closed', async (_what, bytes) => {
    const { listener, port } = await open()
    const socket = connectPlain(port, '127.0.0.1').on('error', () => undefined)
    socket.write(Buffer.from(bytes, 'latin1'))
    socket.resume()
    await once(socket, 'close')
    expect((await askTls(`https://localhost:${port}/`, { ca: folder.authority.cert })).text).toBe('ok')
    await listener.close(0)
  })
})

describe('certificates of clients', () => {
  const subject = [
    ['O', 'Vendor'],
    ['CN', 'erp'],
  ] as const
  const own = makeCertificate({ subject })
  const certificateSeenBy = async (more: Partial<TlsFiles>, options: { cert?: string; key?: string }) => {
    const { listener, url, senders } = await open(more)
    await askTls(url, { ca: folder.authority.cert, ...options })
    await listener.close(0)
    expect(senders[0]).toMatchObject({ address: '127.0.0.1', network: '127.0.0.0/24', isSecure: true })
    return senders[0]?.certificate
  }

  test('none is fine', async () => {
    expect(await certificateSeenBy({}, {})).toBeUndefined()
  })

  test('any is seen; nobody says that its issuer was checked', async () => {
    expect(await certificateSeenBy({}, own)).toMatchObject({
      fingerprint: own.fingerprint,
      subject: 'CN=erp,O=Vendor',
      issuer: 'CN=erp,O=Vendor',
      isVerified: false,
    })
  })

  test.each([
    ['that is in time: verified', {}, true],
    ['that has ended: not', { validFrom: new Date(0), validTo: new Date(1000) }, false],
    ['that begins later: not', { validFrom: soon() }, false],
  ])('TLS_CLIENT_CA and one of its own %s', async (_what, dates, isVerified) => {
    await folder.write('ca.pem', folder.authority.cert)
    const issued = makeCertificate({ subject, issuer: folder.authority, ...dates })
    const seen = await certificateSeenBy({ tlsClientCa: folder.path('ca.pem') }, issued)
    expect(seen).toMatchObject({ fingerprint: issued.fingerprint, issuer: 'CN=Test Authority', isVerified })
  })

  test('TLS_CLIENT_CA does not verify one of another issuer of the same name', async () => {
    await folder.write('ca.pem', folder.authority.cert)
    const impostor = makeCertificate({ subject: [['CN', 'Test Authority']], isAuthority: true })
    const issued = makeCertificate({ subject, issuer: impostor })
    const seen = await certificateSeenBy({ tlsClientCa: folder.path('ca.pem') }, issued)
    expect(seen).toMatchObject({ subject: 'CN=erp,O=Vendor', issuer: 'CN=Test Authority', isVerified: false })
  })

  test.each([
    ['TLSv1.2', true],
    ['TLSv1.3', true],
    ['TLSv1.2', false],
    ['TLSv1.3', false],
  ] as const)('one that is resumed by %s is the same, verified: %s', async (version, isVerified) => {
    await folder.write('ca.pem', folder.authority.cert)
    const { cert, key, fingerprint } = makeCertificate({ subject, ...(isVerified && { issuer: folder.authority }) })
    const { listener, port, senders } = await open({ tlsClientCa: folder.path('ca.pem') })
    let session: Buffer | undefined
    const reused: boolean[] = []
    for (let times = 0; times < 2; times += 1) {
      const socket = await shake(port, { cert, key, minVersion: version, maxVersion: version, session })
      // With 1.2 it is there already, with 1.3 it comes after the handshake.
      session = socket.getSession()
      socket.on('session', (given: Buffer) => (session = given))
      reused.push(socket.isSessionReused())
      socket.write('GET / HTTP/1.1\r\nHost: depot\r\nConnection: close\r\n\r\n')
      await once(socket.resume(), 'close')
    }
    expect(reused).toEqual([false, true])
    expect(senders).toMatchObject([
      { certificate: { fingerprint, isVerified } },
      { certificate: { fingerprint, isVerified } },
    ])
    await listener.close(0)
  })
})

describe('limits of connections hold with TLS:', () => {
  const keeper = () => {
    const { TLS_CERT: tlsCert, TLS_KEY: tlsKey } = folder.env
    const files: TlsFiles = { tlsCert, tlsKey, tlsClientCa: undefined, tlsMin: '1.2' }
    return new TlsKeeper({ files, clock: () => new Date(), logger: silentLogger })
  }

  test('one address has so many, and what has not shaken hands counts', async () => {
    const limits = { ...readConfig({}), maxConnectionsPerAddress: 1 }
    const listener = createListener((_request, response) => response.end('ok'), { limits, tls: keeper() })
    const port = await listener.listen(0, '127.0.0.1')
    const silent = connectPlain(port, '127.0.0.1')
    await once(silent, 'connect')
    expect(listener.connections).toBe(1)
    await expect(askTls(`https://localhost:${port}/`, { ca: folder.authority.cert })).rejects.toThrow()
    await listener.close(0)
  })

  test('a stop waits for the request that runs, and not for who has said nothing', async () => {
    const running: ServerResponse[] = []
    const listener = createListener((_request, response) => running.push(response), {
      limits: readConfig({}),
      tls: keeper(),
    })
    const port = await listener.listen(0, '127.0.0.1')
    const silent = connectPlain(port, '127.0.0.1').resume()
    await once(silent, 'connect')
    const idle = (await shake(port, {})).resume()
    const reply = askTls(`https://localhost:${port}/`, { ca: folder.authority.cert })
    while (running.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const closed = listener.close(60_000)
    await Promise.all([once(silent, 'close'), once(idle, 'close')])
    running[0]?.end('done')
    expect((await reply).text).toBe('done')
    expect(await closed).toBe(0)
  })
})
