/**
 * Who may import whom. Each layer names all that it may reach; everything else is an error, also a layer that is not
 * named here. A layer is a folder of src or a file beside them.
 */
const wing = [
  'contract',
  'operation',
  'domain',
  'entities',
  'store',
  'faults',
  'ledger',
  'intake',
  'catalogue',
  'paging',
]

const layers = {
  // Values and words that anybody may use.
  faults: [],
  'user-error': [],
  redact: [],
  version: [],
  'ip-range': [],
  setting: ['ip-range'],
  contract: [],
  metrics: [],
  settings: ['setting', 'pkcs11'],
  config: ['settings', 'user-error'],
  logger: ['redact'],
  // The rules, the files and the wire: none of them knows the server.
  domain: ['faults'],
  formats: ['domain', 'faults'],
  soap: ['faults'],
  'yaml-file': ['domain'],
  // Tokens and security modules, for the runtime and the Firm Security Box.
  pkcs11: ['formats'],
  signing: ['pkcs11', 'formats', 'domain', 'faults', 'user-error'],
  // The rows and the one door to them.
  entities: ['domain'],
  store: ['entities', 'migrations', 'domain', 'faults'],
  'open-store': ['store', 'config', 'setting', 'faults', 'user-error'],
  'open-signer': ['signing', 'config', 'user-error'],
  'open-keyring': ['tickets', 'store', 'config', 'domain'],
  // What the operations share.
  operation: ['domain', 'store'],
  background: ['entities', 'store'],
  ledger: ['operation', 'background', 'signing', 'formats', 'entities', 'store', 'domain', 'faults', 'user-error'],
  intake: ['operation', 'entities', 'store', 'formats', 'domain', 'faults'],
  tickets: ['operation', 'entities', 'store', 'domain', 'faults', 'user-error'],
  paging: ['tickets', 'formats', 'domain', 'faults'],
  catalogue: [
    'operation',
    'entities',
    'store',
    'ledger',
    'intake',
    'tickets',
    'formats',
    'yaml-file',
    'domain',
    'faults',
    'user-error',
  ],
  clients: ['operation', 'tickets', 'entities', 'store', 'ledger', 'domain', 'faults', 'user-error', 'ip-range'],
  // How often anybody may ask, and how often in vain.
  budgets: ['background', 'entities', 'store', 'domain', 'faults', 'ip-range'],
  // Licenses on their way into a container, and the steps that carry them.
  licenses: [...wing, 'formats'],
  'vendor-actions': [...wing, 'licenses'],
  // What customers are told by mail.
  notices: [...wing, 'background'],
  // Licenses that leave a container and live on.
  moves: [...wing, 'licenses', 'vendor-actions', 'notices'],
  // Steps and updates for containers, be they asked for or decided by the vendor.
  delivery: [...wing, 'moves', 'vendor-actions', 'licenses', 'tickets', 'formats', 'signing'],
  // Containers that live on the server: whose they are, who uses which seat, and until when.
  cloud: [...wing, 'delivery', 'licenses', 'tickets', 'formats', 'signing'],
  // The operations; no interface knows another.
  sales: [...wing, 'delivery', 'moves', 'vendor-actions', 'licenses', 'tickets'],
  depot: [
    ...wing,
    'hooks',
    'cloud',
    'delivery',
    'moves',
    'vendor-actions',
    'licenses',
    'tickets',
    'formats',
    'signing',
  ],
  // Programs of the vendor that are asked by HTTP.
  hooks: ['formats', 'domain', 'faults'],
  admin: [...wing, 'clients', 'formats', 'signing'],
  // A second endpoint that is asked the same, to be compared.
  shadow: ['soap', 'redact', 'yaml-file'],
  // WSDLs of others, whose operations are done by ours.
  facade: ['soap', 'shadow', 'domain', 'faults', 'yaml-file', 'user-error'],
  // The outside.
  http: ['soap', 'operation', 'domain', 'faults', 'logger', 'metrics', 'redact', 'version', 'user-error', 'ip-range'],
  invoke: ['operation', 'clients', 'soap', 'store', 'domain', 'faults', 'metrics', 'logger'],
  runtime: ['pkcs11', 'formats', 'domain'],
}

/** These put everything together, so they may reach everything but each other's insides. */
const composers = {
  server: Object.keys(layers).filter((layer) => layer !== 'runtime'),
  demo: ['server', ...Object.keys(layers)],
  cli: ['server', 'demo', ...Object.keys(layers).filter((layer) => layer !== 'runtime')],
}

const everyLayer = { ...layers, ...composers }

/** Packages that only some places may know; a package that is not named here may be imported nowhere. */
const packages = {
  typeorm: [
    'entities',
    'store',
    'sales',
    'depot',
    'admin',
    'catalogue',
    'vendor-actions',
    'licenses',
    'moves',
    'notices',
    'delivery',
    'cloud',
    'clients',
    'budgets',
    'ledger',
    'intake',
    'tickets',
    'cli',
  ],
  'better-sqlite3': ['store'],
  pkcs11js: ['pkcs11'],
  mysql2: ['store'],
  jose: ['formats'],
  express: ['http'],
  winston: ['logger'],
  nodemailer: ['notices'],
  'prom-client': ['metrics', 'http'],
  commander: ['cli', 'runtime'],
  yaml: ['catalogue', 'cli', 'yaml-file'],
  soap: ['runtime', 'demo', 'shadow'],
  qr: ['runtime'],
}

const pathOf = (layer) => (layer === 'migrations' ? '^migrations/' : `^src/${layer}(/|\\.ts$)`)

const mayImport = ([layer, others]) => ({
  name: `${layer}-imports-only`,
  severity: 'error',
  comment: `src/${layer} may import itself and: ${others.join(', ') || 'nothing'}`,
  from: { path: pathOf(layer) },
  to: { path: ['^src/', '^migrations/', '^test/', '^tools/'], pathNot: [layer, ...others].map(pathOf) },
})

const staysIn = ([name, places]) => ({
  name: `${name}-stays-in-place`,
  severity: 'error',
  comment: `the package ${name} is imported only by ${places.join(', ')}`,
  from: { path: '^src/', pathNot: places.map(pathOf) },
  to: { path: `node_modules/(@types/)?${name}/` },
})

const known = Object.keys(everyLayer).map(pathOf)

module.exports = {
  forbidden: [
    ...Object.entries(everyLayer).map(mayImport),
    ...Object.entries(packages).map(staysIn),
    {
      name: 'every-layer-is-named',
      severity: 'error',
      comment: 'a new folder or file of src gets its line in .dependency-cruiser.cjs, which says what it may import',
      from: {},
      to: { path: '^src/', pathNot: known },
    },
    {
      name: 'every-package-is-named',
      severity: 'error',
      comment: 'a new package gets its line in .dependency-cruiser.cjs, which says where it may be known',
      from: { path: '^(src|migrations)/' },
      to: {
        path: 'node_modules/',
        pathNot: Object.keys(packages).map((name) => `node_modules/(@types/)?(${name}|node)/`),
      },
    },
    {
      name: 'migrations-stand-alone',
      severity: 'error',
      comment: 'a migration must not change when an entity does',
      from: { path: '^migrations/' },
      to: { pathNot: ['^migrations/', 'node_modules/typeorm/'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'modules that need each other are one module',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-is-dead',
      severity: 'error',
      comment: 'no command reaches this module; delete it',
      from: { path: '^src/(runtime/)?cli/main\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(runtime/)?cli/main\\.ts$', reachable: false },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'the installed product has no development packages',
      from: { path: '^(src|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-what-exists',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
}
