import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newFirm } from '../../formats/support.ts'
import { serveDepot, type SmallDepot } from '../../runtime/depot.ts'
import { buildC, clients, languages, type Machine } from './clients.ts'

/** What a Depot asks for first is done without asking anybody. The Depot here is small, and speaks SOAP by another stack. */
let depot: SmallDepot
let machine: Machine

beforeAll(buildC, 300_000)
beforeEach(async () => {
  depot = await serveDepot(await newFirm())
  machine = { folder: await mkdtemp(join(tmpdir(), 'opendepot-remedies-')), identity: 'remedies' }
})
afterEach(async () => {
  await depot.close()
  await rm(machine.folder, { recursive: true })
})

describe.each(languages)('%s', (language) => {
  const run = (...args: string[]) => clients[language](machine, ...args)
  const redeem = () => run('activate', '--depot', depot.url, '--ticket', 'T')
  const sequence = () => depot.contexts.map(({ contextSeq }) => contextSeq)
  const refuse = (operation: string, code: string, details = {}) => {
    depot.contexts.length = 0
    depot.refuse = { operation, code, retry: 'newContext', details }
  }

  test('counts on, proves, catches up, each once, and gives up what it cannot do', async () => {
    expect(await redeem()).toMatchObject({ code: 0, err: '' })
    const update = () => run('auto-update', '--depot', depot.url, '--firm', '6000010')

    refuse('AutoUpdate', 'CONTEXT_STALE', { lastContextSeq: '50' })
    expect(await update()).toMatchObject({ code: 0, err: '' })
    expect(sequence()).toEqual([51])

    refuse('AutoUpdate', 'NEED_PROOF')
    expect(await update()).toMatchObject({ code: 0, out: expect.stringContaining('sending 1 kept updates') })
    // The proof is a receipt of its own, before the same wish once more.
    expect(sequence()).toEqual([53, 54])

    refuse('AutoUpdate', 'TRANSFER_OPEN')
    expect(await update()).toMatchObject({ code: 0, out: expect.stringContaining('import open updates first') })
    expect(sequence()).toEqual([56, 57])

    refuse('AutoUpdate', 'CONTEXT_STALE', { lastContextSeq: '2000000' })
    expect(await update()).toMatchObject({ code: 4, err: expect.stringContaining('CONTEXT_STALE') })
    expect(sequence()).toEqual([])

    refuse('AutoUpdate', 'UNAVAILABLE')
    expect(await update()).toMatchObject({ code: 5, err: expect.stringContaining('Not now: UNAVAILABLE.') })
  }, 240_000)

  test('leaves nothing behind where a Depot does not enrol it, nor of a test installation', async () => {
    refuse('EnrollContainer', 'QUOTA_EXCEEDED', { 'a <fact>': '"x" & y' })
    expect(await redeem()).toMatchObject({ code: 4, err: expect.stringContaining('  a <fact>: "x" & y\n') })
    depot.test = true
    expect(await redeem()).toMatchObject({ code: 3, err: expect.stringContaining('TEST_FILE') })
    expect(await readdir(machine.folder)).toEqual([])
    expect(await run('activate', '--depot', depot.url, '--ticket', 'T', '--test')).toMatchObject({ code: 0, err: '' })
  }, 240_000)
})
