import { type MigrationInterface, type QueryRunner, Table, type TableOptions } from 'typeorm'

const table: TableOptions = {
  name: 'attempts',
  columns: [
    { name: 'id', type: 'binary', length: '32', isPrimary: true },
    { name: 'failures', type: 'int' },
    { name: 'ends_at', type: 'datetime', precision: 3 },
  ],
  indices: [{ name: 'ix_attempts_ends_at', columnNames: ['ends_at'] }],
}

/** Failed attempts, counted on all nodes together. */
export class Attempts1790000810000 implements MigrationInterface {
  readonly name = 'Attempts1790000810000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
    // A migration that was cut off goes on where it stopped.
    await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(table.name, true)
  }
}
