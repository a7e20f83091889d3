import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readContext } from '../../src/formats/context.ts'
import { newFirm } from '../formats/support.ts'
import { firmA, firmB, openSite } from './site.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-program-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Runs the program as a process of its own, on a machine with this identity. */
async function program(identity: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/runtime/cli/main.ts', ...args], {
    env: { PATH: process.env['PATH'], OPENDEPOT_CONTAINERS: join(folder, 'containers'), OPENDEPOT_IDENTITY: identity },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { exitCode: exitCode as number, out, err }
}

const here = (...args: string[]) => program('here', ...args)
const product = ['--firm', String(firmA), '--product', '100']

test('by files: create, context, list, verify, and their exit codes', async () => {
  const firm = await newFirm()
  const root = join(folder, 'root.jwk')
  const out = join(folder, 'x.odc')
  await writeFile(root, JSON.stringify(firm.root.key))

  expect(await here('create', '--firm', String(firmA))).toMatchObject({ exitCode: 2 })
  expect(await here('create', '--firm', String(firmA), '--root', root)).toMatchObject({ exitCode: 0, err: '' })
  expect(await here('create', '--firm', String(firmA), '--root', root)).toMatchObject({ exitCode: 3 })
  expect(await here('context', '--firm', String(firmA), '--out', out)).toMatchObject({ exitCode: 0, err: '' })
  const { serial } = await readContext(await readFile(out, 'utf8'), undefined)
  expect(await here('list')).toMatchObject({ exitCode: 0, out: `${serial}\n  firm code ${firmA}, step 0\n` })
  expect(await here('verify', ...product)).toMatchObject({
    exitCode: 6,
    out: expect.stringContaining('LICENSE_MISSING') as string,
  })
  // The file was copied to another machine.
  expect(await program('elsewhere', 'context', '--firm', String(firmA), '--out', out)).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining('belongs to another machine') as string,
  })
  expect(await here('import', root)).toMatchObject({ exitCode: 3 })
  expect(await here('confirm', '--firm', String(firmA), '--depot', 'http://127.0.0.1:1/')).toMatchObject({
    exitCode: 5,
  })
}, 120_000)

test('online, against a real server: activate and verify, and their exit codes', async () => {
  const site = await openSite()
  try {
    const depot = `${site.server.url}/soap/depot`
    const ticket = await site.order(['A', 'B', 'NAMED'], true)
    const redeem = (...args: string[]) => here('activate', '--depot', depot, '--ticket', ticket, ...args)
    expect(await redeem()).toMatchObject({ exitCode: 4, err: expect.stringContaining('PARAMETER_INVALID') as string })
    expect(await redeem('--parameter', 'licensee=Erika = Mustermann')).toMatchObject({ exitCode: 0, err: '' })
    expect(await redeem()).toMatchObject({ exitCode: 0, err: '' })
    const { out } = await here('list')
    expect(out.match(/130-\d+/g)).toHaveLength(1)
    expect(out.match(/firm code \d+, step 1/g)).toEqual([`firm code ${firmA}, step 1`, `firm code ${firmB}, step 1`])
    expect(await here('verify', ...product)).toMatchObject({ exitCode: 0 })
  } finally {
    await site.close()
  }
}, 120_000)

test('the wizard talks through a pipe, and a bridge stays open until it is stopped', async () => {
  const site = await openSite()
  const env = { PATH: process.env['PATH'], OPENDEPOT_CONTAINERS: join(folder, 'containers'), LANG: 'de_DE.UTF-8' }
  const start = (...args: string[]) =>
    spawn(process.execPath, ['--import', 'tsx', 'src/runtime/cli/main.ts', ...args], { env, stdio: 'pipe' })
  try {
    const bridge = start('bridge', '--depot', `${site.server.url}/soap/depot`, '--port', '0')
    let said = ''
    bridge.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await once(bridge.stdout, 'data')
    const [, url = ''] = /--depot (\S+) now/.exec(said) ?? []
    const wizard = start('wizard', '--depot', url)
    wizard.stdin.end(`1\n${await site.order(['A'])}\n\nja\n2\n0\n`)
    const [out, [exitCode]] = await Promise.all([text(wizard.stdout), once(wizard, 'exit')])
    expect(out).toContain('Item A ist jetzt auf diesem Computer.')
    expect(exitCode).toBe(0)
    bridge.kill('SIGINT')
    const [bridgeCode] = (await once(bridge, 'close')) as [number]
    expect(said).toMatch(/ActivateLicenses, answered with 200\.[^]*Stopped\.\n$/)
    expect(bridgeCode).toBe(0)
  } finally {
    await site.close()
  }
}, 120_000)
