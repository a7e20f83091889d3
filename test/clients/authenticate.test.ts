import { createHash, randomBytes } from 'node:crypto'
import type { SentCertificate } from '../../src/clients/authenticate.ts'
import type { Login } from '../../src/clients/login.ts'
import { alterClient, disableClient } from '../../src/clients/manage.ts'
import { newSecret, verifySecret } from '../../src/clients/secret.ts'
import { NonceCleaner } from '../../src/clients/used-nonces.ts'
import { ClientSecret } from '../../src/entities/client-secret.ts'
import { UsedNonce } from '../../src/entities/used-nonce.ts'
import { Store } from '../../src/store/store.ts'
import { accountsIn, basic, by, digestToken, now } from './accounts.ts'

let store: Store
let accounts: ReturnType<typeof accountsIn>
let time: Date
beforeEach(async () => {
  store = await Store.open({ url: 'sqlite::memory:' })
  await store.migrate()
  time = now
  accounts = accountsIn(store, () => time)
})
afterEach(() => store.close())

const here = '192.0.2.7'
const login = (name: string, secret: string, address = here) =>
  accounts.authenticator.byHeader(basic(name, secret), address)
const reasonOf = (outcome: Login | undefined) => (outcome?.caller === undefined ? outcome?.reason : 'known')
const reason = async (name: string, secret: string, address = here) => reasonOf(await login(name, secret, address))

describe('by name and secret', () => {
  test('with what the client may do', async () => {
    const secret = await accounts.add('erp')
    const caller = {
      name: 'erp',
      roles: new Set(['sales']),
      orderScope: 'erp',
      firmCodes: 'all',
      orderRepeat: undefined,
    }
    expect(await login('erp', secret)).toEqual({ caller, way: 'basic' })
    const more = { roles: ['sales', 'support'], orderScope: 'web', firmCodes: [10, 20], orderRepeat: 'extend' } as const
    const other = await accounts.add('shop', more)
    expect(await accounts.authenticator.byHeader(`Bearer shop.${other}`, here)).toEqual({
      caller: {
        name: 'shop',
        roles: new Set(['sales', 'support']),
        orderScope: 'web',
        firmCodes: new Set([10, 20]),
        orderRepeat: 'extend',
      },
      way: 'bearer',
    })
  })

  test('nobody with a wrong secret, another name or another case', async () => {
    const secret = await accounts.add('erp')
    await accounts.add('shop')
    expect(reasonOf(await accounts.authenticator.byHeader('Bearer x', here))).toBe('unreadable')
    expect(await reason('erp', `${secret}x`)).toBe('wrongSecret')
    expect(await reason('erp', '')).toBe('wrongSecret')
    expect(await reason('shop', secret)).toBe('wrongSecret')
    expect(await reason('nobody', secret)).toBe('unknown')
    expect(await reason('ERP', secret)).toBe('unknown')
  })

  test('an unknown name costs as many hashes as a wrong secret, with one live secret or two', async () => {
    let hashes = 0
    accounts = accountsIn(
      store,
      () => now,
      (...args) => {
        hashes++
        return verifySecret(...args)
      },
    )
    const secret = await accounts.add('erp')
    await accounts.add('shop')
    await accounts.rotate('shop')
    const cost = async (name: string, sent = newSecret(randomBytes)) => {
      const before = hashes
      await login(name, sent)
      return hashes - before
    }
    expect([await cost('nobody'), await cost('erp'), await cost('shop'), await cost('erp', secret)]).toEqual([
      2, 2, 2, 2,
    ])
  })

  test('the log names a client that there is, and never what else was sent as a name', async () => {
    await accounts.add('erp')
    expect(await login('erp', 'wrong')).toEqual({ reason: 'wrongSecret', client: 'erp' })
    expect(await login('ods_secret', 'erp')).toEqual({ reason: 'unknown', client: undefined })
  })

  test('a disabled client is refused in its next call', async () => {
    const secret = await accounts.add('erp')
    expect(await reason('erp', secret)).toBe('known')
    expect(await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))).toBe(true)
    expect(await reason('erp', secret)).toBe('disabled')
    expect(await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))).toBe(false)
  })

  test('only from its addresses', async () => {
    const secret = await accounts.add('erp', { ipRanges: ['10.0.0.0/8', '2001:db8::/32'] })
    expect(await reason('erp', secret, '10.1.2.3')).toBe('known')
    expect(await reason('erp', secret, '2001:db8::7')).toBe('known')
    expect(await reason('erp', secret, '11.1.2.3')).toBe('address')
    expect(await reason('erp', secret, 'unknown')).toBe('address')
    expect(await reason('erp', 'wrong', '11.1.2.3')).toBe('wrongSecret')
  })

  test('two secrets live during a rotation; the next one retires the older', async () => {
    const first = await accounts.add('erp')
    const second = await accounts.rotate('erp')
    const areKnown = async (...secrets: string[]) =>
      Promise.all(secrets.map(async (secret) => (await reason('erp', secret)) === 'known'))
    expect(await areKnown(first, second)).toEqual([true, true])
    const third = await accounts.rotate('erp')
    expect(await areKnown(first, second, third)).toEqual([false, true, true])
    const fourth = await accounts.rotate('erp', true)
    expect(await areKnown(second, third, fourth)).toEqual([false, false, true])
  })
})

describe('by the password of a message', () => {
  const text = (username: string, password: string) => {
    const token = { username, password, passwordType: undefined, nonce: undefined, created: undefined }
    return accounts.authenticator.byToken(token, here)
  }
  const token = async (...args: Parameters<typeof digestToken>) =>
    reasonOf(await accounts.authenticator.byToken(digestToken(...args), here))

  test('as text', async () => {
    const secret = await accounts.add('erp')
    expect(await text('erp', secret)).toMatchObject({ caller: { name: 'erp' }, way: 'password' })
    expect(reasonOf(await text('erp', 'wrong'))).toBe('wrongSecret')
    expect(reasonOf(await text('', secret))).toBe('incompleteToken')
  })

  test('as digest, with either live secret, of a client that may', async () => {
    const first = await accounts.add('erp', { passwordDigest: true })
    const second = await accounts.rotate('erp')
    expect([await token('erp', first), await token('erp', second)]).toEqual(['known', 'known'])
    expect(await token('erp', newSecret(randomBytes))).toBe('wrongSecret')
    expect(await token('nobody', first)).toBe('unknown')
    await accounts.rotate('erp', true)
    expect(await token('erp', first)).toBe('wrongSecret')
  })

  test('no digest of a client that did not opt in, has none of its secrets kept, or opted out', async () => {
    const secret = await accounts.add('erp')
    expect(await token('erp', secret)).toBe('wrongSecret')
    await store.transact((tx) => alterClient(tx, by, { name: 'erp', passwordDigest: true }))
    expect(await token('erp', secret)).toBe('wrongSecret')
    const kept = await accounts.rotate('erp')
    expect(await token('erp', kept)).toBe('known')
    await store.transact((tx) => alterClient(tx, by, { name: 'erp', passwordDigest: false }))
    expect(await token('erp', kept)).toBe('wrongSecret')
    expect(await reason('erp', kept)).toBe('known')
    expect(await store.read((tx) => tx.find(ClientSecret))).toMatchObject([{ sealed: null }, { sealed: null }])
  })

  test('no digest of a secret that is kept for another reason', async () => {
    const secret = await accounts.add('erp', { passwordDigest: true })
    await store.transact((tx) => tx.query('UPDATE clients SET password_form = NULL'))
    expect(await token('erp', secret)).toBe('noDigest')
  })

  test.each([
    ['2026-11-22T09:55:00Z', 'known'],
    ['2026-11-22T09:54:59.999Z', 'stale'],
    ['2026-11-22T10:01:00Z', 'known'],
    ['2026-11-22T10:01:00.001Z', 'stale'],
  ])('a digest made at %s is %s at 10:00', async (created, expected) => {
    const secret = await accounts.add('erp', { passwordDigest: true })
    expect(await token('erp', secret, { created })).toBe(expected)
  })

  test('a nonce is good once, whatever else is in the digest, for each client by itself', async () => {
    const nonce = randomBytes(8)
    const [erp, shop] = [
      await accounts.add('erp', { passwordDigest: true }),
      await accounts.add('shop', { passwordDigest: true }),
    ]
    expect(await token('erp', erp, { nonce })).toBe('known')
    expect(await token('erp', erp, { nonce })).toBe('replayed')
    expect(await token(' erp ', erp, { nonce })).toBe('replayed')
    expect(await token('erp', erp, { nonce, created: '2026-11-22T10:00:01Z' })).toBe('replayed')
    expect(await token('shop', shop, { nonce })).toBe('known')
  })

  test('of many equal digests at once, one is accepted', async () => {
    const secret = await accounts.add('erp', { passwordDigest: true })
    const nonce = randomBytes(16)
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => token('erp', secret, { nonce })))
    expect(outcomes.toSorted()).toEqual(['known', ...Array.from({ length: 7 }, () => 'replayed')])
  })

  test('wrong digests leave no rows, and right ones only for as long as they are good', async () => {
    const secret = await accounts.add('erp', { passwordDigest: true })
    const rows = () => store.read((tx) => tx.count(UsedNonce))
    await token('erp', 'wrong')
    expect(await rows()).toBe(0)
    await token('erp', secret)
    const cleaner = new NonceCleaner(store, () => time)
    time = new Date(now.getTime() + 300_000)
    expect(await cleaner.turn()).toBeGreaterThan(0)
    expect(await rows()).toBe(1)
    time = new Date(now.getTime() + 300_000 + 3_600_001)
    await cleaner.turn()
    expect(await rows()).toBe(0)
  })
})

describe('by certificate', () => {
  const der = Buffer.from('a certificate')
  const certificate: SentCertificate = {
    fingerprint: createHash('sha256').update(der).digest('hex'),
    subject: 'CN=sap-prod,O=Example,C=DE',
    issuer: 'CN=Example CA,O=Example',
    validFrom: new Date(now.getTime() - 1000),
    validTo: new Date(now.getTime() + 1000),
    isVerified: false,
  }
  const come = async (more: Partial<SentCertificate> = {}, address = here) =>
    reasonOf(await accounts.authenticator.byCertificate({ ...certificate, ...more }, address))
  const fingerprint = `sha256:${certificate.fingerprint}`
  const names = 'subject:C=DE, O=Example, CN=sap-prod;issuer:O=Example, CN=Example CA'

  test('by its fingerprint, whoever issued it, while it is valid', async () => {
    await accounts.add('erp', { certificates: [fingerprint] })
    expect(await accounts.authenticator.byCertificate(certificate, here)).toMatchObject({
      caller: { name: 'erp' },
      way: 'certificate',
    })
    expect(await come({ validTo: new Date(now.getTime() - 1) })).toBe('certificateExpired')
    expect(await come({ validFrom: new Date(now.getTime() + 1) })).toBe('certificateExpired')
    expect(await come({ fingerprint: '00'.repeat(32) })).toBeUndefined()
  })

  test('by its names, only when somebody trusted checked its issuer', async () => {
    await accounts.add('erp', { certificates: [names] })
    expect(await come({ isVerified: true })).toBe('known')
    expect(await come()).toBeUndefined()
    expect(await come({ isVerified: true, issuer: 'CN=Other CA,O=Example' })).toBeUndefined()
    expect(await come({ isVerified: true, subject: 'CN=sap-test,O=Example,C=DE' })).toBeUndefined()
  })

  test('the certificate itself goes before its names', async () => {
    await accounts.add('named', { certificates: [names] })
    await accounts.add('exact', { certificates: [fingerprint] })
    const login = await accounts.authenticator.byCertificate({ ...certificate, isVerified: true }, here)
    expect(login?.caller?.name).toBe('exact')
  })

  test('of a disabled client, or from a wrong address, it is refused and not passed over', async () => {
    await accounts.add('erp', { certificates: [fingerprint], ipRanges: ['10.0.0.0/8'] })
    expect(await come()).toBe('address')
    expect(await come({}, '10.0.0.1')).toBe('known')
    await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))
    expect(await come({}, '10.0.0.1')).toBe('disabled')
  })

  test('two live during a rotation', async () => {
    const next = `sha256:${'ab'.repeat(32)}`
    await accounts.add('erp', { certificates: [fingerprint] })
    await store.transact((tx) => alterClient(tx, by, { name: 'erp', certificates: [fingerprint, next] }))
    expect([await come(), await come({ fingerprint: 'ab'.repeat(32) })]).toEqual(['known', 'known'])
    await store.transact((tx) => alterClient(tx, by, { name: 'erp', certificates: [next] }))
    expect([await come(), await come({ fingerprint: 'ab'.repeat(32) })]).toEqual([undefined, 'known'])
  })
})
