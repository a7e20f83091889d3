import { readFile, writeFile } from 'node:fs/promises'
import { adviceOn } from '../../src/runtime/advice.ts'
import { openBridge } from '../../src/runtime/bridge.ts'
import { listContainers } from '../../src/runtime/container-folder.ts'
import { returnLicenses } from '../../src/runtime/return-licenses.ts'
import { showTicket } from '../../src/runtime/ticket-view.ts'
import { newMachine, type Machine } from './command-line.ts'
import { backUp, firmA, openSite, refusing, type RuntimeSite } from './site.ts'

let site: RuntimeSite
let home: Machine
let other: Machine
let now: Date
let online: [string, string]

beforeAll(async () => {
  site = await openSite(() => now)
  online = ['--depot', `${site.server.url}/soap/depot`]
})
afterAll(() => site.close())
beforeEach(async () => {
  now = new Date()
  home = await newMachine()
  other = await newMachine()
  other.parts = [
    { name: 'disk', value: 'D-9' },
    { name: 'machineId', value: 'cccc' },
  ]
})
afterEach(() => Promise.all([home.remove(), other.remove()]))

const days = (count: number) => {
  now = new Date(now.getTime() + count * 86_400_000)
  home.time = now
  other.time = now
}

const redeem = (machine: Machine, ticket: string) => machine.run('activate', ...online, '--ticket', ticket)
const verify = (machine: Machine, product: number) =>
  machine.run('verify', '--firm', String(firmA), '--product', String(product))
const licensesOf = async (ticket: string) => (await showTicket(site.depot, ticket)).licenses

describe('return', () => {
  test('a license goes from one machine to another', async () => {
    const ticket = await site.order(['MOVE'])
    expect(await redeem(home, ticket)).toMatchObject({ exitCode: 0 })
    const [license] = await licensesOf(ticket)
    const returned = await home.run('return', ...online, '--license', license?.licenseId ?? '')
    expect(returned).toMatchObject({ exitCode: 0, err: '' })
    expect(returned.out).toMatch(
      /^Imported update .*: 1 step\.\nSent the receipt\.\nLicense .* can be collected again\.\n$/,
    )
    expect(await verify(home, 103)).toMatchObject({ exitCode: 6 })
    expect(await licensesOf(ticket)).toMatchObject([{ state: 'NotCollected' }])
    expect(await redeem(other, ticket)).toMatchObject({ exitCode: 0 })
    expect(await verify(other, 103)).toMatchObject({ exitCode: 0 })
  })

  test('whose receipt was lost is made final by the same command once more', async () => {
    const ticket = await site.order(['MOVE'])
    await redeem(home, ticket)
    const [license] = await licensesOf(ticket)
    const way = { runtime: home.runtime, depot: refusing(site.depot, 'ConfirmUpdate'), progress: () => undefined }
    const whom = { serial: license?.containerSerial ?? '', firmCode: firmA }
    const licenseIds = [license?.licenseId ?? '']
    await expect(returnLicenses(way, { ...whom, licenseIds })).rejects.toThrow('network')
    expect(await licensesOf(ticket)).toMatchObject([{ state: 'Returning' }])
    const again = await home.run('return', ...online, '--license', ...licenseIds)
    expect(again).toMatchObject({ exitCode: 0, out: expect.stringContaining('Sent the receipt.') })
    expect(await licensesOf(ticket)).toMatchObject([{ state: 'NotCollected' }])
    const all = await home.run('return', ...online, '--all')
    expect(all).toMatchObject({ exitCode: 0 })
  })

  test('what is not here is not returned, and what the item does not allow stays', async () => {
    await redeem(home, await site.order(['A']))
    expect(await home.run('return', ...online, '--license', 'L-9')).toMatchObject({
      exitCode: 3,
      err: expect.stringMatching(/^The container 130-\d+ holds no license L-9; nothing was returned\./),
    })
    const refused = await home.run('return', ...online, '--all')
    expect(refused.exitCode).toBe(4)
    expect(refused.err).toContain('RETURN_NOT_ALLOWED')
    expect(await verify(home, 100)).toMatchObject({ exitCode: 0 })
    expect(await home.run('return', ...online)).toMatchObject({ exitCode: 2 })
  })

  test('by files: request, ferry, import, receipt', async () => {
    const ticket = await site.order(['MOVE'])
    await redeem(home, ticket)
    const written = await home.run('return', '--all', '--out', '/r.odr')
    expect(written.out).toMatch(/^Wrote the request of container 130-\d+ to .*r\.odr\.\nCarry it/)
    const carried = await other.run('ferry', home.path('r.odr'), ...online)
    expect(carried).toMatchObject({ exitCode: 0, err: '' })
    expect(await home.run('import', '/r.odr')).toMatchObject({ exitCode: 2 })
    const imported = await home.run('import', '/r.oda', '--receipt', '/c.odr')
    expect(imported.out).toMatch(/^Imported update .*\nLicense .* can be collected again\.\nWrote the request/)
    expect(await licensesOf(ticket)).toMatchObject([{ state: 'Returning' }])
    await other.run('ferry', home.path('c.odr'), ...online, '--out', '/c.oda')
    expect(await licensesOf(ticket)).toMatchObject([{ state: 'NotCollected' }])
    await writeFile(home.path('c.oda'), await readFile(other.path('c.oda'), 'utf8'))
    expect((await home.run('import', '/c.oda')).out).toBe('The Depot has the receipt.\n')
  })
})

describe('reactivate', () => {
  test('a machine is lost: the licenses come here at once where that is allowed, and the old one loses them', async () => {
    const ticket = await site.order(['MOVE', 'A'])
    await redeem(home, ticket)
    const asked = await other.run('reactivate', ...online, '--ticket', ticket)
    expect(asked).toMatchObject({ exitCode: 2, err: expect.stringContaining('Say --accept-terms if you agree') })
    const anew = await other.run('reactivate', ...online, '--ticket', ticket, '--accept-terms')
    expect(anew).toMatchObject({ exitCode: 4, err: '' })
    expect(anew.out).toMatch(/its old copy is void\./)
    expect(anew.out).toMatch(/failed: REACTIVATION_NOT_ALLOWED/)
    expect(anew.out).toContain(`REACTIVATION_NOT_ALLOWED: ${adviceOn('REACTIVATION_NOT_ALLOWED')}`)
    expect(await verify(other, 103)).toMatchObject({ exitCode: 0 })
    expect(await verify(home, 103)).toMatchObject({ exitCode: 0 })
    expect((await home.run('auto-update', ...online)).out).toContain('is up to date')
    expect(await verify(home, 103)).toMatchObject({ exitCode: 6 })
    expect(await verify(home, 100)).toMatchObject({ exitCode: 0 })
  })

  test('after a waiting time, which is told, and which the same command ends', async () => {
    const ticket = await site.order(['SLOW'])
    await redeem(home, ticket)
    const wish = ['reactivate', ...online, '--ticket', ticket, '--accept-terms']
    const first = await other.run(...wish)
    const [moment = ''] = new Date(now.getTime() + 3 * 86_400_000).toISOString().split('T')
    expect(first.out).toMatch(new RegExp(`failed: WAIT .* Possible from ${moment} \\d\\d:\\d\\d UTC on\\.`))
    expect(first.out).toContain('Do the same once more at ')
    expect(first.exitCode).toBe(8)
    expect((await other.run('ticket', ...online, '--ticket', ticket)).out).toContain(
      `can be issued anew from ${moment}`,
    )
    days(2)
    expect(await other.run(...wish)).toMatchObject({ exitCode: 8 })
    days(2)
    expect(await other.run(...wish)).toMatchObject({ exitCode: 0 })
    expect(await verify(other, 104)).toMatchObject({ exitCode: 0 })
  })

  test('nothing that is here is asked for anew', async () => {
    const ticket = await site.order(['MOVE'])
    await redeem(home, ticket)
    const again = await home.run('reactivate', ...online, '--ticket', ticket, '--accept-terms')
    expect(again).toMatchObject({ exitCode: 3, err: expect.stringContaining('No license of this ticket is lost') })
    const wrong = await home.run('reactivate', ...online, '--ticket', ticket, '--license', 'L-9', '--accept-terms')
    expect(wrong.err).toContain('The ticket shows no license L-9.')
  })

  test('by file it needs the licenses by name', async () => {
    const ticket = await site.order(['MOVE'])
    await redeem(home, ticket)
    await redeem(other, await site.order(['A']))
    const [license] = await licensesOf(ticket)
    const wish = ['reactivate', '--ticket', ticket, '--accept-terms', '--out', '/r.odr']
    expect((await other.run(...wish)).err).toContain('have to be named')
    await other.run(...wish, '--license', license?.licenseId ?? '')
    await home.run('ferry', other.path('r.odr'), ...online)
    expect((await other.run('import', '/r.oda')).out).toContain('its old copy is void.')
    expect(await verify(other, 103)).toMatchObject({ exitCode: 0 })
  })
})

describe('renew', () => {
  test('a license gets its new end, online and by file', async () => {
    const ticket = await site.order(['YEAR', 'A'])
    await redeem(home, ticket)
    const year = now.getUTCFullYear()
    const renewed = await home.run('renew', ...online, '--ticket', ticket)
    expect(renewed).toMatchObject({ exitCode: 0, out: expect.stringContaining(`is valid until ${year + 2}-`) })
    const [license] = await licensesOf(ticket)
    const wish = ['renew', '--ticket', ticket, '--out', '/r.odr']
    expect(await home.run(...wish)).toMatchObject({ exitCode: 2, err: expect.stringContaining('has to be named') })
    await home.run(...wish, '--license', license?.licenseId ?? '')
    await other.run('ferry', home.path('r.odr'), ...online)
    expect((await home.run('import', '/r.oda')).out).toContain(`is valid until ${year + 3}-`)
    expect((await home.run('list')).out).toContain(`until ${year + 3}-`)
  })

  test('of several that have an end one has to be named, and one that has none cannot be', async () => {
    const ticket = await site.order(['YEAR', 'YEAR', 'A'])
    await home.run('activate', ...online, '--ticket', ticket, '--all')
    const several = await home.run('renew', ...online, '--ticket', ticket)
    expect(several).toMatchObject({ exitCode: 3, err: expect.stringContaining('Several licenses of this ticket') })
    const endless = (await licensesOf(ticket)).find(({ itemNumber }) => itemNumber === 'A')?.licenseId ?? ''
    const none = await home.run('renew', ...online, '--ticket', ticket, '--license', endless)
    expect(none.exitCode).toBe(4)
    const elsewhere = await other.run('renew', ...online, '--ticket', ticket)
    expect(elsewhere.err).toContain('No license of this ticket is on this machine and has an end.')
  })
})

describe('the ferry', () => {
  test('brings a refusal back, and what to do next', async () => {
    await redeem(home, await site.order(['A']))
    await home.run('return', '--all', '--out', '/r.odr')
    const carried = await other.run('ferry', home.path('r.odr'), ...online)
    expect(carried).toMatchObject({ exitCode: 4, out: expect.stringContaining('RETURN_NOT_ALLOWED') })
    const told = await home.run('import', '/r.oda')
    expect(told).toMatchObject({ exitCode: 4, err: expect.stringContaining(adviceOn('RETURN_NOT_ALLOWED')) })
  })

  test('of a request that was overtaken: the next one counts on from the newest', async () => {
    await redeem(home, await site.order(['A']))
    const restore = await backUp(home.runtime)
    for (let times = 0; times < 4; times++) await home.run('auto-update', ...online)
    await restore()
    await home.run('auto-update', '--out', '/r.odr')
    await other.run('ferry', home.path('r.odr'), ...online)
    expect(await home.run('import', '/r.oda')).toMatchObject({ exitCode: 4 })
    await home.run('auto-update', '--out', '/s.odr')
    expect(await other.run('ferry', home.path('s.odr'), ...online)).toMatchObject({ exitCode: 0 })
    expect((await home.run('import', '/s.oda')).out).toMatch(/^Nothing waits for container/)
  })

  test('takes a bare context: with a ticket it collects, without it fetches what waits', async () => {
    await redeem(home, await site.order(['A']))
    await home.run('context', '--out', '/x.odc')
    const ticket = await site.order(['MOVE'])
    expect(await other.run('ferry', home.path('x.odc'), '--ticket', ticket, ...online)).toMatchObject({ exitCode: 0 })
    expect((await home.run('import', '/x.oda')).out).toContain('is in the container.')
    await home.run('context', '--out', '/y.odc')
    const { carried } = await other.json<{ carried: object[] }>('ferry', home.path('y.odc'), ...online)
    expect(carried).toMatchObject([{ operation: 'AutoUpdate', firmCode: firmA }])
    expect((await licensesOf(ticket)).map(({ state }) => state)).toEqual(['Confirmed'])
  })

  async function carryAndImport(text: string) {
    await writeFile(home.path('x.odr'), text)
    return [(await home.run('ferry', '/x.odr', ...online)).exitCode, (await home.run('import', '/x.odr')).exitCode]
  }

  test.each([
    ['no JSON', 'nonsense'],
    ['another file', '{"kty":"OKP"}'],
    ['an answer without answer', '{"v":1,"format":"opendepot-answer","operation":"AutoUpdate"}'],
  ])('refuses %s', async (_, text) => {
    expect(await carryAndImport(text)).toEqual([3, 3])
  })

  test('refuses an operation that needs no container', async () => {
    const head = '"v":1,"format":"opendepot-request","serial":"1","firmCode":1'
    const exitCodes = await carryAndImport(`{${head},"operation":"GetTickets","request":{}}`)
    expect(exitCodes).toEqual([3, 2])
  })
})

test('the bridge lets a device work as if it were online, and passes nothing else', async () => {
  const said: string[] = []
  const bridge = await openBridge(online[1], { host: '127.0.0.1', port: 0 }, (sentence) => said.push(sentence))
  try {
    const ticket = await site.order(['MOVE'])
    expect(await home.run('activate', '--depot', bridge.url, '--ticket', ticket)).toMatchObject({ exitCode: 0 })
    expect(await home.run('return', '--all', '--depot', bridge.url)).toMatchObject({ exitCode: 0 })
    expect(await home.run('return', '--all', '--depot', bridge.url)).toMatchObject({ exitCode: 0 })
    expect(said).toContain('127.0.0.1: ReturnLicenses, answered with 200.')
    expect((await fetch(bridge.url)).status).toBe(405)
    expect((await fetch(bridge.url, { method: 'POST', body: 'x'.repeat(2_200_000) })).status).toBe(413)
  } finally {
    await bridge.close()
  }
  expect(await home.run('auto-update', '--depot', bridge.url)).toMatchObject({ exitCode: 5 })
})

test('check tells whether containers are blocked', async () => {
  await redeem(home, await site.order(['A']))
  expect(await home.run('check', ...online)).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^Container 130-\d+: not blocked\.\n$/),
  })
  const [containerSerial = ''] = await listContainers(home.runtime)
  await site.sales('BlockContainer', { containerBlock: { containerSerial, reason: 'stolen' } })
  expect(await home.run('check', ...online)).toMatchObject({ exitCode: 6 })
  expect(await home.run('check')).toMatchObject({ exitCode: 2, err: expect.stringContaining('OPENDEPOT_DEPOT') })
})

test('the block list is fetched, or carried; from then on a copy that is void is not valid', async () => {
  const ticket = await site.order(['MOVE'])
  await redeem(home, ticket)
  await other.run('reactivate', ...online, '--ticket', ticket, '--accept-terms')
  expect(await verify(home, 103)).toMatchObject({ exitCode: 0 })
  await other.run('block-list', ...online, '--out', '/x.odb')
  await writeFile(home.path('x.odb'), await readFile(other.path('x.odb')))
  expect((await home.run('import', '/x.odb')).out).toMatch(
    /^From now on for firm code 6000010 counts the block list of/,
  )
  expect(await verify(home, 103)).toMatchObject({ exitCode: 6, out: expect.stringContaining('BLOCKED') })
  expect(await other.run('block-list', ...online)).toMatchObject({ exitCode: 0 })
  expect(await verify(other, 103)).toMatchObject({ exitCode: 0 })
  expect((await home.run('import', '/x.odb')).out).toMatch(/^Nothing changed: /)
})
