import { createHash } from 'node:crypto'
import { alterClient } from '../../src/clients/manage.ts'
import { NonceCleaner } from '../../src/clients/used-nonces.ts'
import { UsedNonce } from '../../src/entities/used-nonce.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { accountsIn, by, digestToken, now } from './accounts.ts'

describeEachDatabase('logins', (databases) => {
  const fingerprint = createHash('sha256').update('a certificate').digest('hex')

  test('of many equal digests at once, one is accepted, and its nonce is forgotten in the end', async () => {
    const store = await databases.open()
    const { authenticator, add } = accountsIn(store)
    const token = digestToken('erp', await add('erp', { passwordDigest: true }))
    const logins = await Promise.all(Array.from({ length: 6 }, () => authenticator.byToken(token, '::1')))
    const outcomes = logins.map((login) => (login.caller === undefined ? login.reason : 'known'))
    expect(outcomes.toSorted()).toEqual(['known', ...Array.from({ length: 5 }, () => 'replayed')])
    await new NonceCleaner(store, () => new Date(now.getTime() + 86_400_000)).turn()
    expect(await store.read((tx) => tx.count(UsedNonce))).toBe(0)
  })

  test('a certificate is found, and follows its client', async () => {
    const store = await databases.open()
    const { authenticator, add } = accountsIn(store)
    await add('erp')
    const certificate = {
      fingerprint,
      subject: 'CN=erp',
      issuer: 'CN=ca',
      validFrom: new Date(now.getTime() - 1),
      validTo: new Date(now.getTime() + 1),
      isVerified: true,
    }
    const caller = async () => (await authenticator.byCertificate(certificate, '::1'))?.caller?.name
    const change = (certificates: string[]) =>
      store.transact((tx) => alterClient(tx, by, { name: 'erp', certificates }))
    expect(await caller()).toBeUndefined()
    await change([`sha256:${fingerprint}`, 'subject:CN=erp;issuer:CN=ca'])
    expect(await caller()).toBe('erp')
    await change(['subject:CN=erp;issuer:CN=ca'])
    expect(await caller()).toBe('erp')
    await change([])
    expect(await caller()).toBeUndefined()
  })

  test('of two clients that take the same certificate at once, one has it', async () => {
    const store = await databases.open()
    const { add } = accountsIn(store)
    const both = ['erp', 'shop'].map((name) => add(name, { certificates: [`sha256:${fingerprint}`] }))
    const outcomes = await Promise.allSettled(both)
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CLIENT_INVALID' } })
  })
})
