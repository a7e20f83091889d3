import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const table: TableOptions = {
  name: 'move_decisions',
  columns: [
    { ...id('id'), isPrimary: true },
    id('license_id'),
    { name: 'generation', type: 'int' },
    id('container_id'),
    { name: 'decision', type: 'varchar', length: '10' },
    { name: 'reason', type: 'varchar', length: '1000' },
    { name: 'version', type: 'int' },
    { name: 'created_at', type: 'datetime', precision: 3 },
    { name: 'updated_at', type: 'datetime', precision: 3 },
  ],
  indices: [
    { name: 'uq_move_decisions_license_id_generation', columnNames: ['license_id', 'generation'], isUnique: true },
    { name: 'ix_move_decisions_container_id', columnNames: ['container_id'] },
  ],
  foreignKeys: [reference('license_id', 'licenses'), reference('container_id', 'containers')],
}

/** What the support has decided on moves that items leave to a person. */
export class MoveDecisions1790000420000 implements MigrationInterface {
  readonly name = 'MoveDecisions1790000420000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
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
    name: `fk_move_decisions_${column}`,
    columnNames: [column],
    referencedTableName,
    referencedColumnNames: ['id'],
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  }
}
