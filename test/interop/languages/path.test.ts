import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deriveKey } from '../../../src/formats/derived-key.ts'
import { startLossyProxy } from '../../support/lossy-proxy.ts'
import { buildC, clients, languages, type Machine } from './clients.ts'
import { firmA, firmB, openShop, type Shop } from './shop.ts'

/** Clients of other languages go the whole path against the real server, each on a machine of its own. */
let shop: Shop
const folders: string[] = []

beforeAll(async () => {
  await buildC()
  shop = await openShop()
}, 300_000)
afterAll(async () => {
  await shop.close()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function newMachine(): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-languages-'))
  folders.push(folder)
  return { folder, identity: 'Maschine 7' }
}

const firm = ['--firm', String(firmA)]
const product = (code: number) => [...firm, '--product', String(code)]
const stateOf = async (licenseId: string) => (await shop.sales('GetLicense', { licenseId })).licenseState.state

describe.each(languages)('%s', (language) => {
  const run = clients[language]

  test('redeems a ticket of two firm codes in one container, uses units, reads data, and gives a license back', async () => {
    const machine = await newMachine()
    const { ticketId, licenseIds } = await shop.order('UNITS', 'OTHER', 'NAMED', 'DATA')
    const [units = '', other = '', , data = ''] = licenseIds
    const redeem = ['activate', '--depot', shop.depot, '--ticket', ticketId]

    const incomplete = await run(machine, ...redeem)
    expect(incomplete).toMatchObject({ code: 4, out: expect.stringContaining('PARAMETER_INVALID') })
    expect(await run(machine, ...redeem, '--parameter', 'licensee=Erika & <Max> = "ä"')).toMatchObject({
      code: 0,
      err: '',
    })
    expect(await Promise.all(licenseIds.map(stateOf))).toEqual(Array(4).fill('Confirmed'))
    expect(await run(machine, ...redeem)).toMatchObject({ code: 0, err: '' })

    const { out } = await run(machine, 'list')
    expect(new Set(out.match(/^130-\d+/gm)).size).toBe(1)
    expect(out).toContain(`license ${units}  UNITS  product 100  no end, 1000 units left  Größe "UNITS" & <mehr>`)
    expect(out).toContain(`firm code ${firmB}  license ${other}  OTHER  product 200`)

    const own = ['--root', shop.root]
    expect(await run(machine, 'verify', ...product(100), ...own)).toMatchObject({ code: 0 })
    expect(await run(machine, 'verify', ...product(100), '--features', '7')).toMatchObject({
      code: 6,
      out: expect.stringContaining('invalid: FEATURE_MISSING'),
    })
    expect(await run(machine, 'verify', ...product(101))).toMatchObject({
      code: 6,
      out: expect.stringContaining('invalid: LICENSE_MISSING'),
    })

    const use = (count: number) => run(machine, 'use', ...firm, '--license', units, '--units', String(count))
    expect(await use(250)).toMatchObject({ code: 0, out: '750 units left.\n' })
    expect(await use(751)).toMatchObject({ code: 3, err: expect.stringContaining('UNITS_USED_UP') })
    expect(await use(0)).toMatchObject({ code: 2 })

    const hidden = ['hidden', ...firm, '--license', data, '--type', '3']
    expect(await run(machine, ...hidden, '--access-code', '4711')).toMatchObject({ code: 0, out: 'hidden words' })
    expect(await run(machine, ...hidden, '--access-code', '4712')).toMatchObject({
      code: 3,
      err: expect.stringContaining('ACCESS_CODE_WRONG'),
    })
    const key = await run(machine, 'key', ...firm, '--license', data, '--type', '1', '--label', 'Pläne')
    expect(key.out.trim()).toBe(deriveKey(Buffer.from('a source of keys'), { label: 'Pläne' }).toString('hex'))

    const back = await run(machine, 'return', '--depot', shop.depot, ...firm, '--license', units)
    expect(back).toMatchObject({ code: 0, err: '' })
    expect(await stateOf(units)).toBe('NotCollected')
    expect(await run(machine, 'verify', ...product(100))).toMatchObject({ code: 6 })
    // What was used stays used.
    expect(await run(machine, ...redeem, '--parameter', 'licensee=x')).toMatchObject({ code: 0 })
    expect((await run(machine, 'list')).out).toContain('750 units left')
  }, 240_000)

  test('by files: create, context, import, receipt; and a vendor who withdraws', async () => {
    const machine = await newMachine()
    const { ticketId, licenseIds } = await shop.order('UNITS')
    const [context, update] = [join(machine.folder, 'x.odc'), join(machine.folder, 'x.odu')]
    expect(await run(machine, 'create', ...firm, '--root', shop.root)).toMatchObject({ code: 0, err: '' })
    expect(await run(machine, 'create', ...firm, '--root', shop.root)).toMatchObject({
      code: 3,
      err: expect.stringContaining('CONTAINER_AMBIGUOUS'),
    })
    expect(await run(machine, 'context', ...firm, '--out', context)).toMatchObject({ code: 0, err: '' })
    const contextFile = await readFile(context, 'utf8')
    const { updateFile = '' } = await shop.ask('ActivateLicenses', { activation: { ticketId, contextFile } })

    await writeFile(update, updateFile.replace(/"signature":"..../, '"signature":"AAAA'))
    expect(await run(machine, 'import', update)).toMatchObject({
      code: 3,
      err: expect.stringContaining('FILE_DAMAGED'),
    })
    await writeFile(update, `${updateFile}\n`)
    expect(await run(machine, 'import', update)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 steps done'),
    })
    expect(await run(machine, 'import', update)).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 steps done'),
    })
    expect(await run(await newMachine(), 'import', update)).toMatchObject({
      code: 3,
      err: expect.stringContaining('OTHER_CONTAINER'),
    })
    expect(await run(machine, 'confirm', '--depot', shop.depot, ...firm)).toMatchObject({ code: 0, err: '' })
    expect(await Promise.all(licenseIds.map(stateOf))).toEqual(['Confirmed'])

    await shop.sales('WithdrawLicenses', { withdrawal: { licenseIds: { licenseId: licenseIds }, reason: 'refund' } })
    const updated = await run(machine, 'auto-update', '--depot', shop.depot, ...firm)
    expect(updated).toMatchObject({ code: 0, out: expect.stringMatching(/Withdraw[^]*1 steps done/i) })
    expect(await Promise.all(licenseIds.map(stateOf))).toEqual(['Withdrawn'])
    expect(await run(machine, 'verify', ...product(100))).toMatchObject({ code: 6 })
  }, 240_000)

  test('lost answers, a backup that was put back, and no network at all', async () => {
    const machine = await newMachine()
    const { ticketId, licenseIds } = await shop.order('UNITS')
    const proxy = await startLossyProxy(shop.port)
    const through = ['--depot', `http://127.0.0.1:${proxy.port}/soap/depot`]
    try {
      for (const operation of ['EnrollContainer', 'ActivateLicenses', 'ConfirmUpdate']) {
        proxy.loseAnswerTo(`:v1/${operation}"`)
        const lost = await run(machine, 'activate', ...through, '--ticket', ticketId)
        expect(lost).toMatchObject({ code: 5, err: expect.stringContaining(operation) })
      }
      expect(await run(machine, 'activate', ...through, '--ticket', ticketId)).toMatchObject({ code: 0, err: '' })
    } finally {
      await proxy.close()
    }
    expect(await Promise.all(licenseIds.map(stateOf))).toEqual(['Confirmed'])

    const backup = `${machine.folder}-backup`
    folders.push(backup)
    await cp(machine.folder, backup, { recursive: true })
    for (const _ of [1, 2]) await run(machine, 'confirm', '--depot', shop.depot, ...firm)
    await rm(machine.folder, { recursive: true })
    await cp(backup, machine.folder, { recursive: true })
    expect(await run(machine, 'auto-update', '--depot', shop.depot, ...firm)).toMatchObject({ code: 0, err: '' })

    expect(await run(machine, 'confirm', '--depot', 'http://127.0.0.1:1/', ...firm)).toMatchObject({ code: 5 })
    expect(await run(machine, 'confirm', '--depot', shop.depot.replace('depot', 'nothing'), ...firm)).toMatchObject({
      code: 5,
    })
    const unknown = await run(machine, 'activate', '--depot', shop.depot, '--ticket', 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA')
    expect(unknown).toMatchObject({ code: 4, err: expect.stringMatching(/TICKET_/) })
  }, 240_000)
})
