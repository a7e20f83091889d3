import { randomBytes } from 'node:crypto'
import { cp, rm, writeFile } from 'node:fs/promises'
import { adviceOn } from '../../src/runtime/advice.ts'
import { listContainers } from '../../src/runtime/container-folder.ts'
import { newMachine, type Machine } from '../runtime/command-line.ts'
import { firmA, openSite, rootOf, type RuntimeSite } from '../runtime/site.ts'

/** The stories of people whose computer is gone, as they type them; nobody at the vendor lifts a finger. */
let site: RuntimeSite
let office: Machine
let laptop: Machine
let now: Date
let online: [string, string]

/** A machine as there is no other. */
const hardware = () =>
  ['board', 'disk', 'mac', 'machineId'].map((name) => ({ name, value: randomBytes(8).toString('hex') }))

beforeAll(async () => {
  site = await openSite(() => now)
  online = ['--depot', `${site.server.url}/soap/depot`]
})
afterAll(() => site.close())
beforeEach(async () => {
  now = new Date()
  office = await newMachine()
  office.parts = hardware()
  laptop = await newMachine()
  laptop.parts = hardware()
})
afterEach(() => Promise.all([office.remove(), laptop.remove()]))

function later(days: number) {
  now = new Date(now.getTime() + days * 86_400_000)
  office.time = now
  laptop.time = now
}

const mayRun = async (machine: Machine, product: number) =>
  (await machine.run('verify', '--firm', String(firmA), '--product', String(product))).exitCode === 0
const redeem = (machine: Machine, ticket: string) => machine.run('activate', ...online, '--ticket', ticket)
const restore = (machine: Machine, ...more: string[]) =>
  machine.run('restore', ...online, '--accept-terms', '--firm', String(firmA), ...more)
const oldContainer = async (machine: Machine) => (await listContainers(machine.runtime))[0] ?? ''

test('the computer is dead: with the ticket the license comes to another one, after the waiting time', async () => {
  const ticket = await site.order(['SLOW'])
  await redeem(office, ticket)
  const ask = () => laptop.run('reactivate', ...online, '--ticket', ticket, '--accept-terms')
  expect(await ask()).toMatchObject({ exitCode: 8, out: expect.stringContaining('Do the same once more at ') })
  later(3)
  expect(await ask()).toMatchObject({ exitCode: 0 })
  expect(await mayRun(laptop, 104)).toBe(true)
  // The dead one was only asleep. At its first contact it learns that its copy is void.
  expect(await office.run('auto-update', ...online)).toMatchObject({ exitCode: 0 })
  expect(await mayRun(office, 104)).toBe(false)
  // Once a year the item allows it; the laptop dies as well.
  later(10)
  const again = await office.run('reactivate', ...online, '--ticket', ticket, '--accept-terms')
  expect(again.exitCode).toBe(4)
  expect(`${again.out}${again.err}`).toContain('QUOTA_EXCEEDED')
  expect(await mayRun(laptop, 104)).toBe(true)
})

describe('the system was installed anew', () => {
  const endOf = async (machine: Machine) => /until (\S+),?/.exec((await machine.run('list')).out)?.[1] ?? 'no end'

  test('everything comes back with its end, and the old container is blocked, whoever finds a backup of it', async () => {
    await redeem(office, await site.order(['YEAR', 'MOVE', 'SLOW']))
    const [end, lost] = [await endOf(office), await oldContainer(office)]
    await cp(office.runtime.folder, office.path('backup'), { recursive: true })
    await rm(office.runtime.folder, { recursive: true })
    later(30)

    const restored = await restore(office)
    expect(restored).toMatchObject({ exitCode: 0, err: '' })
    expect(restored.out).toContain(`takes the place of ${lost}, which is blocked.`)
    expect(restored.out.match(/its old copy is void\./g)).toHaveLength(3)
    for (const product of [103, 104, 106]) expect(await mayRun(office, product)).toBe(true)
    expect(end).toMatch(/^\d{4}-/)
    expect(await endOf(office)).toBe(end)
    expect(await office.run('check', ...online, '--serial', lost)).toMatchObject({ exitCode: 6 })

    const back = await office.run('--dir', '/backup', 'auto-update', ...online)
    expect(back).toMatchObject({ exitCode: 4, err: expect.stringContaining('CONTAINER_BLOCKED') })
    await office.run('--dir', '/backup', 'block-list', ...online)
    const asked = await office.run('--dir', '/backup', 'verify', '--firm', String(firmA), '--product', '103')
    expect(asked).toMatchObject({ exitCode: 6, out: expect.stringContaining('BLOCKED') })
  })

  test('with a ticket of two vendors both come back, and what may not is told with what to do', async () => {
    const ticket = await site.order(['MOVE', 'A', 'ASK'])
    await redeem(office, ticket)
    await rm(office.runtime.folder, { recursive: true })
    const restored = await office.run('restore', ...online, '--accept-terms', '--ticket', ticket)
    expect(restored.exitCode).toBe(4)
    expect(restored.out.match(/takes the place of/g)).toHaveLength(2)
    expect(restored.out.match(/its old copy is void\./g)).toHaveLength(2)
    expect(restored.out).toContain(`REACTIVATION_NOT_ALLOWED: ${adviceOn('REACTIVATION_NOT_ALLOWED')}`)
    expect(await listContainers(office.runtime)).toHaveLength(1)
  })

  test('led by the wizard', async () => {
    const ticket = await site.order(['MOVE'])
    await redeem(office, ticket)
    const lost = await oldContainer(office)
    await rm(office.runtime.folder, { recursive: true })
    const lines = ['6', ticket, '', 'no', '6', ticket, '', 'yes', 'yes', '2', '0']
    const led = await office.talk(lines, 'wizard', ...online)
    expect(led.out).toContain('The old container is blocked for good')
    expect(led.out).toContain('Nothing was done.')
    expect(led.out).toContain(`This container takes the place of ${lost}.\nItem MOVE is on this computer now.\n`)
  })

  test('of several users of the machine the one who asks says which container was his', async () => {
    await redeem(office, await site.order(['MOVE']))
    const lost = await oldContainer(office)
    await rm(office.runtime.folder, { recursive: true })
    laptop.parts = office.parts
    const ticket = await site.order(['MOVE'])
    await redeem(laptop, ticket)
    const [asked, other] = [await restore(office), await oldContainer(laptop)]
    expect(asked).toMatchObject({ exitCode: 3, err: expect.stringContaining(lost) })
    expect(asked.err).toContain(other)
    expect(asked.err).toContain('Name the one that is lost with --old-serial')
    const ask = (...lines: string[]) => office.talk(['6', ticket, '', 'yes', ...lines, '0'], 'wizard', ...online)
    const { out } = await ask('')
    expect(out).toContain('some may belong to other users of it')
    const [, number = ''] = new RegExp(`^ {2}(\\d) {2}${lost}$`, 'm').exec(out) ?? []
    expect((await ask(number)).out).toContain(`This container takes the place of ${lost}.`)
    expect(await mayRun(office, 103)).toBe(true)
    expect(await mayRun(laptop, 103)).toBe(true)
  })

  test('on a machine without network, by files', async () => {
    const ticket = await site.order(['MOVE'])
    await redeem(office, ticket)
    await rm(office.runtime.folder, { recursive: true })
    await writeFile(office.path('root.jwk'), await rootOf(site.depot, firmA))
    await office.run('create', '--firm', String(firmA), '--root', '/root.jwk')
    const wish = ['restore', '--accept-terms', '--out', '/r.odr']
    expect(await office.run(...wish, '--ticket', ticket)).toMatchObject({ exitCode: 2 })
    await office.run(...wish, '--firm', String(firmA))
    expect(await laptop.run('ferry', office.path('r.odr'), ...online)).toMatchObject({ exitCode: 0 })
    expect((await office.run('import', '/r.oda')).out).toContain('its old copy is void.')
    expect(await mayRun(office, 103)).toBe(true)
  })
})

test('a part of the machine was changed: the container does not open any more, and a new one takes its place', async () => {
  await redeem(office, await site.order(['MOVE']))
  const lost = await oldContainer(office)
  office.parts = office.parts.map((part) => (part.name === 'disk' ? { ...part, value: 'a new disk' } : part))
  expect(await mayRun(office, 103)).toBe(false)
  const restored = await restore(office)
  expect(restored).toMatchObject({ exitCode: 0, err: '' })
  expect(restored.out).toContain(`Container ${lost} is here, but cannot be opened; its file stays where it is.`)
  expect(await mayRun(office, 103)).toBe(true)
  expect(await office.run('auto-update', ...online)).toMatchObject({ exitCode: 0 })
})

test('another machine cannot say that it is the lost one', async () => {
  await redeem(office, await site.order(['MOVE']))
  const lost = await oldContainer(office)
  const unknown = await restore(laptop)
  expect(unknown).toMatchObject({ exitCode: 4, err: expect.stringContaining(adviceOn('CONTAINER_UNKNOWN')) })
  const named = await restore(laptop, '--old-serial', lost)
  expect(named).toMatchObject({ exitCode: 4, err: expect.stringContaining(adviceOn('APPROVAL_NEEDED')) })
  expect(await mayRun(office, 103)).toBe(true)
  expect(await laptop.run('restore', ...online, '--firm', String(firmA))).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('The old container is blocked for good'),
  })
})
