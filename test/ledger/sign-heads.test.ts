import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LedgerHead } from '../../src/entities/ledger-head.ts'
import { Setting } from '../../src/entities/setting.ts'
import { readHead, unverifiedHead, writeHead } from '../../src/formats/ledger-head.ts'
import { HeadSigner } from '../../src/ledger/sign-heads.ts'
import { readTip } from '../../src/ledger/tip.ts'
import { ledgerPublicKeys, openLedgerKey } from '../../src/signing/ledger-key.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import type { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { numberAll, writeMany } from './ledger-kit.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-ledger-'))
})
afterEach(() => rm(folder, { recursive: true }))

const heads = (store: Store) => store.read((tx) => tx.find(LedgerHead, { order: { signedAt: 'ASC' } }))
const signer = (store: Store, interval: number) =>
  new HeadSigner({ store, interval, key: () => openLedgerKey(folder, undefined) })

describeEachDatabase('the signer of heads', (databases) => {
  test('signs nothing while there is nothing, and makes no key for it', async () => {
    const store = await databases.open()
    expect(await signer(store, 0).turn()).toBe(0)
    expect(await heads(store)).toEqual([])
    expect(await ledgerPublicKeys(folder)).toEqual([])
  })

  test('signs where the chain stands, once, and again when it went on', async () => {
    const store = await databases.open()
    await writeMany(store, 2)
    await numberAll(store)
    await signer(store, 0).turn()
    await signer(store, 0).turn()
    await writeMany(store, 1)
    await numberAll(store)
    await signer(store, 0).turn()
    const rows = await heads(store)
    expect(rows.map(({ sequence }) => sequence)).toEqual([2, 3])
    const tip = await store.read(readTip)
    const head = await readHead(rows[1]?.signed ?? '', await ledgerPublicKeys(folder))
    expect(head).toMatchObject({ ledgerEpoch: 1, sequence: 3, hash: tip.hash.toString('hex'), kid: rows[1]?.kid })
    expect(Math.abs(head.signedAt.getTime() - Date.now())).toBeLessThan(60_000)
    expect(unverifiedHead(rows[1]?.signed ?? '')).toEqual({ ...head, kid: undefined })
  })

  test('waits until the last one is a minute old, also if another node made it', async () => {
    const store = await databases.open()
    await writeMany(store, 1)
    await numberAll(store)
    await Promise.all([signer(store, 60_000).turn(), signer(store, 60_000).turn()])
    await writeMany(store, 1)
    await numberAll(store)
    await signer(store, 60_000).turn()
    expect(await heads(store)).toHaveLength(1)
    await sleep(5)
    await signer(store, 1).turn()
    expect(await heads(store)).toHaveLength(2)
  })

  test('says to which epoch of the ledger it belongs', async () => {
    const store = await databases.open()
    await store.transact((tx) => insertRows(tx, Setting, [{ name: 'ledgerEpoch', value: '3' }]))
    await writeMany(store, 1)
    await numberAll(store)
    await signer(store, 0).turn()
    expect((await heads(store))[0]).toMatchObject({ ledgerEpoch: 3, sequence: 1 })
  })
})

describe('the key of the ledger', () => {
  const path = () => join(folder, 'keys', 'ledger.pem')

  test('is made once, by whoever comes first', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => openLedgerKey(folder, undefined)))
    expect(new Set(keys.map(({ signer: { kid } }) => kid)).size).toBe(1)
    expect(await ledgerPublicKeys(folder)).toEqual([keys[0]?.publicKey])
  })

  test('is encrypted when there is a passphrase, and then needs it', async () => {
    const { publicKey } = await openLedgerKey(folder, 'open')
    expect(await readFile(path(), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect((await openLedgerKey(folder, 'open')).publicKey).toEqual(publicKey)
    await expect(openLedgerKey(folder, 'other')).rejects.toThrow('cannot be opened')
    await expect(openLedgerKey(folder, undefined)).rejects.toThrow('FIRM_PASSPHRASE is not set')
    expect(await ledgerPublicKeys(folder)).toEqual([publicKey])
  })

  test('a file whose halves do not belong together is refused', async () => {
    await openLedgerKey(folder, undefined)
    const file = await readFile(path(), 'utf8')
    await rm(path())
    await openLedgerKey(folder, undefined)
    const other = await readFile(path(), 'utf8')
    await writeFile(path(), file.replace(/-----BEGIN[\s\S]*/, '') + other.slice(other.indexOf('-----BEGIN')))
    await expect(openLedgerKey(folder, undefined)).rejects.toThrow('is damaged')
  })

  test('heads of a key that was put aside are still believed, those of a stranger are not', async () => {
    const head = { ledgerEpoch: 1, sequence: 1, hash: 'ab'.repeat(32), signedAt: new Date() }
    const first = await openLedgerKey(folder, undefined)
    const text = await writeHead(head, first.signer, first.publicKey)
    await writeFile(join(folder, 'keys', 'ledger-2026.pem'), await readFile(path(), 'utf8'))
    await rm(path())
    const second = await openLedgerKey(folder, undefined)
    expect(await readHead(text, await ledgerPublicKeys(folder))).toMatchObject(head)
    await expect(readHead(text, [second.publicKey])).rejects.toThrow('a key that is not the ledger')
    const changed = text.replace(/"signature":"./, (start) => start.slice(0, -1) + (start.endsWith('A') ? 'B' : 'A'))
    await expect(readHead(changed, [first.publicKey])).rejects.toThrow('was changed after it was signed')
  })
})
