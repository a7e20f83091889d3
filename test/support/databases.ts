import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Store, type StoreOptions } from '../../src/store/store.ts'
import { onServer, urlOf } from './mariadb.ts'
import { copyTemplate } from './mariadb-template.ts'
import { sharedMariadb } from './shared-mariadb.ts'

export const databaseKinds = ['sqlite in memory', 'sqlite file', 'mariadb'] as const

export type DatabaseKind = (typeof databaseKinds)[number]

/** Databases of one kind for one group of tests; all of them are gone after the group. */
export interface TestDatabases {
  readonly kind: DatabaseKind
  /** `DATABASE_URL` of a new and empty database; two processes can share it, unless it is in memory. */
  newUrl(): Promise<string>
  /** A store on a new database with all tables, or on the one at `options.url`; closed after the test. */
  open(options?: Partial<StoreOptions>): Promise<Store>
}

/** The same tests for each kind of database; `kinds` narrows them for what has no meaning on one. */
export function describeEachDatabase(
  name: string,
  tests: (databases: TestDatabases) => void,
  kinds: readonly DatabaseKind[] = databaseKinds,
): void {
  for (const kind of kinds) {
    describe(`${name} (${kind})`, () => {
      tests(useDatabases(kind))
    })
  }
}

/** Databases for the tests of the present `describe` or file. */
export function useDatabases(kind: DatabaseKind): TestDatabases {
  const stores: Store[] = []
  const cleanings: (() => Promise<unknown>)[] = []
  const newDatabase = async () => {
    const made = await make[kind]()
    cleanings.push(made.remove)
    return made
  }
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
  })
  afterAll(async () => {
    for (const clean of cleanings) await clean()
  })
  return {
    kind,
    newUrl: async () => (await newDatabase()).url,
    open: async (options = {}) => {
      const made = options.url === undefined ? await newDatabase() : undefined
      await made?.prepare?.()
      const store = await Store.open({ ...options, url: options.url ?? made?.url ?? '' })
      stores.push(store)
      await store.migrate()
      return store
    },
  }
}

interface Made {
  readonly url: string
  readonly remove: () => Promise<unknown>
  /** Makes the tables, where there is a quicker way than to migrate. */
  readonly prepare?: () => Promise<void>
}

const make: Record<DatabaseKind, () => Promise<Made>> = {
  'sqlite in memory': () => Promise.resolve({ url: 'sqlite::memory:', remove: () => Promise.resolve() }),
  'sqlite file': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opendepot-sqlite-'))
    return { url: `sqlite:${join(folder, 'test.sqlite')}`, remove: () => rm(folder, { recursive: true }) }
  },
  mariadb: async () => {
    const server = await sharedMariadb()
    const name = `test_${randomBytes(8).toString('hex')}`
    await onServer(server, `CREATE DATABASE ${name}`)
    return {
      url: urlOf(server, name),
      remove: () => onServer(server, `DROP DATABASE ${name}`),
      prepare: () => copyTemplate(server, name),
    }
  },
}
