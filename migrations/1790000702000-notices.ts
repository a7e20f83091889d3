import { type MigrationInterface, type QueryRunner, Table, type TableOptions } from 'typeorm'

const instant = { type: 'datetime', precision: 3 }
const id = { type: 'binary', length: '16' }

const table: TableOptions = {
  name: 'notices',
  columns: [
    { name: 'id', ...id, isPrimary: true },
    { name: 'order_id', ...id },
    { name: 'kind', type: 'varchar', length: '12' },
    { name: 'facts', type: 'mediumtext' },
    { name: 'state', type: 'varchar', length: '10' },
    { name: 'failures', type: 'int' },
    { name: 'next_at', ...instant },
    { name: 'version', type: 'int' },
    { name: 'created_at', ...instant },
    { name: 'updated_at', ...instant },
  ],
  indices: [
    { name: 'ix_notices_state_next_at', columnNames: ['state', 'next_at'] },
    { name: 'ix_notices_order_id', columnNames: ['order_id'] },
  ],
  foreignKeys: [
    {
      name: 'fk_notices_order_id',
      columnNames: ['order_id'],
      referencedTableName: 'orders',
      referencedColumnNames: ['id'],
      onDelete: 'NO ACTION',
      onUpdate: 'NO ACTION',
    },
  ],
}

/** What customers are told by mail. */
export class Notices1790000702000 implements MigrationInterface {
  readonly name = 'Notices1790000702000'

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
