import { readCredential, writeCredential, type Credential } from '../../src/formats/credential.ts'
import { readLease, writeLease, type Lease } from '../../src/formats/lease.ts'
import { lock, unlock } from '../../src/formats/locked.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { license, newContainer, newFirm, now } from './support.ts'

const firm = await newFirm({ epoch: 3 })
const { serial, signingKey } = newContainer(firm, 'ed25519-x25519', undefined, 'cloud')
const keyThumbprint = thumbprint(signingKey)
const common = { serial, firmCode: firm.firmCode, keyThumbprint, issuedAt: now }
const credential: Credential = { ...common, root: firm.root.key, generation: 2 }
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const lease: Lease = {
  ...common,
  leaseId: 'L-1',
  ...license('L-4711', { unitCounter: '10' }),
  nextContactAt: later(5),
  validUntil: later(15),
  seatNumber: 1,
  consumed: 9_007_199_254_740_993n,
}

test('a credential comes back as it was written, with the epoch of its key', async () => {
  const file = await writeCredential(credential, firm.sign)
  expect(await readCredential(file, firm.root)).toMatchObject({ credential, epoch: 3 })
})

test('a lease comes back as it was written, with the epoch of its key', async () => {
  const file = await writeLease({ ...lease, test: true, sealed: 'x' }, firm.sign)
  expect(await readLease(file, firm.root)).toMatchObject({ lease: { ...lease, test: true, sealed: 'x' }, epoch: 3 })
})

test('neither passes for the other, nor by another root', async () => {
  const [given, leased] = [await writeCredential(credential, firm.sign), await writeLease(lease, firm.sign)]
  await expect(readLease(given, firm.root)).rejects.toMatchObject({ rule: 'unsupported' })
  await expect(readCredential(leased, firm.root)).rejects.toMatchObject({ rule: 'unsupported' })
  const { root } = await newFirm()
  await expect(readLease(leased, root)).rejects.toMatchObject({ rule: 'otherRoot' })
  await expect(readCredential(given, root)).rejects.toMatchObject({ rule: 'otherRoot' })
})

test.each([
  [{ validUntil: now }, 'lease.validUntil is not after issuedAt'],
  [{ seatNumber: 0 }, 'lease.seatNumber'],
  [{ options: { ...lease.options, firmCode: 7 } }, 'holds a license of another'],
])('a lease that nobody could use is not signed: %j', async (change, message) => {
  await expect(writeLease({ ...lease, ...change }, firm.sign)).rejects.toThrow(message)
})

test('a credential without generation is not signed', async () => {
  await expect(writeCredential({ ...credential, generation: 0 }, firm.sign)).rejects.toThrow('credential.generation')
})

test('what a password locks, only that password unlocks, however its letters are composed', async () => {
  const locked = await lock({ secret: 'x' }, 'Pa\u00dfwort \u00e9', 1000)
  expect(await unlock(locked, 'Pa\u00dfwort e\u0301')).toEqual({ secret: 'x' })
  await expect(unlock(locked, 'Passwort')).rejects.toMatchObject({ rule: 'sealed' })
  await expect(unlock(`${locked.slice(0, -2)}xx`, 'Pa\u00dfwort \u00e9')).rejects.toMatchObject({ rule: 'sealed' })
})
