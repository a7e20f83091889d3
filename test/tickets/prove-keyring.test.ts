import { randomBytes } from 'node:crypto'
import { Setting } from '../../src/entities/setting.ts'
import { Store } from '../../src/store/store.ts'
import { createKeyring, parseKeyring, type Keyring } from '../../src/tickets/keyring.ts'
import { proveKeyring } from '../../src/tickets/prove-keyring.ts'

const keyring = parseKeyring(createKeyring(randomBytes))
const grown: Keyring = {
  lookup: { current: 2, keys: new Map([...keyring.lookup.keys, [2, randomBytes(32)]]) },
  cipher: keyring.cipher,
}

let store: Store
beforeEach(async () => {
  store = await Store.open({ url: 'sqlite::memory:' })
  await store.migrate()
})
afterEach(() => store.close())

const rows = () => store.read((tx) => tx.find(Setting))

test('the first keyring is remembered, and is right from then on', async () => {
  await proveKeyring(store, keyring)
  const first = await rows()
  expect(first).toHaveLength(1)
  await proveKeyring(store, keyring)
  expect(await rows()).toEqual(first)
})

test('a wrong keyring is refused and changes nothing', async () => {
  await proveKeyring(store, keyring)
  const before = await rows()
  await expect(proveKeyring(store, parseKeyring(createKeyring(randomBytes)))).rejects.toThrow(
    'KEYRING: this is not the keyring that this database was used with',
  )
  expect(await rows()).toEqual(before)
})

test('a new key is remembered, and a node without it is refused', async () => {
  await proveKeyring(store, keyring)
  await proveKeyring(store, grown)
  await proveKeyring(store, grown)
  await expect(proveKeyring(store, keyring)).rejects.toThrow('lookup key 2 is missing')
})

test('many nodes that start at once agree', async () => {
  await Promise.all(Array.from({ length: 10 }, () => proveKeyring(store, keyring)))
  expect(await rows()).toHaveLength(1)
})
