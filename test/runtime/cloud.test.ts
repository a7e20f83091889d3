import { copyFile, writeFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { openCloud } from '../../src/runtime/cloud/account.ts'
import { changePassword } from '../../src/runtime/cloud/change-password.ts'
import { findCloudLicense } from '../../src/runtime/cloud/licenses.ts'
import { openSession } from '../../src/runtime/cloud/sessions.ts'
import { useCloudLicense, type CloudUse, type Passing } from '../../src/runtime/cloud/use-cloud.ts'
import { connectDepot, type DepotCall } from '../../src/runtime/depot-client.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import { RuntimeRefusal } from '../../src/runtime/refusal.ts'
import { type Company, firmCode, openCompany } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import { newMachine, type Machine } from './command-line.ts'

const password = 'correct horse battery staple'

let company: Company
let depotUrl = ''
beforeAll(async () => {
  company = await openCompany()
  depotUrl = `${company.server.url}/soap/depot`
  const options = { licenseQuantity: { licenseCount: 2 }, unitCounter: { units: 10n, counterMode: 'set' } } as const
  const cloud = { containerKinds: { containerKind: ['cloud' as const] }, productCode: 700n, licenseOptions: options }
  await company.admin('PutItem', itemOf('CLOUD', cloud))
}, 60_000)
afterAll(() => company.close())

let users = 0
let laptop: Machine
let runtime: Runtime
let serial = ''
beforeEach(async () => {
  const environment = { OPENDEPOT_DEPOT: depotUrl, OPENDEPOT_PASSWORD: password, OPENDEPOT_NEW_PASSWORD: 'a new one' }
  const folder = (await newMachine()).path('containers')
  laptop = await newMachine({ environment: { ...environment, OPENDEPOT_CONTAINERS: folder } })
  runtime = { ...laptop.runtime, folder }
  await writeFile(
    laptop.path('secret'),
    `${Buffer.from(company.erp.authorization.slice(6), 'base64').toString().split(':')[1] ?? ''}\n`,
  )
  const who = ['--firm', String(firmCode), '--user', `user-${++users}`, '--client', 'erp', '--secret-file', '/secret']
  ;({ serial } = await laptop.json<{ serial: string }>('cloud', 'create', ...who))
})

async function ticket(): Promise<string> {
  const orderLine = [{ lineNumber: '10', itemNumber: 'CLOUD', quantity: 1 }]
  const customer = { customerId: 'C-1' }
  const order = { orderNumber: `cloud ${users}`, customer, orderLines: { orderLine } }
  return (await company.sales('CreateOrder', { order })).ticketId ?? ''
}

test('the whole path by commands: create, activate, list, open, keep, use, close', async () => {
  expect(serial).toMatch(/^140-/)
  const activated = await laptop.run('cloud', 'activate', '--ticket', await ticket())
  expect(activated).toMatchObject({ exitCode: 0, out: expect.stringContaining('is in the container') as string })
  const { licenses } = await laptop.json<{ licenses: { licenseId: string }[] }>('cloud', 'list')
  expect(licenses).toMatchObject([{ itemNumber: 'CLOUD', productCode: 700, state: 'Confirmed' }])
  const opened = await laptop.json<{ licenseId: string }>('cloud', 'open', '--product', '700', '--device', 'laptop')
  expect(opened.licenseId).toBe(licenses[0]?.licenseId)
  expect((await laptop.run('cloud', 'keep')).out).toContain('stays in use until')
  expect(await laptop.json('cloud', 'use', '--units', '4', '--request', 'r1')).toMatchObject({
    usedUnits: '4',
    unitsLeft: '6',
  })
  expect(await laptop.json('cloud', 'use', '--units', '4', '--request', 'r1')).toMatchObject({ usedUnits: '4' })
  expect(await laptop.run('cloud', 'use', '--units', '7')).toMatchObject({ exitCode: 4 })
  expect((await laptop.run('cloud', 'close')).exitCode).toBe(0)
  expect(await laptop.run('cloud', 'close')).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining('cloud open') as string,
  })
})

test('a new password is asked for twice, and a slip changes nothing', async () => {
  const typing = async (...typed: string[]) => {
    const environment = {
      OPENDEPOT_DEPOT: depotUrl,
      OPENDEPOT_CONTAINERS: runtime.folder,
      OPENDEPOT_PASSWORD: password,
    }
    const user = await newMachine({ environment, secret: () => Promise.resolve(typed.shift() ?? '') })
    return user.run('cloud', 'password')
  }
  expect(await typing('a new one', 'a new oen')).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('nothing was changed') as string,
  })
  expect((await laptop.run('cloud', 'list')).exitCode).toBe(0)
  expect((await typing('a new one', 'a new one')).exitCode).toBe(0)
  await expect(openCloud(runtime, password)).rejects.toMatchObject({ code: 'PASSWORD_WRONG' })
})

test('a device with a wrong clock is told the time', async () => {
  laptop.time = new Date('2031-01-01T00:00:00.000Z')
  expect((await laptop.run('cloud', 'list')).exitCode).toBe(0)
})

test('a wrong password opens nothing', async () => {
  await expect(openCloud(runtime, 'wrong')).rejects.toMatchObject({ code: 'PASSWORD_WRONG' })
})

test('a new password voids the credential on other devices, and a change that was cut off goes on', async () => {
  const { folder } = runtime
  const desktop = await newMachine({ environment: { OPENDEPOT_DEPOT: depotUrl, OPENDEPOT_PASSWORD: password } })
  const copy = desktop.path(`cloud-${serial}.json`)
  await copyFile(`${folder}/cloud-${serial}.json`, copy)
  const wish = { old: password, next: 'a new one' }
  const depot = await connectDepot(depotUrl)
  const lost: DepotCall = async (operation, request) => {
    await depot(operation, request)
    throw new RuntimeRefusal('DEPOT_UNREACHABLE', 'the answer got lost', 'Try again.')
  }
  await expect(changePassword(runtime, lost, wish)).rejects.toMatchObject({ code: 'DEPOT_UNREACHABLE' })
  expect((await laptop.run('cloud', 'list')).err).toContain('CONTEXT_INVALID')
  expect((await laptop.run('cloud', 'password')).exitCode).toBe(0)
  expect((await desktop.run('--dir', desktop.folder, 'cloud', 'list')).err).toContain('CONTEXT_INVALID')
  const account = await openCloud(runtime, 'a new one')
  await expect(findCloudLicense(account, depot, new Date(), { productCode: 1 })).rejects.toMatchObject({
    code: 'LICENSE_MISSING',
  })
})

describe('a license in use', () => {
  let clock: TestTime
  let cut = false
  let use: CloudUse
  const depot: DepotCall = async (operation, request) => {
    if (cut) throw new RuntimeRefusal('DEPOT_UNREACHABLE', 'the network is down', 'Try again.')
    return (await connectDepot(depotUrl))(operation, request)
  }
  beforeEach(async () => {
    cut = false
    clock = new TestTime()
    const account = await openCloud(runtime, password)
    await laptop.run('cloud', 'activate', '--ticket', await ticket())
    const { licenseId } = await findCloudLicense(account, depot, new Date(), { productCode: 700 })
    use = await useCloudLicense(account, depot, { licenseId }, clock)
  })
  afterEach(() => use.close())

  test('is kept by itself, goes on through an outage, and is unknown after it; never invalid', async () => {
    expect(use.verdict()).toMatchObject({ verdict: 'valid' })
    cut = true
    await clock.pass(14 * 60_000)
    expect(use.verdict()).toMatchObject({ verdict: 'valid' })
    await clock.pass(2 * 60_000)
    expect(use.verdict()).toMatchObject({ verdict: 'unknown', reason: 'DEPOT_UNREACHABLE' })
    cut = false
    await clock.pass(60_000)
    expect(use.verdict()).toMatchObject({ verdict: 'valid' })
    expect(await use.useUnits(1)).toMatchObject({ unitsLeft: 9n })
  })

  test('is invalid when the Depot says no and the lease is over', async () => {
    await company.sales('BlockContainer', { containerBlock: { containerSerial: serial, reason: 'x' } })
    await clock.pass(14 * 60_000)
    expect(use.verdict()).toMatchObject({ verdict: 'valid' })
    await clock.pass(2 * 60_000)
    expect(use.verdict()).toMatchObject({ verdict: 'invalid', reason: 'CONTAINER_BLOCKED' })
  })

  test('gets another session where its own is over', async () => {
    const account = await openCloud(runtime, password)
    const before = use.verdict()
    const { licenseId } = await findCloudLicense(account, depot, new Date(), { productCode: 700 })
    if (before.verdict !== 'valid') throw new Error('it is in use')
    await depot('CloseSession', { sessionKey: { sessionId: before.session.sessionId } })
    await clock.pass(6 * 60_000)
    const after = use.verdict()
    expect(after.verdict === 'valid' && after.session.sessionId !== before.session.sessionId).toBe(true)
    await use.close()
    const seats = await Promise.all([1, 2].map(() => openSession(account, depot, new Date(), { licenseId })))
    expect(seats.map(({ lease }) => lease.seatNumber).sort()).toEqual([1, 2])
  })

  test('is not for features that it lacks', async () => {
    const account = await openCloud(runtime, password)
    const { licenseId } = await findCloudLicense(account, depot, new Date(), { productCode: 700 })
    const other = await useCloudLicense(account, depot, { licenseId, features: 8 }, clock)
    expect(other.verdict()).toMatchObject({ verdict: 'invalid', reason: 'FEATURE_MISSING' })
    await other.close()
  })
})

/** Time that passes when the test says so; the Depot has its own. */
class TestTime implements Passing {
  #elapsed = 0
  #waiting: { readonly until: number; readonly go: () => void }[] = []
  readonly now = () => new Date()
  readonly elapsed = () => this.#elapsed
  readonly wait = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((go) => {
      this.#waiting.push({ until: this.#elapsed + milliseconds, go })
      signal.addEventListener('abort', () => {
        go()
      })
    })

  async pass(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds
    for (;;) {
      const [next] = this.#waiting.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)
      if (next === undefined) break
      this.#elapsed = Math.max(this.#elapsed, next.until)
      this.#waiting = this.#waiting.filter((each) => each !== next)
      next.go()
      while (this.#waiting.length === 0) await turn()
    }
    this.#elapsed = end
  }
}
