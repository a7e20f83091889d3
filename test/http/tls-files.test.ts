import { generateKeyPairSync } from 'node:crypto'
import { readConfig } from '../../src/config.ts'
import { createListener } from '../../src/http/listener.ts'
import { TlsKeeper } from '../../src/http/tls-keeper.ts'
import type { TlsFiles } from '../../src/http/tls.ts'
import type { LogFacts, Logger } from '../../src/logger.ts'
import { silentLogger } from '../../src/logger.ts'
import { makeCertificate } from '../support/certificates.ts'
import { askTls, makeTlsFolder, type TlsFolder } from '../support/tls.ts'

let folder: TlsFolder
beforeEach(async () => {
  folder = await makeTlsFolder()
})
afterEach(() => folder.remove())

const day = 86_400_000
const clock = () => new Date()

function keeper(more: Partial<TlsFiles> = {}, logger: Logger = silentLogger): TlsKeeper {
  const { TLS_CERT: tlsCert, TLS_KEY: tlsKey } = folder.env
  return new TlsKeeper({ files: { tlsCert, tlsKey, tlsClientCa: undefined, tlsMin: '1.2', ...more }, clock, logger })
}

describe('a server does not start', () => {
  const encrypted = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
  const tooSmall = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const ended = makeCertificate({ validFrom: new Date('2020-01-01'), validTo: new Date('2021-02-03T04:05:06Z') })
  const coming = makeCertificate({ validFrom: new Date(Date.now() + 10 * day) })

  test.each<[string, Record<string, string>, RegExp]>([
    ['without a certificate in its file', { 'server.pem': '' }, /^TLS_CERT holds no certificate in PEM form/],
    ['with a key in its place', { 'server.pem': encrypted }, /^TLS_CERT holds no certificate in PEM form/],
    [
      'with half a certificate',
      { 'server.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' },
      /^certificate 1 of TLS_CERT cannot be read; is the file whole\?$/,
    ],
    ['without a key', { 'server.key': 'key' }, /^TLS_KEY holds no private key in PEM form/],
    [
      'with a key that nobody can open',
      { 'server.key': encrypted },
      /^the private key of TLS_KEY is encrypted; write it/,
    ],
    ['with the key of another', { 'server.key': makeCertificate().key }, /^TLS_KEY is not the key of the certificate/],
    ['with a key that is too small', { 'server.key': tooSmall as string }, /^TLS_KEY is not the key|cannot be used/],
    [
      'with a certificate that has ended',
      { 'server.pem': ended.cert, 'server.key': ended.key },
      /^the certificate of TLS_CERT ended on 2021-02-03; get a new one$/,
    ],
    [
      'with one that begins later',
      { 'server.pem': coming.cert, 'server.key': coming.key },
      /^the certificate of TLS_CERT begins on [0-9-]{10}; is the clock of this machine right\?$/,
    ],
    ['with an authority that is none', { 'ca.pem': 'nobody' }, /^TLS_CLIENT_CA holds no certificate in PEM form/],
  ])('%s', async (_what, files, message) => {
    for (const [name, text] of Object.entries(files)) await folder.write(name, text)
    expect(() => keeper('ca.pem' in files ? { tlsClientCa: folder.path('ca.pem') } : {})).toThrow(message)
  })

  test('with the chain in the wrong order', async () => {
    await folder.write('server.pem', folder.authority.cert + folder.server.cert)
    expect(() => keeper()).toThrow(/^TLS_CERT: the certificate of the server has to come first/)
  })

  test('with a file that is not there', () => {
    const path = folder.path('nowhere.pem')
    expect(() => keeper({ tlsCert: path })).toThrow(`the file ${path} of TLS_CERT cannot be read (ENOENT)`)
  })
})

test.each([
  [{ TLS_CERT: 'a' }, 'TLS_CERT, TLS_KEY: TLS needs both, or neither'],
  [{ TLS_KEY: 'a' }, 'TLS_CERT, TLS_KEY: TLS needs both, or neither'],
  [{ TLS_CLIENT_CA: 'a' }, 'TLS_CLIENT_CA: is of no use without TLS_CERT; behind a proxy, the proxy checks'],
  [{ HEADER_SECONDS: '61' }, 'HEADER_SECONDS: must not be more than REQUEST_SECONDS'],
])('%j is a mistake', (env, text) => {
  expect(() => readConfig(env)).toThrow(text)
})

describe('a new certificate', () => {
  /** A listener with its log. */
  async function open() {
    const log: [level: string, message: string, facts: LogFacts | undefined][] = []
    const logger: Logger = {
      ...silentLogger,
      info: (message, facts) => log.push(['info', message, facts]),
      error: (message, facts) => log.push(['error', message, facts]),
    }
    const tls = keeper({}, logger)
    const listener = createListener((_request, response) => response.end('ok'), { limits: readConfig({}), tls })
    const url = `https://localhost:${await listener.listen(0, '127.0.0.1')}/`
    const ask = (ca: string) => askTls(url, { ca }).then(({ text }) => text)
    return { log, tls, listener, ask }
  }

  test('is taken up while the server runs; connections that are open stay', async () => {
    const { log, tls, listener, ask } = await open()
    expect(await ask(folder.authority.cert)).toBe('ok')
    tls.reload()
    expect(log).toEqual([])

    const fresh = makeCertificate({ subject: [['CN', 'localhost']] })
    await folder.write('server.pem', fresh.cert)
    await folder.write('server.key', fresh.key)
    tls.reload()
    expect(log).toEqual([
      ['info', 'the server uses its new certificate', { subject: 'CN=localhost', validTo: expect.any(Date) as Date }],
    ])
    expect(await ask(fresh.cert)).toBe('ok')
    await expect(ask(folder.authority.cert)).rejects.toThrow(/certificate/)
    await listener.close(0)
  })

  test('that is broken changes nothing, and is told once', async () => {
    const { log, tls, listener, ask } = await open()
    const fresh = makeCertificate()
    // As a program writes them: the certificate first, the key a moment later.
    await folder.write('server.pem', fresh.cert)
    tls.reload()
    tls.reload()
    expect(log).toEqual([
      [
        'error',
        'the new certificate cannot be used, the server keeps the old one',
        {
          validTo: expect.any(Date) as Date,
          error: expect.objectContaining({ message: expect.stringMatching(/^TLS_KEY is not/) as string }) as Error,
        },
      ],
    ])
    expect(await ask(folder.authority.cert)).toBe('ok')
    await folder.write('server.key', fresh.key)
    tls.reload()
    expect(log.slice(1)).toMatchObject([['info', 'the server uses its new certificate', {}]])
    expect(await ask(fresh.cert)).toBe('ok')
    await listener.close(0)
  })

  test('that is taken back is no new one', async () => {
    const { log, tls, listener, ask } = await open()
    await folder.write('server.key', '')
    tls.reload()
    await folder.write('server.key', folder.server.key)
    tls.reload()
    expect(log.map(([level]) => level)).toEqual(['error'])
    expect(await ask(folder.authority.cert)).toBe('ok')
    await listener.close(0)
  })
})
