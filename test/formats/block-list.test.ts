import { isBlocked, mostBlockedLicenses, readBlockList, writeBlockList } from '../../src/formats/block-list.ts'
import type { JsonObject } from '../../src/formats/encoding.ts'
import { newFirm, now } from './support.ts'

const firm = await newFirm({ epoch: 3 })
const serials = ['130-20', '3-9', '130-3']
const blocked = [
  { licenseId: 'b', below: 1 },
  { licenseId: 'a', below: 7 },
]
const list = { firmCode: firm.firmCode, issuedAt: now, containers: serials, licenses: blocked }

test('a list comes back sorted, with the epoch of its key', async () => {
  const text = await writeBlockList(list, firm.sign)
  const sorted = { containers: ['130-20', '130-3', '3-9'], licenses: [blocked[1], blocked[0]] }
  expect(await readBlockList(text, firm.root)).toEqual({ list: { ...list, ...sorted }, epoch: 3 })
})

test('a list of a test installation says so', async () => {
  const text = await writeBlockList({ ...list, test: true }, firm.sign)
  expect((await readBlockList(text, firm.root)).list.test).toBe(true)
})

test.each([
  ['out of order', { containers: ['3-9', '130-3'] }, 'containers[1] does not come after'],
  ['a container twice', { containers: ['3-9', '3-9'] }, 'containers[1] does not come after'],
  ['a license twice', { licenses: [blocked[0], { licenseId: 'b', below: 2 }] }, 'licenses[1] does not come after'],
  ['a generation that blocks nothing', { licenses: [{ licenseId: 'a', below: 0 }] }, 'below is not an integer from 1'],
  ['no serial', { containers: ['x'] }, 'containers[0]'],
])('refused: %s', async (_, change, why) => {
  const payload = {
    v: 1,
    firmCode: firm.firmCode,
    issuedAt: now.toISOString(),
    containers: [],
    licenses: [],
    ...change,
  }
  const text = await firm.sign('od-blocklist+jws', payload as unknown as JsonObject)
  await expect(readBlockList(text, firm.root)).rejects.toThrow(why)
})

test('only a file of this type and this firm is a block list', async () => {
  const text = await firm.sign('od-update+jws', { v: 1 })
  await expect(readBlockList(text, firm.root)).rejects.toMatchObject({ rule: 'unsupported' })
  const foreign = await writeBlockList(list, (await newFirm()).sign)
  await expect(readBlockList(foreign, firm.root)).rejects.toMatchObject({ rule: 'otherRoot' })
})

test('names so many licenses at most', async () => {
  const licenses = Array.from({ length: mostBlockedLicenses + 1 }, (_, id) => ({ licenseId: `L${id}`, below: 1 }))
  await expect(writeBlockList({ ...list, licenses }, firm.sign)).rejects.toThrow('licenses has 100001 entries')
})

test('a copy is void in a blocked container, or if it is older than the list says', () => {
  const copy = { serial: '130-1', licenseId: 'a', generation: 6 }
  expect(isBlocked(list, copy)).toBe(true)
  expect(isBlocked(list, { ...copy, generation: 7 })).toBe(false)
  expect(isBlocked(list, { ...copy, licenseId: 'c' })).toBe(false)
  expect(isBlocked(list, { ...copy, licenseId: 'c', serial: '3-9' })).toBe(true)
})
