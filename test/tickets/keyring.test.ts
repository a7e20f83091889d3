import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkCanary } from '../../src/tickets/canary.ts'
import { loadKeyring, loadOrCreateKeyring } from '../../src/tickets/keyring-file.ts'
import { createKeyring, keyNumbered, parseKeyring } from '../../src/tickets/keyring.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const good = { lookup: { current: 2, keys: { 1: key(1), 2: key(2) } }, cipher: { current: 1, keys: { 1: key(3) } } }

describe('parseKeyring', () => {
  test('reads numbered keys and which are current', () => {
    const { lookup, cipher } = parseKeyring(JSON.stringify(good))
    expect(lookup.current).toBe(2)
    expect([...lookup.keys.keys()]).toEqual([1, 2])
    expect(keyNumbered(cipher, 1)).toEqual(Buffer.alloc(32, 3))
  })

  const set = good.lookup
  test.each([
    ['not JSON', `{"lookup": "${key(7)}"`, 'the keyring is not JSON'],
    ['no object', '[]', 'the keyring has to be a JSON object'],
    ['a purpose missing', JSON.stringify({ lookup: set }), 'cipher has to be a JSON object'],
    [
      'an unknown field',
      JSON.stringify({ ...good, more: 1 }),
      "the keyring has an unknown field 'more'; known are lookup, cipher",
    ],
    [
      'an unknown field of a set',
      JSON.stringify({ ...good, lookup: { ...set, Current: 1 } }),
      "lookup has an unknown field 'Current'; known are current, keys",
    ],
    ['no keys', JSON.stringify({ ...good, cipher: { current: 1 } }), 'cipher.keys has to be a JSON object'],
    [
      'a current key that is not there',
      JSON.stringify({ ...good, lookup: { ...set, current: 3 } }),
      'lookup.current has to be the number of one of lookup.keys',
    ],
    [
      'a current key as text',
      JSON.stringify({ ...good, lookup: { ...set, current: '1' } }),
      'lookup.current has to be the number of one of lookup.keys',
    ],
    [
      'key number 0',
      JSON.stringify({ ...good, lookup: { current: 0, keys: { 0: key(1) } } }),
      "lookup.keys: '0' is no key number (1 to 32767)",
    ],
    [
      'a key number too high',
      JSON.stringify({ ...good, lookup: { current: 1, keys: { 32768: key(1) } } }),
      "lookup.keys: '32768' is no key number (1 to 32767)",
    ],
    [
      'a short key',
      JSON.stringify({ ...good, lookup: { current: 1, keys: { 1: key(1).slice(4) } } }),
      'lookup.keys.1 has to be the base64 text of exactly 32 bytes',
    ],
    [
      'a key in hexadecimal',
      JSON.stringify({ ...good, lookup: { current: 1, keys: { 1: 'ab'.repeat(32) } } }),
      'lookup.keys.1 has to be the base64 text of exactly 32 bytes',
    ],
    [
      'a key that is no text',
      JSON.stringify({ ...good, lookup: { current: 1, keys: { 1: 5 } } }),
      'lookup.keys.1 has to be the base64 text of exactly 32 bytes',
    ],
    [
      'one key twice',
      JSON.stringify({ ...good, cipher: { current: 1, keys: { 1: key(2) } } }),
      'two keys of the keyring are the same; each has to be random',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseKeyring(text)).toThrow(new Error(message))
  })

  test('reads what createKeyring makes, each key from fresh random bytes', () => {
    let calls = 0
    const keyring = parseKeyring(createKeyring((bytes) => Buffer.alloc(bytes, ++calls)))
    expect(keyring.lookup.keys).toEqual(new Map([[1, Buffer.alloc(32, 1)]]))
    expect(keyring.cipher.keys).toEqual(new Map([[1, Buffer.alloc(32, 2)]]))
  })

  test('keyNumbered names the number that is not there', () => {
    expect(() => keyNumbered(parseKeyring(JSON.stringify(good)).cipher, 9)).toThrow('the keyring has no key number 9')
  })
})

describe('the keyring file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opendepot-keyring-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('loadKeyring takes the text itself or a path', async () => {
    const path = join(folder, 'keyring.json')
    await writeFile(path, JSON.stringify(good))
    expect(await loadKeyring(path)).toEqual(await loadKeyring(JSON.stringify(good)))
  })

  test('loadKeyring names the file that is missing or wrong', async () => {
    const path = join(folder, 'keyring.json')
    await expect(loadKeyring(path)).rejects.toThrow(`KEYRING: the file ${path} cannot be read (ENOENT).`)
    await writeFile(path, '{}')
    await expect(loadKeyring(path)).rejects.toThrow(`KEYRING: ${path}: lookup has to be a JSON object.`)
  })

  test('loadOrCreateKeyring makes it once, readable only for its owner, and leaves nothing else', async () => {
    const path = join(folder, 'data', 'keyring.json')
    const made = await loadOrCreateKeyring(path, randomBytes)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await loadOrCreateKeyring(path, randomBytes)).toEqual(made)
    expect(await readdir(join(folder, 'data'))).toEqual(['keyring.json'])
  })

  test('loadOrCreateKeyring: many at once agree on one', async () => {
    const path = join(folder, 'keyring.json')
    const keyrings = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateKeyring(path, randomBytes)))
    for (const keyring of keyrings) expect(keyring).toEqual(keyrings[0])
    expect(parseKeyring(await readFile(path, 'utf8'))).toEqual(keyrings[0])
  })

  test('loadOrCreateKeyring does not replace a file that it cannot read as one', async () => {
    const path = join(folder, 'keyring.json')
    await writeFile(path, '')
    await expect(loadOrCreateKeyring(path, randomBytes)).rejects.toThrow(`KEYRING: ${path}: the keyring is not JSON.`)
    expect(await readFile(path, 'utf8')).toBe('')
    await expect(loadOrCreateKeyring(folder, randomBytes)).rejects.toThrow('EISDIR')
  })
})

describe('checkCanary', () => {
  const one = parseKeyring(JSON.stringify({ lookup: { current: 1, keys: { 1: key(1) } }, cipher: good.cipher }))
  const two = parseKeyring(JSON.stringify(good))

  test('records all keys, and a new one when it comes', () => {
    const first = checkCanary(one, null)
    expect(checkCanary(one, first)).toBe(first)
    const second = checkCanary(two, first)
    expect(second).not.toBe(first)
    expect(checkCanary(two, second)).toBe(second)
  })

  test('refuses a keyring without a key that was used', () => {
    expect(() => checkCanary(one, checkCanary(two, null))).toThrow('with: lookup key 2 is missing.')
  })

  test('refuses a keyring with other keys, and names each', () => {
    const other = parseKeyring(createKeyring(randomBytes))
    expect(() => checkCanary(other, checkCanary(one, null))).toThrow(
      'with: lookup key 1 is another one, cipher key 1 is another one.',
    )
  })

  test('tells no key', () => {
    const text = checkCanary(two, null)
    for (const byte of [1, 2, 3]) expect(text).not.toContain(key(byte))
  })
})
