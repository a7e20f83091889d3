import { makeCertificate } from '../support/certificates.ts'
import { startServer } from '../support/server.ts'
import { askTls, makeTlsFolder, type TlsFolder } from '../support/tls.ts'

/** A certificate whose subject and issuer have no parts, as anybody can make one. */
const nameless = makeCertificate({ subject: [] })

let folder: TlsFolder
beforeAll(async () => {
  folder = await makeTlsFolder()
})
afterAll(() => folder.remove())

describe('a certificate without any name', () => {
  test('of a client is nobody’s, and does no harm to the server', async () => {
    const server = await startServer({ env: { ...folder.env, INTERFACES: 'admin' } })
    const ca = folder.authority.cert
    const ask = async (path: string, options: object) =>
      (await askTls(`${server.url}${path}`, { ca, ...options })).status
    const message = { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' }
    expect(await ask('/healthz', nameless)).toBe(200)
    expect(await ask('/soap/admin', { ...nameless, ...message })).toBe(500)
    expect(await ask('/healthz', {})).toBe(200)
    await server.close()
  })

  test('of a client is one by its fingerprint', async () => {
    const server = await startServer({ env: { ...folder.env, INTERFACES: 'admin' } })
    await server.client('erp', ['admin'], { certificates: [nameless.cert] })
    const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><ListItems xmlns="urn:opendepot:admin:v1"><itemFilter/><pageSize>0</pageSize></ListItems></s:Body></s:Envelope>`
    const headers = { 'content-type': 'text/xml' }
    const options = { ca: folder.authority.cert, cert: nameless.cert, key: nameless.key, method: 'POST', headers, body }
    expect((await askTls(`${server.url}/soap/admin`, options)).status).toBe(200)
    await server.close()
  })

  test('in the header of a trusted proxy is nobody’s', async () => {
    const server = await startServer({ env: { TRUSTED_PROXIES: '127.0.0.1', INTERFACES: 'admin' } })
    const headers = { 'client-cert': `:${nameless.der.toString('base64')}:` }
    expect((await fetch(`${server.url}/healthz`, { headers })).status).toBe(200)
    await server.close()
  })

  test('of the server is one like any other: new authorities put the names beside it only', async () => {
    const own = makeCertificate({ subject: [], issuer: folder.authority })
    await folder.write('nameless.pem', own.cert)
    await folder.write('nameless.key', own.key)
    const files = { TLS_CERT: folder.path('nameless.pem'), TLS_KEY: folder.path('nameless.key') }
    const server = await startServer({ env: { ...files, INTERFACES: 'admin' } })
    expect((await askTls(`${server.url}/healthz`, { ca: folder.authority.cert })).status).toBe(200)
    await server.close()
  })
})
