import { createDataSource } from '../../src/store/data-source.ts'
import { describeEachDatabase } from '../support/databases.ts'

describeEachDatabase('migrations', (databases) => {
  test('make exactly the tables that the entities describe, again after going down', async () => {
    const dataSource = await createDataSource(await databases.newUrl(), 2).initialize()
    try {
      const drift = async () =>
        (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)
      await dataSource.runMigrations({ transaction: 'none' })
      expect(await drift()).toEqual([])
      await dataSource.undoLastMigration({ transaction: 'none' })
      await dataSource.runMigrations({ transaction: 'none' })
      expect(await drift()).toEqual([])
    } finally {
      await dataSource.destroy()
    }
  })
})
