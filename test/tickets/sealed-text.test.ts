import { randomBytes } from 'node:crypto'
import { createKeyring, parseKeyring, type Keyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'

const keyring = parseKeyring(createKeyring(randomBytes))
const sealer = new Sealer(keyring, randomBytes)
const bytes = Buffer.from('secret bytes')

test('opens what it sealed, empty bytes too', () => {
  expect(sealer.open(sealer.seal(bytes, 'purpose'), 'purpose')).toEqual(bytes)
  expect(sealer.open(sealer.seal(Buffer.alloc(0), 'purpose'), 'purpose')).toEqual(Buffer.alloc(0))
})

test('the text says nothing, and is another one each time', () => {
  const text = sealer.seal(bytes, 'purpose')
  expect(text).toMatch(/^s1\.1\.[A-Za-z0-9_-]+$/)
  expect(Buffer.from(text.slice(5), 'base64url').includes(bytes)).toBe(false)
  expect(sealer.seal(bytes, 'purpose')).not.toBe(text)
})

test('opens for its purpose only', () => {
  expect(() => sealer.open(sealer.seal(bytes, 'purpose'), 'other')).toThrow()
})

test('opens by the key that sealed, also after a rotation, and by no other', () => {
  const text = sealer.seal(bytes, 'purpose')
  const rotated: Keyring = {
    ...keyring,
    cipher: { current: 2, keys: new Map([...keyring.cipher.keys, [2, randomBytes(32)]]) },
  }
  expect(new Sealer(rotated, randomBytes).open(text, 'purpose')).toEqual(bytes)
  expect(new Sealer(rotated, randomBytes).seal(bytes, 'purpose')).toMatch(/^s1\.2\./)
  const other = parseKeyring(createKeyring(randomBytes))
  expect(() => new Sealer(other, randomBytes).open(text, 'purpose')).toThrow()
  expect(() => sealer.open(text.replace('s1.1.', 's1.9.'), 'purpose')).toThrow(/no key number 9/)
})

test('every changed character is noticed', () => {
  const text = sealer.seal(bytes, 'purpose')
  const body = Buffer.from(text.slice(5), 'base64url')
  for (let index = 0; index < body.length; index++) {
    const changed = Buffer.from(body)
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
    expect(() => sealer.open(`s1.1.${changed.toString('base64url')}`, 'purpose')).toThrow()
  }
  expect(() => sealer.open(`s1.1.${body.subarray(0, 20).toString('base64url')}`, 'purpose')).toThrow()
})

test('other text is no sealed text', () => {
  for (const text of ['', 's1', 's2.1.AAAA', 'clear text'])
    expect(() => sealer.open(text, 'purpose')).toThrow(/not a sealed text/)
})
