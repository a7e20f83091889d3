import { randomBytes } from 'node:crypto'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/run.ts'
import { createLogger } from '../../src/logger.ts'
import { KeyWatch } from '../../src/server/key-watch.ts'
import { keyRegister } from '../../src/server/key-register.ts'
import { keyTroubles, type Signing } from '../../src/server/signer-state.ts'
import { makeSigningKey } from '../../src/signing/create-firm.ts'
import { openBox } from '../../src/signing/firm-box.ts'
import { KeyFiles, openKeyFiles } from '../../src/signing/key-files.ts'
import { Store } from '../../src/store/store.ts'

const made = new Date('2026-03-01T12:00:00.000Z')
let folder: string
let env: NodeJS.ProcessEnv
let store: Store
let signing: Signing
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-troubles-'))
  env = { DATABASE_URL: `sqlite:${join(folder, 'depot.sqlite')}`, DATA_DIR: folder, FIRM_PASSPHRASE: 'open' }
  await command('firm', 'create', '10')
  store = await Store.open({ url: env['DATABASE_URL'] ?? '' })
  const vault = await openKeyFiles(folder, 'open')
  signing = { vault, box: openBox(keyRegister(store), vault) }
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** Runs a command at the time at which the keys are made. */
async function command(...argv: string[]): Promise<string> {
  let [out, err] = ['', '']
  const terminal = { env, clock: () => made, random: randomBytes }
  const exitCode = await run(argv, { ...terminal, out: (text) => (out += text), err: (text) => (err += text) })
  return exitCode === 0 ? out : `${exitCode}: ${err}`
}
const troublesAt = (now: string) => keyTroubles(store, signing, new Date(now))

test('a signing key that ends within 60 days is told, with the command that helps', async () => {
  expect(await troublesAt('2027-12-31T11:00:00.000Z')).toEqual([])
  expect(await troublesAt('2028-01-31T12:00:00.000Z')).toEqual([
    'the signing key of firm code 10 ends on 2028-03-01, in 30 days; run "opendepot keys rotate 10"',
  ])
  expect(await troublesAt('2028-03-01T12:00:00.000Z')).toEqual([
    'no signing key of firm code 10 is valid now; "opendepot keys rotate 10 --now" makes one',
  ])
})

test('a next key is told as long as it is not in the folder of the node', async () => {
  const out = await command('keys', 'rotate', '10')
  const [, kid = ''] =
    /^Key ([\w-]{43}) \(epoch 1, until 2028-03-01\) is published and signs nothing yet\.$/m.exec(out) ?? []
  expect(out).toContain('then run "opendepot keys rotate 10" again: it signs then.')
  const file = join(folder, 'keys', `firm-10-${kid}.pem`)
  await rename(file, `${file}.elsewhere`)
  expect(await troublesAt('2026-04-01T12:00:00.000Z')).toEqual([
    `the next signing key ${kid} of firm code 10 is not in the key folder of this node`,
  ])
  await rename(`${file}.elsewhere`, file)
  expect(await troublesAt('2026-04-01T12:00:00.000Z')).toEqual([])
})

test('the log is told too', async () => {
  const lines: string[] = []
  const logger = createLogger('info', { write: (line) => lines.push(line) })
  const watch = new KeyWatch({ store, signing, logger, clock: () => new Date('2028-02-29T12:00:00.000Z') })
  await watch.turn()
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      level: 'warn',
      message: 'the signing keys need their operator',
      trouble: expect.stringContaining('firm code 10 ends on 2028-03-01, in 1 day;') as string,
    }),
  ])
})

describe('keys rotate', () => {
  test('says what became of each key, and what was compromised', async () => {
    const [, old = ''] = /signing +active.* ([\w-]{43})$/m.exec(await command('keys', 'list')) ?? []
    const out = await command('keys', 'rotate', '10', '--compromised', old, '--years', '5')
    expect(out).toMatch(
      new RegExp(`^Key ${old} \\(epoch 1, until 2028-03-01\\) is compromised; containers that have seen the new epoch`),
    )
    expect(out).toMatch(/^Key [\w-]{43} \(epoch 2, until 2031-03-01\) signs from now on\.$/m)
    expect(out).toContain('Running servers notice it within a second.')
    expect(await command('keys', 'list')).toMatch(/ signing +compromised .*\n.* signing +active +ed25519-x25519 +2 /)
    expect(await command('keys', 'rotate', '10', '--compromised', old)).toBe(
      `1: Firm code 10: ${old} is known to be compromised; "opendepot keys list" shows all.\n`,
    )
  })

  test('of a firm code without keys names the command that makes them', async () => {
    expect(await command('keys', 'rotate', '11')).toBe(
      '1: Firm code 11 has no keys; "opendepot firm create 11" makes them.\n',
    )
    expect(await command('keys', 'rotate', '10', '--years', '0')).toMatch(/^2: .*from 1 to 30/s)
  })

  test('needs the private root only while a key is made', async () => {
    const root = join(folder, 'keys', 'firm-10-root.pem')
    await command('keys', 'rotate', '10')
    await rename(root, `${root}.safe`)
    expect(await command('keys', 'rotate', '10')).toContain('signs from now on.')
    expect(await command('keys', 'rotate', '10')).toBe(
      `1: The private root key of firm code 10 is kept elsewhere: put ${root} back to certify a key\n`,
    )
  })

  test('firm create does not register what a rotation did not finish', async () => {
    await makeSigningKey(new KeyFiles(folder, 'open'), { firmCode: 10, now: made, epoch: 1, state: 'next' })
    await command('firm', 'create', '10')
    expect((await command('keys', 'list')).match(/ signing /g)).toHaveLength(1)
  })
})
