import { randomBytes } from 'node:crypto'
import { newTicket } from '../../src/domain/ticket.ts'
import { createKeyring, parseKeyring, type Keyring } from '../../src/tickets/keyring.ts'
import { TicketVault } from '../../src/tickets/vault.ts'

const keyring = parseKeyring(createKeyring(randomBytes))
const vault = new TicketVault(keyring, randomBytes)
const ticket = newTicket(randomBytes)
const id = '019a8b7c-0000-7000-8000-000000000001'
const otherId = '019a8b7c-0000-7000-8000-000000000002'

/** The keyring after a rotation: a second key of each kind, which is current. */
const rotated: Keyring = {
  lookup: { current: 2, keys: new Map([...keyring.lookup.keys, [2, randomBytes(32)]]) },
  cipher: { current: 2, keys: new Map([...keyring.cipher.keys, [2, randomBytes(32)]]) },
}

test('a sealed ticket opens again, under its own id only', () => {
  const row = vault.seal(ticket, id)
  expect(vault.open({ ...row, id })).toBe(ticket)
  expect(vault.open({ ...row, id: id.toUpperCase().replaceAll('-', '') })).toBe(ticket)
  expect(() => vault.open({ ...row, id: otherId })).toThrow('unable to authenticate data')
})

test('the row shows the last group and nothing else of the ticket', () => {
  const row = vault.seal(ticket, id)
  expect(row.lastGroup).toBe(ticket.slice(20))
  expect(row.ciphertext).toHaveLength(12 + 25 + 16)
  expect(row.lookup).toHaveLength(32)
  for (const bytes of [row.ciphertext, row.lookup]) expect(bytes.toString('latin1')).not.toContain(ticket.slice(0, 5))
})

test('sealing twice gives other bytes and the same look-up', () => {
  const [first, second] = [vault.seal(ticket, id), vault.seal(ticket, id)]
  expect(first.ciphertext).not.toEqual(second.ciphertext)
  expect(first.lookup).toEqual(second.lookup)
})

test('a changed bit anywhere in the ciphertext is noticed', () => {
  const row = vault.seal(ticket, id)
  for (let place = 0; place < row.ciphertext.length; place++) {
    const ciphertext = Buffer.from(row.ciphertext)
    ciphertext.writeUInt8(ciphertext.readUInt8(place) ^ 1, place)
    expect(() => vault.open({ ...row, ciphertext, id })).toThrow('unable to authenticate data')
  }
  expect(() => vault.open({ ...row, ciphertext: row.ciphertext.subarray(0, -1), id })).toThrow()
})

test('another keyring finds and opens nothing', () => {
  const stranger = new TicketVault(parseKeyring(createKeyring(randomBytes)), randomBytes)
  expect(() => stranger.open({ ...vault.seal(ticket, id), id })).toThrow('unable to authenticate data')
  expect(stranger.lookups(ticket)[0]?.hash).not.toEqual(vault.lookups(ticket)[0]?.hash)
})

test('after a rotation new rows use the new keys, and old rows are still found and opened', () => {
  const later = new TicketVault(rotated, randomBytes)
  const before = vault.seal(ticket, id)
  const after = later.seal(ticket, id)
  expect([after.lookupKey, after.cipherKey]).toEqual([2, 2])
  expect(later.lookups(ticket)).toEqual([
    { keyNumber: 2, hash: after.lookup },
    { keyNumber: 1, hash: before.lookup },
  ])
  expect(later.open({ ...before, id })).toBe(ticket)
  expect(later.open({ ...after, id })).toBe(ticket)
  expect(() => vault.open({ ...after, id })).toThrow('the keyring has no key number 2')
})
