import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HeadSigner } from '../../src/ledger/sign-heads.ts'
import { openLedgerKey } from '../../src/signing/ledger-key.ts'
import { Store } from '../../src/store/store.ts'
import { numberAll } from '../ledger/ledger-kit.ts'
import { useInstallation } from '../support/command.ts'
import { run } from '../../src/cli/run.ts'

const installation = useInstallation()

/** Runs the work on the database of the installation, as a server or a stranger would. */
async function onStore(work: (store: Store) => Promise<unknown>): Promise<void> {
  const store = await Store.open({ url: installation().env['DATABASE_URL'] ?? '' })
  await work(store)
  await store.close()
}

const signHead = (store: Store) =>
  new HeadSigner({ store, interval: 0, key: () => openLedgerKey(installation().folder, 'open') }).turn()

beforeEach(async () => {
  for (const name of ['erp', 'shop', 'portal']) await installation().json('client', 'add', name, '--role', 'sales')
})

test('audit verify: says what was checked, and what waits', async () => {
  expect(await installation().run('audit', 'verify')).toEqual({
    exitCode: 0,
    err: '',
    out: `0 numbered events were checked, up to number 0 of ledger epoch 1; 0 signed heads were compared; the key of the ledger is not in DATA_DIR, so stored heads were not looked at.
3 committed events have no number yet; the running server gives it to them.
The ledger is as it was written.
`,
  })
  await onStore(async (store) => {
    await numberAll(store)
    await signHead(store)
  })
  expect(await installation().json('audit', 'verify')).toEqual({
    sound: true,
    ledgerEpoch: 1,
    sequence: 3,
    events: 3,
    waiting: 0,
    heads: 1,
    findings: [],
  })
})

test('audit verify: exit code 5 and a line for each finding', async () => {
  await onStore((store) => numberAll(store))
  await onStore((store) => store.transact((tx) => tx.query("UPDATE events SET actor = 'x' WHERE sequence = 2")))
  const { exitCode, out, err } = await installation().run('audit', 'verify')
  expect(exitCode).toBe(5)
  expect(out).toMatch(/\n {2}The event of number 2 \(client .*, version 1\) was changed after it was numbered\.\n/)
  expect(err).toBe('The ledger is not as it was written: 1 finding.\n')
  const json = await installation().run('audit', 'verify', '--json')
  expect(JSON.parse(json.out)).toMatchObject({ sound: false, findings: [{ kind: 'changed', from: 2, to: 2 }] })
  expect(JSON.parse(json.err)).toEqual({ error: { exitCode: 5, message: err.trim() } })
})

test('audit head: exports the newest head, against which a cut-off end is found later', async () => {
  expect(await installation().run('audit', 'head')).toMatchObject({
    exitCode: 1,
    err: 'No head is signed yet; a running server signs one within a minute.\n',
  })
  await onStore(async (store) => {
    await numberAll(store)
    await signHead(store)
  })
  const file = join(installation().folder, 'head.json')
  expect(await installation().json('audit', 'head', '--out', file)).toMatchObject({ file, sequence: 3, later: 0 })
  expect((await installation().run('audit', 'head')).out).toBe(await readFile(file, 'utf8'))
  expect(await installation().json('audit', 'verify', '--head', file)).toMatchObject({ sound: true, heads: 2 })

  await onStore((store) =>
    store.transact(async (tx) => {
      await tx.query('DELETE FROM events WHERE sequence = 3')
      await tx.query('DELETE FROM ledger_heads')
      const last = 'SELECT hash FROM events WHERE sequence = 2'
      await tx.query(`UPDATE ledger_tips SET sequence = 2, hash = (${last})`)
    }),
  )
  // Without the head, only the row whose event it was tells of it.
  const alone = await installation().run('audit', 'verify')
  expect(alone.exitCode).toBe(5)
  expect(alone.out).toContain('its events end with version')
  expect(alone.out).not.toContain('was cut off')
  const { exitCode, out } = await installation().run('audit', 'verify', '--head', file)
  expect(exitCode).toBe(5)
  expect(out).toContain('The end of the ledger was cut off: what had number 3 is gone.')
})

test('a head that cannot be read or believed is refused', async () => {
  const file = join(installation().folder, 'head.json')
  expect(await installation().run('audit', 'verify', '--head', file)).toMatchObject({
    exitCode: 1,
    err: `${file} cannot be read (ENOENT).\n`,
  })
  await writeFile(file, '{}')
  const { exitCode, err } = await installation().run('audit', 'verify', '--head', file)
  expect(exitCode).toBe(1)
  expect(err).toMatch(/^--head: /)
})

test('shows progress where somebody watches, and takes it away', async () => {
  await onStore((store) => numberAll(store))
  let [out, err] = ['', '']
  const exitCode = await run(['audit', 'verify'], {
    env: installation().env,
    clock: () => new Date(),
    random: () => Buffer.alloc(0),
    out: (text) => (out += text),
    err: (text) => (err += text),
    watched: true,
  })
  expect(exitCode).toBe(0)
  expect(err).toMatch(/^\r\[={30}\] 100 % of 3 events\r +\r$/)
})
