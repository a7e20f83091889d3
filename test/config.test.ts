import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, isEmbedded, readConfig, settingsAsMarkdown, showConfig } from '../src/config.ts'

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('readConfig', () => {
  test('needs nothing: all defaults', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: undefined,
      interfaces: ['sales', 'depot', 'admin'],
      databaseUrl: 'sqlite:data/opendepot.sqlite',
      databasePool: 20,
      migrate: undefined,
      dataDir: 'data',
      keyring: undefined,
      firmPassphrase: undefined,
      signer: undefined,
      signerPin: undefined,
      ticketUrl: undefined,
      renewalUrl: undefined,
      activationCheckUrl: undefined,
      activationCheckOutage: 'refuse',
      hookSecret: undefined,
      hookSeconds: 5,
      mailUrl: undefined,
      mailFrom: undefined,
      timeZone: 'UTC',
      testMode: false,
      leaseMinutes: 15,
      facades: undefined,
      tlsCert: undefined,
      tlsKey: undefined,
      tlsClientCa: undefined,
      tlsMin: '1.2',
      requireTls: false,
      trustedProxies: [],
      monitorFrom: [
        '127.0.0.0/8',
        '10.0.0.0/8',
        '100.64.0.0/10',
        '169.254.0.0/16',
        '172.16.0.0/12',
        '192.168.0.0/16',
        '::1',
        'fc00::/7',
        'fe80::/10',
      ],
      clientCertHeader: 'client-cert',
      digestSeconds: 300,
      rateClient: 2000,
      rateAddress: 100,
      rateNetwork: 1000,
      attemptMinutes: 10,
      attemptsAddress: 30,
      attemptsNetwork: 300,
      attemptsTicket: 10,
      maxRequestBytes: 1_048_576,
      maxBodiesBytes: 134_217_728,
      maxUnpackRatio: 100,
      xmlDepth: 32,
      xmlElements: 100_000,
      xmlAttributes: 32,
      xmlNamespaces: 16,
      xmlNameLength: 128,
      xmlTextLength: 65_536,
      xmlHeaderBlocks: 16,
      maxHeaderBytes: 16_384,
      headerSeconds: 10,
      requestSeconds: 60,
      keepAliveSeconds: 65,
      maxConnections: 10_000,
      maxConnectionsPerAddress: 1000,
      overloadMs: 2000,
      shutdownSeconds: 20,
      logLevel: 'info',
    })
  })

  test('reads each setting, and an empty one is absent', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '',
      PUBLIC_URL: 'https://licenses.example.com/depot/',
      INTERFACES: 'admin, sales,admin',
      DATABASE_URL: 'mariadb://depot:p%40ss@db.example.com:3307/depot',
      DATABASE_POOL: '5',
      MIGRATE: 'auto',
      DATA_DIR: '/var/lib/opendepot',
      KEYRING: '/etc/opendepot/keyring.json',
      FIRM_PASSPHRASE: 'correct horse',
      TICKET_URL: 'https://shop.example/redeem?ticket={ticketId}',
      TEST_MODE: 'true',
      MAX_REQUEST_BYTES: '65536',
      SHUTDOWN_SECONDS: '0',
      LOG_LEVEL: 'debug',
    })
    expect(config).toMatchObject({ port: 0, host: '127.0.0.1', publicUrl: 'https://licenses.example.com/depot' })
    expect(config).toMatchObject({ interfaces: ['admin', 'sales'], databasePool: 5, migrate: 'auto', testMode: true })
    expect(config).toMatchObject({
      keyring: '/etc/opendepot/keyring.json',
      firmPassphrase: 'correct horse',
      logLevel: 'debug',
    })
  })

  test('is frozen', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true)
  })

  test('tells all mistakes at once', () => {
    const env = {
      PORT: '80x',
      PUBLIC_URL: 'licenses.example.com',
      INTERFACES: 'sales,portal',
      DATABASE_URL: 'postgres://depot:secret@db/depot',
      TEST_MODE: 'yes',
      LOG_LEVEL: 'verbose',
    }
    expect(problemsOf(env)).toEqual([
      "PORT: '80x' is no whole number from 0 to 65535",
      "PUBLIC_URL: 'licenses.example.com' is no http or https URL",
      "INTERFACES: 'portal' is none of sales, depot, admin",
      "DATABASE_URL: has to begin with 'sqlite:', 'mysql://' or 'mariadb://'",
      "TEST_MODE: 'yes' is none of true, false",
      "LOG_LEVEL: 'verbose' is none of error, warn, info, debug",
    ])
    expect(() => readConfig(env)).toThrow(/^The configuration has 6 mistakes:\n {2}PORT: /)
    expect(() => readConfig({ PORT: '-1' })).toThrow(
      "The configuration has a mistake:\n  PORT: '-1' is no whole number from 0 to 65535",
    )
  })

  test.each([
    [{ PORT: '65536' }, "PORT: '65536' is no whole number from 0 to 65535"],
    [{ DATABASE_POOL: '0' }, "DATABASE_POOL: '0' is no whole number from 1 to 1000"],
    [{ MAIL_URL: 'http://mail', MAIL_FROM: 'a@b.example' }, 'MAIL_URL: has to begin with smtp:// or smtps://'],
    [{ MAIL_URL: 'smtp:', MAIL_FROM: 'a@b.example' }, 'MAIL_URL: names no host: smtp://user:password@host:587'],
    [{ MAIL_URL: 'smtp://mail' }, 'MAIL_URL, MAIL_FROM: mails need both, or neither'],
    [
      { MAIL_URL: 'smtp://mail', MAIL_FROM: 'the vendor' },
      "MAIL_FROM: 'the vendor' is no mail address; write it like Vendor <licenses@vendor.example>",
    ],
    [{ PUBLIC_URL: 'ftp://example.com' }, "PUBLIC_URL: 'ftp://example.com' is no http or https URL"],
    [{ PUBLIC_URL: 'https://me:secret@example.com' }, 'PUBLIC_URL: may hold only scheme, host, port and path'],
    [{ PUBLIC_URL: 'https://example.com/?x=1' }, 'PUBLIC_URL: may hold only scheme, host, port and path'],
    [
      { TICKET_URL: 'https://shop.example/redeem' },
      "TICKET_URL: 'https://shop.example/redeem' is no http or https URL with {ticketId} in it",
    ],
    [{ TICKET_URL: '{ticketId}' }, "TICKET_URL: '{ticketId}' is no http or https URL with {ticketId} in it"],
    [{ DATABASE_URL: 'sqlite:' }, "DATABASE_URL: has to begin with 'sqlite:', 'mysql://' or 'mariadb://'"],
    [
      { DATABASE_URL: 'mysql://db.example.com', KEYRING: 'k' },
      'DATABASE_URL: names no host or no database: mysql://user:password@host/name',
    ],
    [
      { DATABASE_URL: 'mysql://db.example.com/depot' },
      'KEYRING: is needed with this DATABASE_URL; "opendepot keys create-keyring FILE" makes one for all nodes',
    ],
  ])('refuses %j', (env, problem) => {
    expect(problemsOf(env)).toEqual([problem])
  })

  test('an embedded database is known by its URL', () => {
    expect(isEmbedded(readConfig({}))).toBe(true)
    expect(isEmbedded(readConfig({ DATABASE_URL: 'mysql://db/depot', KEYRING: 'k' }))).toBe(false)
  })
})

describe('NAME_FILE', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opendepot-config-'))
    writeFileSync(join(folder, 'secret'), 'correct horse\n')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  test('gives the content of the file, without the line end', () => {
    expect(readConfig({ FIRM_PASSPHRASE_FILE: join(folder, 'secret') }).firmPassphrase).toBe('correct horse')
  })

  test('is refused beside NAME, and when it cannot be read', () => {
    expect(problemsOf({ PORT: '1', PORT_FILE: join(folder, 'secret') })).toEqual([
      'PORT: is given twice, also as PORT_FILE',
    ])
    expect(problemsOf({ KEYRING_FILE: join(folder, 'none') })).toEqual([
      `KEYRING: the file ${join(folder, 'none')} of KEYRING_FILE cannot be read (ENOENT)`,
    ])
  })
})

describe('showConfig', () => {
  const shown = (env: NodeJS.ProcessEnv) =>
    Object.fromEntries(showConfig(env).map(({ name, value, source }) => [name, `${value} (${source})`]))

  test('masks what is secret, and shows mistakes as they stand', () => {
    expect(
      shown({
        PORT: '80x',
        DATABASE_URL: 'mysql://depot:sec@ret@db/depot',
        KEYRING: '{"lookup": 1}',
        FIRM_PASSPHRASE: 'correct horse',
      }),
    ).toMatchObject({
      PORT: '80x (environment)',
      HOST: '127.0.0.1 (default)',
      DATABASE_URL: 'mysql://depot:********@db/depot (environment)',
      KEYRING: '******** (environment)',
      FIRM_PASSPHRASE: '******** (environment)',
    })
  })

  test('shows the path of a file, and a keyring that is a path', () => {
    expect(shown({ FIRM_PASSPHRASE_FILE: '/run/secrets/firm', KEYRING: '/etc/keyring.json' })).toMatchObject({
      FIRM_PASSPHRASE: '/run/secrets/firm (file)',
      KEYRING: '/etc/keyring.json (environment)',
    })
  })
})

test('settingsAsMarkdown has a row for each setting', () => {
  const rows = settingsAsMarkdown().trimEnd().split('\n')
  expect(rows[0]).toBe('| Setting | Form | Default | Meaning |')
  expect(rows[2]).toBe('| `PORT` | number | `8080` | TCP port; 0 takes a free one |')
  expect(rows.length - 2).toBe(showConfig({}).length)
  expect(showConfig({}).length).toBe(Object.keys(readConfig({})).length)
})
