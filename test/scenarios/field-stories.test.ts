import { firmCode } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import { changed, field, items, machineParts } from './field.ts'
import { Year } from './year.ts'

// What users of the legacy complain about (each test is named after a complaint), and the end that it has here.

let year: Year
beforeAll(async () => {
  year = await Year.begin('sqlite::memory:')
  for (const [itemNumber, changes] of Object.entries(items)) await year.puts(itemNumber, changes)
}, 60_000)
afterAll(() => year.company.close())

const { activation, reissue, returnOfAll, update, take } = field(() => year)
const reason = 'it was asked for'

describe('two offline requests for one dongle ruin its state', () => {
  test.each([
    ['in their order', [0, 1]],
    ['the later one first', [1, 0]],
  ])('here both licenses arrive, imported %s', async (words, order) => {
    await year.on('2026-01-07')
    const dongle = year.company.newContainer('dongle')
    const files: (string | undefined)[] = []
    for (const ticket of ['A', 'B']) {
      const { ticketId } = await year.orders(`Dongle ${words}`, `${ticket} ${words}`, '10: CAD')
      files.push((await activation(dongle, ticketId!)).updateFile)
    }
    for (const index of order) await dongle.import(year.company.firm, files[index])
    expect(dongle.licenses(year.company.firm)).toHaveLength(2)
    expect(await year.company.confirm(dongle)).toMatchObject({ confirmedCount: 2, openCount: 0 })
    for (const ticket of ['A', 'B']) expect(await year.states(`${ticket} ${words}`)).toEqual(['10: CAD Confirmed'])
  })
})

test('one bad license aborts the whole call: here the good ones go, and the bad one says why', async () => {
  await year.on('2026-01-08')
  const { ticketId } = await year.orders('Partly', 'P-1', '10: CAD', '20: FIXED')
  const machine = await year.redeems('Partly')
  const { licenseResults, movedCount, refusedCount, updateFile } = await returnOfAll(machine)
  expect({ movedCount, refusedCount }).toEqual({ movedCount: 1, refusedCount: 1 })
  expect(licenseResults.licenseResult.find(({ ok }) => !ok)).toMatchObject({ code: 'RETURN_NOT_ALLOWED' })
  await take(machine, updateFile)
  expect(await year.states('P-1')).toEqual(['10: CAD NotCollected', '20: FIXED Confirmed'])
  expect(ticketId).toBeDefined()
})

test('a license that was sold by mistake cannot be pulled back: here it leaves at the next contact', async () => {
  await year.on('2026-01-09')
  await year.orders('Mistaken', 'M-1', '10: CAD')
  const machine = await year.redeems('Mistaken')
  const licenseIds = { licenseId: await year.licenseIds('M-1') }
  await year.company.sales('WithdrawLicenses', { withdrawal: { licenseIds, reason } })
  await take(machine, (await update(machine)).updateFile)
  expect(machine.licenses(year.company.firm)).toEqual([])
  expect(await year.states('M-1')).toEqual(['10: CAD Withdrawn'])
})

test('an exchange of files by mail takes a working day: here one mail with one file is enough', async () => {
  await year.on('2026-01-12')
  await year.orders('Remote', 'R-1', '10: CAD')
  const machine = await year.redeems('Remote')
  await year.orders('Remote', 'R-2', '10: RENDER')
  const assignment = { licenseIds: { licenseId: await year.licenseIds('R-2') }, containerSerial: machine.serial }
  await year.company.sales('AssignContainer', { assignment })
  const pushOrder = { containerSerial: machine.serial, firmCode }
  const { updateFile } = await year.company.sales('CreatePushUpdate', { pushOrder })
  await machine.import(year.company.firm, updateFile)
  expect(machine.licenses(year.company.firm)).toHaveLength(2)
  // The receipt can wait for the next contact, whatever that is about.
  await update(machine)
  expect(await year.states('R-2')).toEqual(['10: RENDER Confirmed'])
})

test('a renewal still needs the ticket to be activated by hand: here the program asks by itself', async () => {
  await year.on('2026-02-02')
  await year.orders('Renter', 'S-1', '10: FLAT')
  const machine = await year.redeems('Renter')
  expect(year.holds('Renter')).toEqual(['FLAT until 2026-03-02'])
  await year.on('2026-02-27')
  await take(machine, (await update(machine)).updateFile)
  expect(year.holds('Renter')).toEqual(['FLAT until 2026-04-02'])
})

test('a machine is dead: here its user gets the license back alone, as often as the vendor allows', async () => {
  await year.on('2026-03-02')
  const { ticketId = '' } = await year.orders('Unlucky', 'U-1', '10: TWICE')
  const [licenseId = ''] = await year.licenseIds('U-1')
  let machine = await year.redeems('Unlucky')
  for (const attempt of ['first', 'second']) {
    const next = year.company.newContainer()
    await take(next, (await reissue(next, ticketId, licenseId)).updateFile)
    expect([attempt, next.licenses(year.company.firm)]).toEqual([attempt, [licenseId]])
    machine = next
  }
  const third = await year.refusal(reissue(year.company.newContainer(), ticketId, licenseId))
  expect(third).toBe('QUOTA_EXCEEDED')
  expect(await year.states('U-1')).toEqual(['10: TWICE Confirmed'])
  expect(machine.licenses(year.company.firm)).toEqual([licenseId])
})

test('a dead machine was not dead: here it gives the license up at its next contact', async () => {
  await year.on('2026-03-03')
  const { ticketId = '' } = await year.orders('Hasty', 'H-1', '10: CAD', '20: FIXED')
  const old = await year.redeems('Hasty')
  const licenseId = await year.licenseId('H-1', '10')
  const next = year.company.newContainer()
  await take(next, (await reissue(next, ticketId, licenseId)).updateFile)
  expect(old.licenses(year.company.firm)).toContain(licenseId)
  await take(old, (await update(old)).updateFile)
  // What was not declared dead stays.
  expect(old.licenses(year.company.firm)).toEqual([await year.licenseId('H-1', '20')])
})

test('nobody says when a reactivation is possible: here the wait and its end are told', async () => {
  await year.on('2026-03-04')
  const { ticketId = '' } = await year.orders('Patient', 'W-1', '10: LATER')
  await year.redeems('Patient')
  const [licenseId = ''] = await year.licenseIds('W-1')
  const next = year.company.newContainer()
  const waitUntil = new Date('2026-03-07T08:00:00.000Z')
  expect(await reissue(next, ticketId, licenseId)).toMatchObject({ movedCount: 0, waitUntil })
  const { ticketViews } = await year.company.depot('GetTickets', { ticketIds: { ticketId: [ticketId] } })
  expect(ticketViews.ticketView[0]?.ticketLicenses.ticketLicense[0]?.reactivationAt).toEqual(waitUntil)
  await year.on('2026-03-07')
  await take(next, (await reissue(next, ticketId, licenseId)).updateFile)
  expect(next.licenses(year.company.firm)).toEqual([licenseId])
})

test('the vendor has to be called for each case: here he decides once, and the user goes on alone', async () => {
  await year.on('2026-03-09')
  const { ticketId = '' } = await year.orders('Asking', 'Q-1', '10: ASKED')
  await year.redeems('Asking')
  const [licenseId = ''] = await year.licenseIds('Q-1')
  const next = year.company.newContainer()
  expect(await year.refusal(reissue(next, ticketId, licenseId))).toBe('APPROVAL_NEEDED')
  const approval = { licenseId, decision: 'accept' as const, reason }
  await year.company.sales('ApproveReactivation', { approval })
  await take(next, (await reissue(next, ticketId, licenseId)).updateFile)
  expect(next.licenses(year.company.firm)).toEqual([licenseId])
})

test('a changed virtual machine breaks its container: here it is bound anew within its tolerance', async () => {
  await year.on('2026-04-01')
  const { ticketId } = await year.orders('Virtual', 'V-1', '10: CAD')
  const machine = year.customer('Virtual').container
  Object.assign(machine, { scheme: 'tolerant', machine: machineParts })
  await year.redeems('Virtual')
  for (const step of [['board'], ['board', 'mac']]) {
    machine.machine = changed(...step)
    expect(await update(machine)).toMatchObject({ containerSerial: machine.serial })
  }
  const history = { historyQuery: { containerSerial: machine.serial }, pageSize: 0 }
  const { historyEntries } = await year.company.sales('ListHistory', history)
  const rebound = historyEntries.historyEntry.filter(({ changeName }) => changeName === 'ContainerRebound')
  expect(rebound).toHaveLength(2)
  // Another machine altogether is a copy.
  machine.machine = machineParts.map(({ name }) => ({ name, value: 'of another machine' }))
  expect(await year.refusal(update(machine))).toBe('MANIPULATION_DETECTED')
  expect(ticketId).toBeDefined()
})

test('a system is installed anew and everything is gone: here all of it comes back by itself', async () => {
  await year.on('2026-04-02')
  await year.orders('Fresh', 'F-1', '10: CAD', '20: RENDER')
  const old = year.customer('Fresh').container
  old.machine = machineParts
  await year.redeems('Fresh')
  const fresh = year.company.newContainer()
  fresh.machine = changed('machineId')
  const contextFile = await fresh.context(year.company.firm)
  const restored = await year.company.depot('RestoreContainer', { restoration: { contextFile, acceptTerms: 'yes' } })
  expect(restored).toMatchObject({ oldSerial: old.serial, movedCount: 2, refusedCount: 0 })
  await take(fresh, restored.updateFile)
  expect(fresh.licenses(year.company.firm)).toHaveLength(2)
  expect(await year.refusal(update(old))).toBe('CONTAINER_BLOCKED')
  expect(await year.company.depot('CheckContainer', { containerSerial: old.serial })).toMatchObject({
    state: 'blocked',
  })
})

test('licenses are bound to hosts that are thrown away: here they come free by themselves', async () => {
  await year.on('2026-05-04')
  const { ticketId = '' } = await year.orders('Cloudy', 'C-1', '10: THROWAWAY')
  await year.redeems('Cloudy')
  const next = year.company.newContainer()
  expect(await year.refusal(activation(next, ticketId))).toBe('LICENSE_STATE')
  await year.on('2026-05-06')
  await take(next, (await activation(next, ticketId)).updateFile)
  expect(next.licenses(year.company.firm)).toHaveLength(1)
  expect(await year.states('C-1')).toEqual(['10: THROWAWAY Confirmed'])
})

test('a move needs every ticket of a base and its modules: here one return takes them along', async () => {
  await year.on('2026-06-01')
  await year.orders('Mover', 'B-1', '10: CAD')
  const old = await year.redeems('Mover')
  await year.orders('Mover', 'B-2', '10: RENDER')
  await year.redeems('Mover')
  const licenseId = await year.licenseIds('B-1')
  const contextFile = await old.context(year.company.firm)
  const licenseReturn = { licenseIds: { licenseId }, contextFile }
  await take(old, (await year.company.depot('ReturnLicenses', { licenseReturn })).updateFile)
  expect(old.licenses(year.company.firm)).toEqual([])
  expect([await year.states('B-1'), await year.states('B-2')]).toEqual([
    ['10: CAD NotCollected'],
    ['10: RENDER NotCollected'],
  ])
})

test('an old backup brings a returned license back: here it is found and healed, and then a person is asked', async () => {
  await year.on('2026-06-02')
  const { firm } = year.company
  await year.orders('Backup', 'K-1', '10: CAD')
  const machine = await year.redeems('Backup')
  const backup = machine.copy()
  await take(machine, (await returnOfAll(machine)).updateFile)
  const putBack = (contextSeq: number) => {
    const again = backup.copy()
    again.skipTo(firm, contextSeq)
    return again
  }
  const first = putBack(machine.state(firm).contextSeq)
  expect(first.licenses(firm)).toHaveLength(1)
  await take(first, (await update(first)).updateFile)
  expect(first.licenses(firm)).toEqual([])
  expect(await year.refusal(update(putBack(first.state(firm).contextSeq)))).toBe('MANIPULATION_DETECTED')
  expect(await year.states('K-1')).toEqual(['10: CAD NotCollected'])
})

test('a usage period is invisible to the server: here the vendor is told so when he defines it', async () => {
  const { warnings } = await year.company.admin('PutItem', itemOf('DAYS', items['DAYS']))
  expect(JSON.stringify(warnings)).toContain('usagePeriod')
})
