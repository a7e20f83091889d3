import { readFileSync } from 'node:fs'
import { maskTokenUri, readTokenUri } from './pkcs11/uri.ts'
import {
  boolean,
  databaseUrl,
  httpUrl,
  integer,
  list,
  mailbox,
  mailUrl,
  masked,
  maskPassword,
  oneOf,
  optional,
  setting,
  text,
  ticketUrl,
  timeZone,
} from './setting.ts'
import { UserError } from './user-error.ts'

const interfaces = ['sales', 'depot', 'admin'] as const
const logLevels = ['error', 'warn', 'info', 'debug'] as const

/** A part of the contract that a node serves (`INTERFACES`). */
export type InterfaceName = (typeof interfaces)[number]

/** Every setting there is: the README's table and `opendepot config` are made from this one. */
const table = {
  port: setting('PORT', 'number', '8080', 'TCP port; 0 takes a free one', integer(0, 65_535)),
  host: setting('HOST', 'address', '127.0.0.1', 'Address to listen on; the container image sets `0.0.0.0`', text),
  publicUrl: optional(
    'PUBLIC_URL',
    'URL',
    'How clients reach the server, for the addresses in the WSDLs; by default host and port',
    httpUrl,
  ),
  interfaces: setting(
    'INTERFACES',
    'list',
    interfaces.join(','),
    'What this node serves: any of `sales`, `depot`, `admin`',
    list(interfaces),
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    'URL',
    'sqlite:data/opendepot.sqlite',
    '`sqlite:FILE`, `mysql://user:password@host/name` or `mariadb://…`',
    databaseUrl,
    maskPassword,
  ),
  databasePool: setting('DATABASE_POOL', 'number', '20', 'Connections to MySQL or MariaDB', integer(1, 1_000)),
  migrate: optional(
    'MIGRATE',
    '`auto` or `manual`',
    'Migrate the database at the start, or refuse to start until `opendepot migrate` ran; by default `auto` on SQLite, else `manual`',
    oneOf(['auto', 'manual']),
  ),
  dataDir: setting('DATA_DIR', 'path', 'data', 'Folder for the keys of an embedded installation', text),
  keyring: optional(
    'KEYRING',
    'path or JSON',
    'Keys of the tickets at rest, the same on all nodes; on SQLite by default `keyring.json` in `DATA_DIR`, made at the first start',
    text,
    (value) => (value.trimStart().startsWith('{') ? masked : value),
  ),
  firmPassphrase: optional(
    'FIRM_PASSPHRASE',
    'text',
    'Opens the encrypted key files of the firm codes',
    text,
    () => masked,
  ),
  signer: optional(
    'SIGNER',
    'PKCS#11 URI',
    'Token (HSM) with the signing keys in place of key files: `pkcs11:token=Depot?module-path=/usr/lib/softhsm/libsofthsm2.so`',
    readTokenUri,
    (value) => maskTokenUri(value, masked),
  ),
  signerPin: optional('SIGNER_PIN', 'text', 'PIN of the token of `SIGNER`', text, () => masked),
  ticketUrl: optional(
    'TICKET_URL',
    'URL with `{ticketId}`',
    'Page at which a buyer redeems a ticket, for the answers of the Sales Interface; without it they name none',
    ticketUrl,
  ),
  renewalUrl: optional('RENEWAL_URL', 'URL', 'Renewal module of the vendor, which `RenewLicense` asks first', httpUrl),
  activationCheckUrl: optional(
    'ACTIVATION_CHECK_URL',
    'URL',
    'Check of the vendor, which every activation asks before anything is done',
    httpUrl,
  ),
  activationCheckOutage: setting(
    'ACTIVATION_CHECK_OUTAGE',
    '`refuse` or `allow`',
    'refuse',
    'What becomes of activations while that check does not answer: they have to come again later, or go on without it',
    oneOf(['refuse', 'allow']),
  ),
  hookSecret: optional(
    'HOOK_SECRET',
    'text',
    'Sent to both as `Authorization: Bearer …`, so that they know who asks',
    text,
    () => masked,
  ),
  hookSeconds: setting('HOOK_SECONDS', 'number', '5', 'How long either of them may take', integer(1, 60)),
  mailUrl: optional(
    'MAIL_URL',
    'URL',
    'Mail server by which customers are told when their licenses are moved: `smtp://user:password@host:587` or `smtps://…`',
    mailUrl,
    maskPassword,
  ),
  mailFrom: optional('MAIL_FROM', 'mail address', 'Sender of these mails: `Vendor <licenses@vendor.example>`', mailbox),
  timeZone: setting(
    'TIME_ZONE',
    'IANA name',
    'UTC',
    'Whose calendar counts, the same on all nodes: where days begin and end, and periods of licenses: `Europe/Berlin`',
    timeZone,
  ),
  testMode: setting(
    'TEST_MODE',
    '`true` or `false`',
    'false',
    'Test installation: its updates are marked `test` and refused by production runtimes',
    boolean,
  ),
  leaseMinutes: setting(
    'LEASE_MINUTES',
    'number',
    '15',
    'How long a lease of a cloud container is good without contact; its program comes again after a third of it',
    integer(1, 10_080),
  ),
  maxRequestBytes: setting(
    'MAX_REQUEST_BYTES',
    'number',
    '1048576',
    'Largest body of a request as it is sent; unpacked, or for `CreateOrders` and `ReconcileOrders`, it may be eight times as large',
    integer(65_536, 67_108_864),
  ),
  shutdownSeconds: setting(
    'SHUTDOWN_SECONDS',
    'number',
    '20',
    'How long a stop waits for running requests',
    integer(0, 3_600),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    logLevels.map((level) => `\`${level}\``).join(', '),
    'info',
    'Lowest level that is logged',
    oneOf(logLevels),
  ),
}

/** The settings, typed and frozen. Tests make one with `readConfig({ PORT: '0', … })`. */
export type Config = Readonly<{
  [Key in keyof typeof table]: ReturnType<(typeof table)[Key]['parse']> | FallbackOf<(typeof table)[Key]>
}>
type FallbackOf<S> = S extends { readonly fallback: undefined } ? undefined : never

/** The environment of the process, which nothing else reads. */
export const environment: NodeJS.ProcessEnv = process.env

/** What the environment says wrongly, all of it at once; `problems` has one line for each mistake. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/**
 * Reads all settings. Each may be given as `NAME`, or as `NAME_FILE`, the path of a file with the value (for secrets
 * that a container platform mounts); an empty value counts as absent.
 * @throws ConfigError with all mistakes
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = []
  const entries = Object.entries(table).map(([key, known]) => {
    try {
      const given = textOf(known.name, env) ?? known.fallback
      return [key, given === undefined ? undefined : known.parse(given)]
    } catch (error) {
      problems.push(`${known.name}: ${(error as Error).message}`)
      return [key, undefined]
    }
  })
  const config = Object.fromEntries(entries) as Config
  if (problems.length === 0) problems.push(...contradictions(config))
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

/** True for the embedded database, which has exactly one node: it may migrate itself and make its own keyring. */
export function isEmbedded(config: Pick<Config, 'databaseUrl'>): boolean {
  return config.databaseUrl.startsWith('sqlite:')
}

/** One line of `opendepot config`. */
export interface ShownSetting {
  readonly name: string
  readonly value: string
  readonly source: 'environment' | 'file' | 'default'
  readonly meaning: string
}

/** What the settings are and where they come from; secrets are masked, mistakes are shown as they stand. */
export function showConfig(env: NodeJS.ProcessEnv): ShownSetting[] {
  return Object.values(table).map(({ name, fallback, meaning, show }) => {
    const source = env[name] ? 'environment' : env[`${name}_FILE`] ? 'file' : 'default'
    const value = source === 'file' ? (env[`${name}_FILE`] ?? '') : shown(env[name] || fallback, show)
    return { name, value, source, meaning }
  })
}

function shown(text: string | undefined, show: (text: string) => string): string {
  return text === undefined ? '' : show(text)
}

/** The table of the README, which a test compares with it. */
export function settingsAsMarkdown(): string {
  const rows = Object.values(table).map(({ name, form, fallback, meaning }) => {
    return `| \`${name}\` | ${form} | ${fallback === undefined ? '' : `\`${fallback}\``} | ${meaning} |`
  })
  return ['| Setting | Form | Default | Meaning |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function contradictions(config: Config): string[] {
  const problems: string[] = []
  if (!isEmbedded(config) && config.keyring === undefined) {
    problems.push(
      'KEYRING: is needed with this DATABASE_URL; "opendepot keys create-keyring FILE" makes one for all nodes',
    )
  }
  if ((config.mailUrl === undefined) !== (config.mailFrom === undefined)) {
    problems.push('MAIL_URL, MAIL_FROM: mails need both, or neither')
  }
  return problems
}

function textOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[`${name}_FILE`]
  if (!path) return env[name] || undefined
  if (env[name]) throw new Error(`is given twice, also as ${name}_FILE`)
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Error(
      `the file ${path} of ${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      { cause: error },
    )
  }
}
