import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { readContext } from '../../src/formats/context.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { makeStep, writeUpdate } from '../../src/formats/update.ts'
import { adviceOn } from '../../src/runtime/advice.ts'
import { run } from '../../src/runtime/cli/program.ts'
import { defaultFolder } from '../../src/runtime/default-folder.ts'
import { license, newFirm, now } from '../formats/support.ts'
import { serveDepot, type SmallDepot } from './depot.ts'
import { machineA, machineB } from './support.ts'

const firm = await newFirm()
const stranger = await newFirm()
let folder: string
let depot: SmallDepot
let machine = machineA

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-cli-'))
  await writeFile(join(folder, 'root.jwk'), JSON.stringify(firm.root.key))
  await writeFile(join(folder, 'other.jwk'), JSON.stringify(stranger.root.key))
  depot = await serveDepot(firm)
  machine = machineA
})
afterEach(async () => {
  await depot.close()
  await rm(folder, { recursive: true })
})

/** Runs a command; words with a slash in front are files of the test's folder. */
async function cli(...args: string[]) {
  const written = { out: '', err: '' }
  const exitCode = await run(
    args.map((arg) => (arg.startsWith('/') ? join(folder, arg) : arg)),
    {
      environment: { OPENDEPOT_CONTAINERS: join(folder, 'containers') },
      machine: () => Promise.resolve(machine),
      now: () => now,
      random: randomBytes,
      out: (text) => (written.out += text),
      err: (text) => (written.err += text),
    },
  )
  return { exitCode, ...written }
}

const firmArgs = ['--firm', '6000010']
const productArgs = [...firmArgs, '--product', '1001']

describe('online', () => {
  test('activate does everything, step by step', async () => {
    const { exitCode, out } = await cli('activate', '--depot', depot.url, '--ticket', 'ABCDE')
    expect(out.replace(/130-\d+/g, '130-1').split('\n')).toEqual([
      'The ticket needs firm code 6000010.',
      `Trusting the root of firm code 6000010 from the Depot: compare ${thumbprint(firm.root.key)} with the vendor's.`,
      'Created container 130-1 on this machine.',
      'Enrolled with Muster GmbH.',
      'Imported update T-1: 1 step.',
      'Sent the receipt.',
      'License L-1 is in the container.',
      '',
    ])
    expect(exitCode).toBe(0)
    expect(depot.contexts.map(({ contextSeq, counter }) => [contextSeq, counter])).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(await cli('verify', ...productArgs, '--root', '/root.jwk')).toMatchObject({ exitCode: 0, err: '' })
  })

  test('activate again uses the same container and gets the same update', async () => {
    await cli('activate', '--depot', depot.url, '--ticket', 'ABCDE')
    const { exitCode, out } = await cli('--json', 'activate', '--depot', depot.url, '--ticket', 'ABCDE', ...firmArgs)
    expect(exitCode).toBe(0)
    const { activated } = JSON.parse(out) as { activated: object[] }
    expect(activated).toMatchObject([
      { firmCode: 6000010, transferId: 'T-1', licenseResults: [{ licenseId: 'L-1', ok: true }] },
    ])
    expect((await cli('list')).out.match(/130-/g)).toHaveLength(1)
  })

  test('when open updates have to be imported first, the container catches up', async () => {
    await cli('activate', '--depot', depot.url, '--ticket', 'ABCDE')
    depot.refuse = { operation: 'ActivateLicenses', code: 'TRANSFER_OPEN', retry: 'newContext' }
    const { exitCode, out } = await cli('activate', '--depot', depot.url, '--ticket', 'ABCDE')
    expect(out).toContain('The Depot asks to import open updates first.\nImported what was missing: 0 steps.\n')
    expect(exitCode).toBe(0)
  })

  const stale = (lastContextSeq: string) => ({
    code: 'CONTEXT_STALE',
    retry: 'newContext',
    details: { lastContextSeq, transferId: 'T-1' },
  })

  test.each(['ActivateLicenses', 'ConfirmUpdate'])(
    'told by %s of a newer context, it goes on from there',
    async (operation) => {
      depot.refuse = { operation, ...stale('41') }
      expect(await cli('activate', '--depot', depot.url, '--ticket', 'ABCDE')).toMatchObject({ exitCode: 0 })
      const numbers = depot.contexts.map(({ contextSeq }) => contextSeq)
      expect(numbers.at(-1)).toBe(operation === 'ConfirmUpdate' ? 42 : 43)
      await cli('confirm', ...firmArgs, '--depot', depot.url)
      expect(depot.contexts.at(-1)?.contextSeq).toBe((numbers.at(-1) ?? 0) + 1)
    },
  )

  test('a refusal of the Depot is told with its code', async () => {
    depot.refuse = { operation: 'ActivateLicenses', code: 'TICKET_UNKNOWN', retry: 'never' }
    const { exitCode, err } = await cli('activate', '--depot', depot.url, '--ticket', 'ABCDE')
    expect(err).toBe(
      `The Depot refuses ActivateLicenses: Not now: TICKET_UNKNOWN.\n${adviceOn('TICKET_UNKNOWN')} (Fault code TICKET_UNKNOWN.)\n`,
    )
    expect(exitCode).toBe(4)
  })

  test('an outage and an unreachable Depot can be tried again', async () => {
    depot.refuse = { operation: 'GetTickets', code: 'UNAVAILABLE', retry: 'later' }
    expect(await cli('activate', '--depot', depot.url, '--ticket', 'X')).toMatchObject({ exitCode: 5 })
    const gone = depot.url
    await depot.close()
    const { exitCode, err } = await cli('activate', '--depot', gone, '--ticket', 'X')
    expect(exitCode).toBe(5)
    expect(err).toContain(`The Depot at ${gone} does not answer GetTickets: `)
  })

  test('a root given by hand wins over the word of the Depot', async () => {
    const { exitCode, err } = await cli('activate', '--depot', depot.url, '--ticket', 'X', '--root', '/other.jwk')
    expect(err).toContain('is not signed by the pinned firm root')
    expect(exitCode).toBe(3)
    expect((await cli('list')).out).toContain('There is no container')
    await cli('activate', '--depot', depot.url, '--ticket', 'X', '--root', '/root.jwk')
    const later = await cli('activate', '--depot', depot.url, '--ticket', 'X', '--root', '/other.jwk')
    expect(later.err).toContain('A pinned root is never replaced.')
  })

  test('a test installation needs --test', async () => {
    depot.test = true
    const { err } = await cli('activate', '--depot', depot.url, '--ticket', 'X')
    expect(err).toContain('The Depot is a test installation')
    expect(await cli('activate', '--depot', depot.url, '--ticket', 'X', '--test')).toMatchObject({ exitCode: 0 })
    expect((await cli('list')).out).toContain('firm code 6000010 (test), step 1')
  })

  test('auto-update fetches what waits without a ticket, and sends the receipt', async () => {
    await cli('create', ...firmArgs, '--depot', depot.url)
    const pull = async () => {
      const { exitCode, out, err } = await cli('auto-update', '--depot', depot.url)
      return { exitCode, err, lines: out.replace(/130-\d+/g, '130-1').split('\n') }
    }
    const idle = { exitCode: 0, err: '', lines: ['Nothing waits. Container 130-1 is up to date.', ''] }
    expect(await pull()).toEqual(idle)
    depot.dedicated = true
    const imported = ['Imported update T-1: 1 step.', 'The vendor has decided: Assign license L-1.']
    expect(await pull()).toMatchObject({ exitCode: 0, lines: [...imported, 'Container 130-1 is up to date.', ''] })
    expect(depot.contexts.map(({ counter }) => counter)).toEqual([0, 0, 1])
    expect(await pull()).toEqual(idle)
    expect(await cli('verify', ...productArgs)).toMatchObject({ exitCode: 0 })
    const { out } = await cli('--json', 'auto-update', '--depot', depot.url, ...firmArgs)
    expect(JSON.parse(out)).toMatchObject({ firmCode: 6000010, transferIds: [], steps: 0 })
  })

  test('auto-update asks only the Depot of the firm code that is meant', async () => {
    expect(await cli('auto-update', '--depot', depot.url)).toMatchObject({
      exitCode: 2,
      err: 'No container here can be opened; name the firm code with --firm.\n',
    })
    await cli('create', ...firmArgs, '--root', '/root.jwk')
    const [serial = ''] = /130-\d+/.exec((await cli('list')).out) ?? []
    await cli('create', '--firm', '6000011', '--root', '/other.jwk', '--serial', serial)
    expect(await cli('auto-update', '--depot', depot.url)).toMatchObject({
      exitCode: 2,
      err: 'The containers here serve several firm codes (6000010, 6000011); name one with --firm.\n',
    })
    expect(depot.contexts).toEqual([])
    expect(await cli('auto-update', '--depot', depot.url, ...firmArgs)).toMatchObject({ exitCode: 0 })
  })

  test('create from the Depot enrolls; confirm sends a receipt', async () => {
    const { out } = await cli('create', ...firmArgs, '--depot', depot.url)
    expect(out).toMatch(
      /^Trusting the root .*\nCreated container .*\nEnrolled with Muster GmbH\.\nContainer 130-\d+ serves firm code 6000010\.\n$/,
    )
    const confirmed = await cli('confirm', ...firmArgs, '--depot', depot.url)
    expect(confirmed).toMatchObject({
      exitCode: 0,
      out: 'Receipt sent: 1 licenses newly confirmed. Nothing is open.\n',
    })
  })
})

describe('by files', () => {
  async function updateFor(contextFile: string): Promise<string> {
    const context = await readContext(await readFile(join(folder, contextFile), 'utf8'), undefined)
    const { serial, firmCode, signingKey } = context
    const steps = [makeStep(firstDigest, 0, [{ put: license('L-1', { unitCounter: '5', licenseQuantity: 2 }) }])]
    const facts = { serial, firmCode, keyThumbprint: thumbprint(signingKey), transferId: 'T-1', issuedAt: now, steps }
    return writeUpdate(facts, firm.sign)
  }

  test('create, context, import, list, verify', async () => {
    expect((await cli('create', ...firmArgs, '--root', '/root.jwk')).out).toMatch(/^Container 130-\d+ serves firm code/)
    const { exitCode, out } = await cli('context', ...firmArgs, '--out', '/x.odc')
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^Wrote the context of container 130-\d+ to .*x\.odc\.\n/)
    await writeFile(join(folder, 'x.odu'), await updateFor('x.odc'))
    expect((await cli('import', '/x.odu')).out).toMatch(/^Imported update T-1 into container 130-\d+: 1 step\.\n$/)
    expect((await cli('import', '/x.odu')).out).toBe('Update T-1 was imported before; nothing changed.\n')
    const listed = (await cli('list')).out.replace(/130-\d+/, '130-1')
    expect(listed).toBe(
      '130-1\n  firm code 6000010, step 1\n    CAD-PRO  product 1001  no end, 2 users, 5 units left  CAD Professional  (L-1)\n',
    )
    expect((await cli('verify', ...productArgs)).out).toMatch(
      /^valid: CAD Professional, .* in container 130-\d+\.\nJudged by/,
    )
    const json = JSON.parse((await cli('verify', ...productArgs, '--json')).out) as object
    expect(json).toMatchObject({ verdict: 'valid', license: { licenseId: 'L-1', unitsLeft: '5' } })
  })

  test('a refused file says why, and what to do', async () => {
    await cli('create', ...firmArgs, '--root', '/root.jwk')
    await writeFile(join(folder, 'x.odu'), 'nonsense')
    expect(await cli('import', '/x.odu')).toMatchObject({
      exitCode: 3,
      err: 'The file is refused: update is not JSON in UTF-8.\nGet the file once more; it may have been cut off or changed on its way.\n',
    })
    expect(JSON.parse((await cli('import', '/x.odu', '--json')).out)).toMatchObject({ refused: 'FILE_DAMAGED' })
  })

  test('a copied container is refused, listed with the reason, and verifies as not valid', async () => {
    await cli('create', ...firmArgs, '--root', '/root.jwk')
    machine = machineB
    expect(await cli('context', ...firmArgs, '--out', '/x.odc')).toMatchObject({ exitCode: 3 })
    expect((await cli('list')).out).toContain('belongs to another machine')
    expect(JSON.parse((await cli('list', '--json')).out)).toMatchObject({ containers: [{ refused: 'OTHER_MACHINE' }] })
    expect(await cli('verify', ...productArgs)).toMatchObject({ exitCode: 6 })
    machine = []
    expect(await cli('verify', ...productArgs)).toMatchObject({ exitCode: 7 })
  })

  test('a container can be named, and has to be when there are several', async () => {
    await cli('create', ...firmArgs, '--root', '/root.jwk')
    const [serial = ''] = /130-\d+/.exec((await cli('list')).out) ?? []
    expect(await cli('create', '--firm', '6000011', '--root', '/other.jwk', '--serial', serial)).toMatchObject({
      exitCode: 0,
    })
    expect(await cli('context', '--firm', '6000011', '--out', '/x.odc', '--serial', serial)).toMatchObject({
      exitCode: 0,
    })
    expect((await cli('context', '--firm', '6000012', '--out', '/x.odc', '--serial', serial)).err).toContain(
      'does not serve',
    )
    expect((await cli('context', '--firm', '6000012', '--out', '/x.odc')).err).toContain('No container in')
    expect((await cli('context', ...firmArgs, '--out', '/x.odc', '--serial', '130-7')).err).toContain(
      'There is no container 130-7',
    )
    const second = join(folder, 'second')
    await cli('--dir', '/second', 'create', ...firmArgs, '--root', '/root.jwk')
    const [other = ''] = /130-\d+/.exec((await cli('--dir', '/second', 'list')).out) ?? []
    const copy = await readFile(join(second, `${other}.container`))
    await writeFile(join(folder, 'containers', `${other}.container`), copy)
    const { exitCode, err } = await cli('context', ...firmArgs, '--out', '/x.odc')
    expect(exitCode).toBe(3)
    expect(err).toContain('Several containers here serve firm code 6000010')
  })
})

describe('wrong usage is exit code 2', () => {
  test.each<[string, string[], string]>([
    ['no root', ['create', '--firm', '1'], 'Give the root key of the firm'],
    [
      'two roots',
      ['create', '--firm', '1', '--root', '/root.jwk', '--depot', 'http://x'],
      'Give the root key of the firm',
    ],
    ['a missing file', ['import', '/nothing.odu'], 'nothing.odu cannot be read: ENOENT'],
    ['one word too many', ['list', 'x'], 'error: too many arguments'],
    [
      'a firm that is none',
      ['verify', '--firm', 'abc', '--product', '1'],
      'It has to be a whole number from 1 to 2147483647.',
    ],
    ['a date that is none', ['verify', '--firm', '1', '--product', '1', '--released', 'x'], 'It has to be a date'],
    ['no command', ['frobnicate'], "unknown command 'frobnicate'"],
  ])('%s', async (_, args, message) => {
    const { exitCode, err } = await cli(...args)
    expect(err).toContain(message)
    expect(exitCode).toBe(2)
  })

  test('a root that is none is refused', async () => {
    await writeFile(join(folder, 'root.jwk'), '{"kty":"oct"}')
    expect(await cli('create', ...firmArgs, '--root', '/root.jwk')).toMatchObject({ exitCode: 3 })
  })

  test('help and version are no errors; an error that nobody expected is 1', async () => {
    expect(await cli('--version')).toEqual({ exitCode: 0, out: '0.1.0\n', err: '' })
    expect((await cli('--help')).out).toContain('Exit codes: 0 done or valid')
    await writeFile(join(folder, 'file'), '')
    expect(await cli('--dir', '/file', 'list')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Unexpected error') as string,
    })
  })
})

test('containers are kept where the system has such data', () => {
  expect(defaultFolder({ OPENDEPOT_CONTAINERS: '/c' })).toBe('/c')
  expect(defaultFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/opendepot/containers')
  expect(defaultFolder({})).toMatch(/\.local\/share\/opendepot\/containers$/)
})
