import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const table: TableOptions = {
  name: 'trials',
  columns: [
    { ...id('item_id'), isPrimary: true },
    { name: 'container_serial', type: 'varchar', length: '32', isPrimary: true },
    { name: 'trial_number', type: 'int', isPrimary: true },
    id('license_id'),
    { name: 'created_at', type: 'datetime', precision: 3 },
  ],
  indices: [{ name: 'ix_trials_license_id', columnNames: ['license_id'] }],
  foreignKeys: [reference('item_id', 'items'), reference('license_id', 'licenses')],
}

/** The trials that containers have had, and for each module or upgrade the license that it is based on. */
export class ActivationRules1790000410000 implements MigrationInterface {
  readonly name = 'ActivationRules1790000410000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
    // A migration that was cut off goes on where it stopped.
    await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    if (await runner.hasColumn('licenses', 'base_id')) return
    // By hand: TypeORM would rebuild the table on SQLite, and others point to it.
    await runner.query('ALTER TABLE licenses ADD COLUMN base_id binary(16) NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('licenses', 'base_id')) await runner.query('ALTER TABLE licenses DROP COLUMN base_id')
    await runner.dropTable(table.name, true)
  }
}

function id(name: string): TableColumnOptions {
  return { name, type: 'binary', length: '16' }
}

function reference(column: string, referencedTableName: string) {
  return {
    name: `fk_trials_${column}`,
    columnNames: [column],
    referencedTableName,
    referencedColumnNames: ['id'],
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  }
}
