import { readFile } from 'node:fs/promises'
import { listContainers } from '../../src/runtime/container-folder.ts'
import { newMachine, type Machine } from './command-line.ts'
import { firmA, openSite, type RuntimeSite } from './site.ts'

let site: RuntimeSite
let home: Machine
let online: [string, string]

beforeAll(async () => {
  site = await openSite()
  online = ['--depot', `${site.server.url}/soap/depot`]
})
afterAll(() => site.close())
beforeEach(async () => {
  home = await newMachine()
})
afterEach(() => home.remove())

const redeem = (ticket: string) => home.run('activate', ...online, '--ticket', ticket)
const verify = () => home.run('verify', '--firm', String(firmA), '--product', '103')

/** A container that is ahead of its Depot, which was put back to the time before the second of these tickets was redeemed. */
async function aheadOfDepot() {
  const [first, second] = [await site.order(['A']), await site.order(['MOVE'])]
  await redeem(first)
  const putBack = await site.backUp()
  await redeem(second)
  await putBack()
  return second
}

test('a Depot that was put back learns again what it issued, without anybody noticing', async () => {
  const ticket = await aheadOfDepot()
  const updated = await home.run('auto-update', ...online)
  expect(updated).toMatchObject({ exitCode: 0, err: '' })
  expect(updated.out).toMatch(/^The Depot asks for proof of what it issued: sending 2 kept updates\.\nNothing waits\./)
  expect((await home.run('ticket', ...online, '--ticket', ticket)).out).toContain('Confirmed in container 130-')
  expect(await verify()).toMatchObject({ exitCode: 0 })
  expect((await home.run('auto-update', ...online)).out).toMatch(/^Nothing waits\./)
  expect(await home.run('return', '--all', ...online)).toMatchObject({ exitCode: 4 })
})

test('by file the proof is a request of its own', async () => {
  const ticket = await aheadOfDepot()
  await home.run('auto-update', '--out', '/r.odr')
  expect(await home.run('ferry', '/r.odr', ...online)).toMatchObject({ exitCode: 4 })
  const told = await home.run('import', '/r.oda')
  expect(told).toMatchObject({ exitCode: 4, err: expect.stringContaining('run "opendepot-runtime proof"') })
  await home.run('proof', '--out', '/p.odr')
  expect(JSON.parse(await readFile(home.path('p.odr'), 'utf8'))).toMatchObject({
    operation: 'ConfirmUpdate',
    serial: (await listContainers(home.runtime))[0],
    request: { confirmation: { proofFiles: { proofFile: [expect.any(String), expect.any(String)] } } },
  })
  expect(await home.run('ferry', '/p.odr', ...online)).toMatchObject({ exitCode: 0 })
  expect((await home.run('ticket', ...online, '--ticket', ticket)).out).toContain('Confirmed in container 130-')
  expect(await home.run('proof', ...online)).toMatchObject({ exitCode: 0 })
})
