import { maskTokenUri, readTokenUri } from './pkcs11/uri.ts'
import { accessSettings } from './settings/access.ts'
import { limitSettings } from './settings/limits.ts'
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
  paths,
  setting,
  text,
  ticketUrl,
  timeZone,
} from './setting.ts'

const interfaces = ['sales', 'depot', 'admin'] as const
const logLevels = ['error', 'warn', 'info', 'debug'] as const

/** A part of the contract that a node serves (`INTERFACES`). */
export type InterfaceName = (typeof interfaces)[number]

/** Every setting there is: the README's table and `opendepot config` are made from this one. */
export const settings = {
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
  facades: optional(
    'FACADES',
    'paths',
    'Mapping files of WSDLs of your own, joined by commas; each is served beside ours ([docs/facade.md](docs/facade.md))',
    paths,
  ),
  ...accessSettings,
  ...limitSettings,
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
