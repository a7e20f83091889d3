import { migrations } from '../../migrations/index.ts'
import { createDataSource } from '../../src/store/data-source.ts'
import { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { addFirms, firmNumbers } from './rows.ts'

const names = migrations.map(({ name }) => name)

describeEachDatabase('migrations', (databases) => {
  test('make exactly the tables that the entities describe, again after going down', async () => {
    const dataSource = await createDataSource(await databases.newUrl(), 2).initialize()
    try {
      const drift = async () =>
        (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)
      await dataSource.runMigrations({ transaction: 'none' })
      expect(await drift()).toEqual([])
      for (const _ of names) await dataSource.undoLastMigration({ transaction: 'none' })
      await dataSource.runMigrations({ transaction: 'none' })
      expect(await drift()).toEqual([])
    } finally {
      await dataSource.destroy()
    }
  })

  test('are pending, then run, then done', async () => {
    const store = await Store.open({ url: await databases.newUrl() })
    expect(await store.pendingMigrations()).toEqual(names)
    expect(await store.pendingMigrations()).toEqual(names)
    expect(await store.migrate()).toEqual(names)
    expect(await store.migrate()).toEqual([])
    expect(await store.pendingMigrations()).toEqual([])
    expect(await store.defects()).toEqual([])
    await store.transact((tx) => addFirms(tx, 7))
    expect(await store.read(firmNumbers)).toEqual([7])
    await store.close()
  })
})

describeEachDatabase(
  'migrations of two nodes at once',
  (databases) => {
    test('run once', async () => {
      const url = await databases.newUrl()
      const nodes = await Promise.all([Store.open({ url }), Store.open({ url }), Store.open({ url })])
      const done = await Promise.all(nodes.map((node) => node.migrate()))
      expect(done.flat()).toEqual(names)
      await Promise.all(nodes.map((node) => node.close()))
    })
  },
  ['sqlite file', 'mariadb'],
)

describeEachDatabase(
  'defects',
  (databases) => {
    test('names a table that compares identifiers in another way', async () => {
      const store = await databases.open()
      await store.transact((tx) => tx.query('CREATE TABLE strange (a int) ENGINE=MyISAM COLLATE utf8mb4_general_ci'))
      await store.transact((tx) => tx.query('CREATE TABLE swedish (a int) ENGINE=InnoDB COLLATE utf8mb4_swedish_ci'))
      expect(await store.defects()).toEqual([
        'table strange is MyISAM utf8mb4_general_ci, not InnoDB utf8mb4_bin',
        'table swedish is InnoDB utf8mb4_swedish_ci, not InnoDB utf8mb4_bin',
      ])
    })
  },
  ['mariadb'],
)
