import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrations } from '../../migrations/index.ts'
import { run } from '../../src/cli/run.ts'
import { FirmCode } from '../../src/entities/firm-code.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { Store } from '../../src/store/store.ts'
import { parseKeyring } from '../../src/tickets/keyring.ts'
import { version } from '../../src/version.ts'
import { useInstallation } from '../support/command.ts'

const installation = useInstallation()

async function read<T>(work: Parameters<Store['read']>[0]): Promise<T> {
  const store = await Store.open({ url: installation().env['DATABASE_URL'] ?? '' })
  try {
    return (await store.read(work)) as T
  } finally {
    await store.close()
  }
}

describe('opendepot', () => {
  test('--version and --help are done, and the help explains the exit codes', async () => {
    expect(await installation().run('--version')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' })
    const { exitCode, out } = await installation().run('--help')
    expect(exitCode).toBe(0)
    expect(out).toContain('Exit codes:')
    for (const name of ['serve', 'demo', 'migrate', 'client', 'firm', 'items', 'keys', 'config'])
      expect(out).toContain(`  ${name}`)
  })

  test.each([
    [['sevre']],
    [['client', 'add', 'erp']],
    [['client', 'add', 'erp', '--role', 'boss']],
    [['firm', 'create', '0']],
    [[]],
  ])('exit code 2 with a hint for %j', async (argv) => {
    const { exitCode, out, err } = await installation().run(...argv)
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).not.toBe('')
  })

  test('exit code 3 with all mistakes when the configuration is wrong', async () => {
    Object.assign(installation().env, { PORT: 'x', LOG_LEVEL: 'y' })
    const { exitCode, err } = await installation().run('client', 'list')
    expect(exitCode).toBe(3)
    expect(err).toContain('The configuration has 2 mistakes:\n  PORT: ')
    expect(err).not.toContain('    at ')
  })

  test('exit code 1 and no stack for what the user can mend; as JSON too', async () => {
    const refused = await installation().run('client', 'disable', 'shop')
    expect(refused).toEqual({
      exitCode: 1,
      out: '',
      err: `There is no client 'shop'; "opendepot client list" shows all.\n`,
    })
    const { err } = await installation().run('client', 'disable', 'shop', '--json')
    expect(JSON.parse(err)).toEqual({
      error: { exitCode: 1, message: `There is no client 'shop'; "opendepot client list" shows all.` },
    })
  })

  test('exit code 1 for a file that is no database, 4 for a database that does not answer', async () => {
    await writeFile(join(installation().folder, 'depot.sqlite'), 'this is no database, and long enough to be looked at')
    const damaged = await installation().run('client', 'list')
    expect([damaged.exitCode, damaged.err.includes('depot.sqlite cannot be opened')]).toEqual([1, true])
    Object.assign(installation().env, { DATABASE_URL: 'mysql://me:sesame@127.0.0.1:1/depot', KEYRING: 'k' })
    const away = await installation().run('client', 'list')
    expect(away.exitCode).toBe(4)
    expect(away.err).toContain(
      'DATABASE_URL: mysql://me:[secret]@127.0.0.1:1/depot cannot be opened: connect ECONNREFUSED',
    )
  })

  test('exit code 70 with the stack for an error of ours', async () => {
    let err = ''
    const exitCode = await run(['client', 'add', 'erp', '--role', 'sales'], {
      env: installation().env,
      random: randomBytes,
      clock: () => {
        throw new Error('the clock is broken')
      },
      out: () => undefined,
      err: (text) => (err += text),
    })
    expect(exitCode).toBe(70)
    expect(err).toMatch(/^internal error: Error: the clock is broken\n +at /)
  })
})

describe('client', () => {
  test('add shows the secret once, list never', async () => {
    const { exitCode, out } = await installation().run('client', 'add', 'erp', '--role', 'sales', '--role', 'support')
    expect(exitCode).toBe(0)
    const [, secret] = /^Client erp is added\.\nSecret \(shown only now\): (ods_[0-9a-z]{32})\n$/.exec(out) ?? []
    expect(secret).toBeDefined()
    const list = await installation().run('client', 'list')
    expect(list.out).toBe(
      'NAME  ROLES          ORDER SCOPE  FIRM CODES  ADDRESSES  CERTIFICATES  STATE\nerp   sales,support  erp          all         any        0             active\n',
    )
  })

  test('add takes order scope and firm codes', async () => {
    const added = await installation().json(
      'client',
      'add',
      'shop',
      '--role',
      'sales',
      '--order-scope',
      'web',
      '--firm-code',
      '10',
      '--firm-code',
      '20',
    )
    expect(added).toEqual({
      name: 'shop',
      roles: ['sales'],
      orderScope: 'web',
      firmCodes: [10, 20],
      ipRanges: 'any',
      certificates: [],
      orderRepeat: 'replay',
      passwordDigest: false,
      disabledAt: null,
      createdAt: expect.any(String),
      secret: expect.stringMatching(/^ods_/),
    })
    expect(await installation().json('client', 'list')).toMatchObject({
      clients: [{ name: 'shop', firmCodes: [10, 20] }],
    })
  })

  test('change touches only what is named', async () => {
    const fingerprint = `sha256:${'ab'.repeat(32)}`
    await installation().run(
      'client',
      'add',
      'erp',
      '--role',
      'sales',
      '--firm-code',
      '10',
      '--certificate',
      fingerprint,
    )
    const changed = await installation().json(
      'client',
      'change',
      'erp',
      '--ip-range',
      '10.0.0.0/8',
      '--ip-range',
      '::1',
    )
    expect(changed).toMatchObject({
      changed: true,
      firmCodes: [10],
      certificates: [fingerprint],
      ipRanges: ['10.0.0.0/8', '::1'],
    })
    const again = await installation().run('client', 'change', 'erp', '--ip-range', '::1', '--ip-range', '10.0.0.0/8')
    expect(again.out).toBe('Client erp was like this before.\n')
    const digest = await installation().run('client', 'change', 'erp', '--password-digest', '--order-repeat', 'extend')
    expect(digest.out).toContain('run "opendepot client rotate erp"')
    const everything = ['--firm-code', 'all', '--ip-range', 'any', '--certificate', 'none', '--no-password-digest']
    expect(await installation().json('client', 'change', 'erp', '--role', 'support', ...everything)).toMatchObject({
      roles: ['support'],
      firmCodes: 'all',
      ipRanges: 'any',
      certificates: [],
      orderRepeat: 'extend',
      passwordDigest: false,
    })
  })

  test.each([
    [['--ip-range', '10.0.0.0/33'], 'no IP address and no range'],
    [['--certificate', '/no/such/file.pem'], 'no such file'],
    [['--certificate', 'subject:erp;issuer:ca'], 'is no client certificate'],
    [['--order-repeat', 'often'], 'replay or extend'],
  ])('change %j is a usage error', async (options, text) => {
    const { exitCode, err } = await installation().run('client', 'change', 'erp', ...options)
    expect([exitCode, err]).toEqual([2, expect.stringContaining(text)])
  })

  test('rotate says what becomes of the old secret', async () => {
    await installation().run('client', 'add', 'erp', '--role', 'sales')
    expect((await installation().run('client', 'rotate', 'erp')).out).toContain(
      'The secret before this one works until the next rotation.',
    )
    expect((await installation().run('client', 'rotate', 'erp', '--retire-old')).out).toContain(
      'The old secrets have stopped working.',
    )
  })

  test('disable says whether it changed anything', async () => {
    await installation().run('client', 'add', 'erp', '--role', 'sales')
    expect((await installation().run('client', 'disable', 'erp')).out).toBe('Client erp is disabled.\n')
    expect((await installation().run('client', 'disable', 'erp')).out).toBe('Client erp was disabled before.\n')
    expect((await installation().run('client', 'list')).out).toContain('disabled 20')
  })

  test('list says when there is none', async () => {
    expect((await installation().run('client', 'list')).out).toBe(
      'There are no clients; "opendepot client add" makes one.\n',
    )
  })

  test('every change is in the ledger, by the command line', async () => {
    await installation().run('client', 'add', 'erp', '--role', 'sales')
    await installation().run('client', 'disable', 'erp')
    const events = await read<LedgerEvent[]>((tx) => tx.find(LedgerEvent, { order: { version: 'ASC' } }))
    expect(events.map(({ actor, operation, change }) => ({ actor, operation, change }))).toEqual([
      { actor: 'cli', operation: 'client add', change: 'ClientAdded' },
      { actor: 'cli', operation: 'client disable', change: 'ClientDisabled' },
    ])
  })
})

describe('migrate', () => {
  const names = migrations.map(({ name }) => name)

  test('lists, does, and has nothing more to do', async () => {
    installation().env['MIGRATE'] = 'manual'
    const refused = await installation().run('client', 'list')
    expect([refused.exitCode, refused.err]).toEqual([
      1,
      `The database is not up to date: ${names.length} migration(s) to run. Back it up, then run "opendepot migrate".\n`,
    ])
    expect((await installation().run('migrate', '--dry-run')).out).toBe(
      names.map((name) => `to run: ${name}\n`).join(''),
    )
    expect(await installation().json('migrate')).toEqual({ dryRun: false, migrations: names })
    expect((await installation().run('migrate')).out).toBe('The database is up to date.\n')
    expect((await installation().run('client', 'list')).exitCode).toBe(0)
  })
})

describe('config', () => {
  test('shows settings and sources, secrets masked', async () => {
    const { exitCode, out } = await installation().run('config')
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^PORT +8080 +default$/m)
    expect(out).toMatch(/^FIRM_PASSPHRASE +\*{8} +environment$/m)
    expect(out).toMatch(/^TICKET_URL +- +default$/m)
  })

  test('shows them also when one is wrong, and then fails', async () => {
    installation().env['PORT'] = 'x'
    const { exitCode, out, err } = await installation().run('config')
    expect(exitCode).toBe(3)
    expect(out).toMatch(/^PORT +x +environment$/m)
    expect(err).toContain("PORT: 'x' is no whole number")
  })
})

describe('firm and keys', () => {
  test('firm create makes keys once, registers them, and keys list shows them', async () => {
    const made = await installation().run('firm', 'create', '6000010', '--name', 'Example Inc.')
    expect([made.exitCode, made.err]).toEqual([0, ''])
    expect(made.out).toContain('Firm code 6000010 has its keys.')
    expect(made.out).toContain(join(installation().folder, 'keys', 'firm-6000010-root.jwk'))
    const again = await installation().json('firm', 'create', '6000010')
    expect(again).toMatchObject({ firmCode: 6_000_010, created: false })
    const { keys } = (await installation().json('keys', 'list')) as {
      keys: { role: string; notAfter: string | null }[]
    }
    expect(keys.map(({ role, notAfter }) => [role, notAfter === null])).toEqual([
      ['root', true],
      ['signing', false],
    ])
    expect((await installation().run('keys', 'list')).out).toMatch(
      /^6000010 {4}signing {2}active {2}ed25519-x25519 {2}1 /m,
    )
    const [row] = await read<FirmCode[]>((tx) => tx.find(FirmCode))
    expect(row).toMatchObject({ firmCode: 6_000_010, name: 'Example Inc.', version: 1 })
  })

  test('firm create needs a passphrase', async () => {
    installation().env['FIRM_PASSPHRASE'] = ''
    const { exitCode, err } = await installation().run('firm', 'create', '10')
    expect([exitCode, err]).toEqual([
      1,
      'Set FIRM_PASSPHRASE (or FIRM_PASSPHRASE_FILE): the private keys are encrypted with it.\n',
    ])
  })

  test('keys list says when there is none', async () => {
    expect((await installation().run('keys', 'list')).out).toBe(
      'There are no keys; "opendepot firm create" makes some.\n',
    )
  })

  test('keys create-keyring makes one for its owner only, and never replaces one', async () => {
    const path = join(installation().folder, 'shared-keyring.json')
    expect(await installation().json('keys', 'create-keyring', path)).toEqual({ file: path })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(parseKeyring(await readFile(path, 'utf8')).lookup.current).toBe(1)
    const again = await installation().run('keys', 'create-keyring', path)
    expect([again.exitCode, again.err]).toEqual([1, `${path} exists already, and is left as it is.\n`])
    const nowhere = await installation().run('keys', 'create-keyring', join(path, 'x'))
    expect([nowhere.exitCode, nowhere.err]).toEqual([1, `${join(path, 'x')} cannot be written (ENOTDIR).\n`])
  })
})
