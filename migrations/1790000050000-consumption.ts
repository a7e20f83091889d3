import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const table: TableOptions = {
  name: 'consumptions',
  columns: [
    { ...id('container_id'), isPrimary: true },
    { ...id('license_id'), isPrimary: true },
    { name: 'consumed', type: 'varchar', length: '19' },
    { name: 'lower_since', type: 'datetime', precision: 3, isNullable: true },
    { name: 'updated_at', type: 'datetime', precision: 3 },
  ],
  indices: [{ name: 'ix_consumptions_license_id', columnNames: ['license_id'] }],
  foreignKeys: [reference('container_id', 'containers'), reference('license_id', 'licenses')],
}

/** The units that containers said they used. */
export class Consumption1790000050000 implements MigrationInterface {
  readonly name = 'Consumption1790000050000'

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

function id(name: string): TableColumnOptions {
  return { name, type: 'binary', length: '16' }
}

function reference(column: string, referencedTableName: string) {
  return {
    name: `fk_consumptions_${column}`,
    columnNames: [column],
    referencedTableName,
    referencedColumnNames: ['id'],
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  }
}
