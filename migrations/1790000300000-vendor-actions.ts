import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const table: TableOptions = {
  name: 'vendor_actions',
  columns: [
    { ...id('id'), isPrimary: true },
    id('container_id'),
    { name: 'position', type: 'int' },
    { ...id('license_id'), isNullable: true },
    { name: 'kind', type: 'varchar', length: '12' },
    { name: 'held_state', type: 'varchar', length: '20', isNullable: true },
    { name: 'facts', type: 'mediumtext' },
    { name: 'reason', type: 'varchar', length: '1000', isNullable: true },
    { name: 'state', type: 'varchar', length: '12' },
    { name: 'version', type: 'int' },
    { name: 'created_at', type: 'datetime', precision: 3 },
    { name: 'updated_at', type: 'datetime', precision: 3 },
  ],
  indices: [
    { name: 'uq_vendor_actions_container_id_position', columnNames: ['container_id', 'position'], isUnique: true },
    { name: 'ix_vendor_actions_license_id', columnNames: ['license_id'] },
  ],
  foreignKeys: [reference('container_id', 'containers'), reference('license_id', 'licenses')],
}

/**
 * What vendors decide about containers in the field, in its order; and for each chain, since when its next context is to
 * be believed because a person said so.
 */
export class VendorActions1790000300000 implements MigrationInterface {
  readonly name = 'VendorActions1790000300000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
    // A migration that was cut off goes on where it stopped.
    await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    if (await runner.hasColumn('chains', 'believe_next_at')) return
    // By hand: TypeORM would rebuild the table on SQLite, and others point to it.
    await runner.query('ALTER TABLE chains ADD COLUMN believe_next_at datetime(3) NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('chains', 'believe_next_at')) {
      await runner.query('ALTER TABLE chains DROP COLUMN believe_next_at')
    }
    await runner.dropTable('vendor_actions', true)
  }
}

function id(name: string): TableColumnOptions {
  return { name, type: 'binary', length: '16' }
}

function reference(column: string, referencedTableName: string) {
  return {
    name: `fk_vendor_actions_${column}`,
    columnNames: [column],
    referencedTableName,
    referencedColumnNames: ['id'],
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  }
}
