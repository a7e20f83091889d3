/** @jest-environment ./test/support/token-environment.ts */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { autoUpdate } from '../../src/runtime/auto-update.ts'
import { readContainer } from '../../src/runtime/container-folder.ts'
import { DepotRefusal } from '../../src/runtime/depot-client.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { hiddenData } from '../../src/runtime/license-data.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import type { HeldLicense } from '../../src/runtime/state.ts'
import { TokenHome } from '../../src/runtime/token-home.ts'
import { useLicense } from '../../src/runtime/use-license.ts'
import { useUnits } from '../../src/runtime/use-units.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { FrailToken } from '../support/frail-token.ts'
import { makeToken, pin, softhsm } from '../support/tokens.ts'
import { newMachine, type Machine } from './command-line.ts'
import { firmA, firmB, openSite, type RuntimeSite } from './site.ts'

let site: RuntimeSite
let online: [string, string]
const machines: Machine[] = []
const homes: TokenHome[] = []
const tokens = Array.from({ length: 12 }, (_, index) => `token ${index}`)

beforeAll(async () => {
  tokens.forEach(makeToken)
  site = await openSite()
  online = ['--depot', `${site.server.url}/soap/depot`]
})
afterAll(async () => {
  for (const machine of machines) await machine.remove()
  for (const home of homes) await home.close()
  await site.close()
})

/** A machine with a new token in it. */
async function withToken(frail?: FrailToken) {
  const label = tokens.pop() ?? ''
  const environment = { OPENDEPOT_PKCS11: softhsm, OPENDEPOT_TOKEN: label, OPENDEPOT_TOKEN_PIN: pin }
  const machine = await newMachine({ environment })
  const home = new TokenHome({ modulePath: softhsm, label, pin }, randomBytes, frail?.open)
  machines.push(machine)
  homes.push(home)
  const runtime: Runtime = { ...machine.runtime, home }
  return { label, machine, home, runtime }
}

/** A machine with a token that serves firm A, and its serial. */
async function withContainer(frail?: FrailToken) {
  const place = await withToken(frail)
  const { machine } = place
  const created = await machine.json<{ containerSerial: string }>('create', '--firm', String(firmA), ...online)
  return { ...place, serial: created.containerSerial }
}

const verify = (machine: Machine, product: number, firm: number = firmA) =>
  machine.run('verify', '--firm', String(firm), '--product', String(product))

async function held(runtime: Runtime, serial: string, firm = firmA): Promise<readonly HeldLicense[]> {
  return (await readContainer(runtime, serial)).firms[firm]?.licenses ?? []
}

/** What the dongle asks for offline, and what the Depot answers to it. */
async function ask(machine: Machine, ticketId: string, name: string): Promise<void> {
  await machine.run('context', '--firm', String(firmA), '--out', `/${name}.odc`)
  const contextFile = (await readFile(machine.path(`${name}.odc`), 'utf8')).trim()
  const { updateFile } = await site.depot<{ updateFile: string }>('ActivateLicenses', {
    activation: { ticketId, contextFile },
  })
  await writeFile(machine.path(`${name}.odu`), updateFile)
}

test('a ticket of two vendors goes into one container on the token, and works on any machine', async () => {
  const { machine, label } = await withToken()
  expect(await machine.run('list')).toMatchObject({ out: `There is no container on token "${label}".\n` })
  const ticket = await site.order(['KEY', 'KEY-B'])
  const activated = await machine.run('activate', ...online, '--ticket', ticket)
  expect(activated).toMatchObject({ exitCode: 0, err: '' })
  expect(activated.out).toContain(`on token "${label}".\n`)
  expect(await verify(machine, 200)).toMatchObject({ exitCode: 0, err: '' })
  const elsewhere = await newMachine({
    environment: { OPENDEPOT_PKCS11: softhsm, OPENDEPOT_TOKEN: label, OPENDEPOT_TOKEN_PIN: pin },
    machine: () => Promise.resolve([{ name: 'disk', value: 'another' }]),
  })
  machines.push(elsewhere)
  expect(await verify(elsewhere, 202, firmB)).toMatchObject({ exitCode: 0, err: '' })
  const { containers } = await elsewhere.json<{ containers: { serial: string }[] }>('list')
  expect(containers).toMatchObject([{ serial: expect.stringMatching(/^3-/) as string }])
  expect(await elsewhere.run('activate', ...online, '--ticket', ticket)).toMatchObject({ exitCode: 0 })
})

test('the server knows the token by the serial number of its maker', async () => {
  const { machine, runtime, serial } = await withContainer()
  await machine.run('activate', ...online, '--ticket', await site.order(['KEY']))
  const { label } = await readContainer(runtime, serial)
  expect(label).toMatch(/^[0-9a-f]{16}$/)
  expect((await machine.run('list')).out).toContain(`${serial}  token ${label}\n`)
  const recycling = { containerSerial: serial, reason: 'test' }
  expect(await site.sales('RecycleContainer', { recycling })).toMatchObject({ containerLabel: label })
})

test.each([
  ['A', 'B'],
  ['B', 'A'],
])('two different offline requests from one dongle, imported as %s and then %s, both end well', async (first, then) => {
  const { machine, runtime, serial } = await withContainer()
  await ask(machine, await site.order(['KEY']), 'A')
  await ask(machine, await site.order(['KEY-2']), 'B')
  expect(await machine.run('import', `/${first}.odu`)).toMatchObject({ exitCode: 0 })
  expect(await machine.run('import', `/${then}.odu`)).toMatchObject({ exitCode: 0 })
  expect((await held(runtime, serial)).map(({ options }) => options.itemNumber).sort()).toEqual(['KEY', 'KEY-2'])
  expect(await machine.run('confirm', ...online)).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('Nothing is open') as string,
  })
})

test('dedicated licenses, a push update and an erasure come to a dongle', async () => {
  const { machine, runtime, serial } = await withContainer()
  await site.order(['KEY'], false, serial)
  expect(await machine.run('auto-update', ...online)).toMatchObject({ exitCode: 0 })
  await machine.run('confirm', ...online)
  await site.order(['KEY-2'], false, serial)
  const { updateFile } = await site.sales('CreatePushUpdate', {
    pushOrder: { containerSerial: serial, firmCode: firmA },
  })
  await writeFile(machine.path('push.odu'), updateFile ?? '')
  expect(await machine.run('import', '/push.odu')).toMatchObject({ exitCode: 0 })
  expect(await held(runtime, serial)).toHaveLength(2)
  await machine.run('confirm', ...online)
  await site.sales('RecycleContainer', { recycling: { containerSerial: serial, reason: 'given to somebody else' } })
  expect(await machine.run('auto-update', ...online)).toMatchObject({ exitCode: 0 })
  expect(await held(runtime, serial)).toEqual([])
  // It is as good as new.
  expect(await machine.run('activate', ...online, '--ticket', await site.order(['KEY']))).toMatchObject({ exitCode: 0 })
  expect(await verify(machine, 200)).toMatchObject({ exitCode: 0 })
})

test('units are counted and hidden data are opened on the token', async () => {
  const { machine, runtime, serial } = await withContainer()
  await machine.run('activate', ...online, '--ticket', await site.order(['KEY-UNITS']))
  const [license] = await held(runtime, serial)
  if (license === undefined) throw new Error('no license')
  expect(await useUnits(runtime, serial, firmA, license.licenseId, 3n)).toBe(7n)
  expect((await held(runtime, serial))[0]?.consumed).toBe('3')
  expect(await hiddenData(runtime, { serial, held: license }, 1, 4711)).toEqual(Buffer.from('hidden in the token'))
  await machine.run('confirm', ...online)
  const [known] = await site.server.store.read((tx) => tx.query('SELECT consumed FROM consumptions'))
  expect(known).toEqual({ consumed: '3' })
})

test('a program uses a license of a dongle; while it is out nobody knows, which is not invalid', async () => {
  const frail = new FrailToken()
  const { machine, runtime } = await withContainer(frail)
  await machine.run('activate', ...online, '--ticket', await site.order(['KEY']))
  const question = { firmCode: firmA, productCode: 200 }
  const use = await useLicense(runtime, question)
  if (use.verdict !== 'valid') throw new Error(use.text)
  expect(await use.check()).toMatchObject({ verdict: 'valid' })
  frail.pullOut()
  expect(await use.check()).toMatchObject({ verdict: 'unknown', reason: 'TOKEN_REMOVED' })
  expect(await verifyLicense(runtime, question)).toMatchObject({ verdict: 'unknown', reason: 'TOKEN_REMOVED' })
  frail.plugIn()
  expect(await use.check()).toMatchObject({ verdict: 'valid' })
  await use.end()
})

describe('a dongle on which an import cannot be finished', () => {
  test.each([
    [
      'TOKEN_FULL',
      (frail: FrailToken) => (frail.memory = frail.used + 300),
      (frail: FrailToken) => (frail.memory = Infinity),
    ],
    [
      'TOKEN_REMOVED',
      (frail: FrailToken) => (frail.pulledAt = frail.writes + 2),
      (frail: FrailToken) => frail.plugIn(),
    ],
  ] as const)('%s: gets the same update again', async (code, spoil, mend) => {
    const frail = new FrailToken()
    const { machine, runtime, serial } = await withContainer(frail)
    await ask(machine, await site.order(['KEY']), 'A')
    const update = await readFile(machine.path('A.odu'), 'utf8')
    await readContainer(runtime, serial)
    spoil(frail)
    await expect(importUpdate(runtime, update)).rejects.toMatchObject({ code })
    mend(frail)
    expect(await held(runtime, serial)).toEqual([])
    const { updateFile } = await site.depot<{ updateFile: string }>('ContinueTransfer', {
      transferKey: { contextFile: (await readFile(machine.path('A.odc'), 'utf8')).trim() },
    })
    expect(updateFile).toBe(update)
    expect(await importUpdate(runtime, updateFile)).toMatchObject({ steps: 1 })
    expect(await verify(machine, 200)).toMatchObject({ exitCode: 0 })
  })
})

test('MANIPULATION_DETECTED: a dongle whose data were put back heals once, then waits for a person', async () => {
  const { machine, home, runtime, serial } = await withContainer()
  await machine.run('activate', ...online, '--ticket', await site.order(['KEY', 'KEY-2']))
  const [{ firms }] = [await readContainer(runtime, serial)]
  const putBack = () => home.change(serial, (state) => Promise.resolve([{ ...state, firms }, undefined]))
  const [license] = await held(runtime, serial)
  await site.sales('WithdrawLicenses', {
    withdrawal: { licenseIds: { licenseId: [license?.licenseId ?? ''] }, reason: 'test' },
  })
  const update = () => autoUpdate(runtime, site.depot, { serial, firmCode: firmA }, () => undefined)
  await update()
  expect(await held(runtime, serial)).toHaveLength(1)
  await putBack()
  await update()
  expect(await held(runtime, serial)).toHaveLength(1)
  await putBack()
  await expect(update()).rejects.toBeInstanceOf(DepotRefusal)
  await expect(update()).rejects.toMatchObject({ fault: { code: 'MANIPULATION_DETECTED' } })
})

test('how a token is named, and what is missing', async () => {
  const { label, machine } = await withContainer()
  const run = async (environment: Record<string, string>, ...args: string[]) => {
    const other = await newMachine({ environment })
    machines.push(other)
    return other.run('list', ...args)
  }
  const listed = await machine.run('list')
  const uri = `pkcs11:token=${encodeURIComponent(label)}?module-path=${softhsm}&pin-value=${pin}`
  expect(await run({}, '--token', uri)).toEqual(listed)
  await writeFile(machine.path('pin'), `${pin}\n`)
  const named = { OPENDEPOT_PKCS11: softhsm, OPENDEPOT_TOKEN_PIN_FILE: machine.path('pin') }
  expect(await run(named, '--token', label)).toEqual(listed)
  const failing = async (environment: Record<string, string>, ...args: string[]) => {
    const { exitCode, err } = await run(environment, ...args)
    expect(exitCode).toBe(2)
    return err
  }
  expect(await failing({}, '--token', label)).toContain('OPENDEPOT_PKCS11=PATH')
  expect(await failing({ OPENDEPOT_PKCS11: softhsm }, '--token', label)).toContain('OPENDEPOT_TOKEN_PIN')
  expect(await failing({}, '--token', 'pkcs11:token=x')).toContain('needs module-path=')
  const missing = await run({ ...named, OPENDEPOT_TOKEN: 'lost' })
  expect(missing).toMatchObject({ exitCode: 3, err: expect.stringContaining('There is no token "lost"') as string })
})
