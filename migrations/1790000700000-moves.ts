import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const tables: readonly TableOptions[] = [
  {
    name: 'moves',
    columns: [
      { ...id('id'), isPrimary: true },
      id('license_id'),
      { name: 'kind', type: 'varchar', length: '12' },
      { name: 'move_number', type: 'int' },
      { name: 'generation', type: 'int' },
      id('from_container_id'),
      { ...id('to_container_id'), isNullable: true },
      instant('moved_at'),
    ],
    indices: [
      {
        name: 'uq_moves_license_id_kind_move_number',
        columnNames: ['license_id', 'kind', 'move_number'],
        isUnique: true,
      },
      { name: 'ix_moves_from_container_id', columnNames: ['from_container_id'] },
      { name: 'ix_moves_to_container_id', columnNames: ['to_container_id'] },
    ],
    foreignKeys: [
      reference('moves', 'license_id', 'licenses'),
      reference('moves', 'from_container_id', 'containers'),
      reference('moves', 'to_container_id', 'containers'),
    ],
  },
  {
    name: 'move_requests',
    columns: [
      { ...id('license_id'), isPrimary: true },
      { name: 'kind', type: 'varchar', length: '12', isPrimary: true },
      { name: 'generation', type: 'int', isPrimary: true },
      instant('asked_at'),
    ],
    foreignKeys: [reference('move_requests', 'license_id', 'licenses')],
  },
  {
    name: 'blocked_generations',
    columns: [
      { ...id('license_id'), isPrimary: true },
      { name: 'firm_code', type: 'int' },
      { name: 'below', type: 'int' },
      instant('since'),
    ],
    indices: [{ name: 'ix_blocked_generations_firm_code', columnNames: ['firm_code'] }],
    foreignKeys: [reference('blocked_generations', 'license_id', 'licenses')],
  },
]

/** Licenses that leave a container and live on: how often, since when they wait for it, and which copies are void then. */
export class Moves1790000700000 implements MigrationInterface {
  readonly name = 'Moves1790000700000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    for (const table of tables) {
      const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
      // A migration that was cut off goes on where it stopped.
      await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables.toReversed()) await runner.dropTable(name, true)
  }
}

function id(name: string): TableColumnOptions {
  return { name, type: 'binary', length: '16' }
}

function instant(name: string): TableColumnOptions {
  return { name, type: 'datetime', precision: 3 }
}

function reference(table: string, column: string, referencedTableName: string) {
  return {
    name: `fk_${table}_${column}`,
    columnNames: [column],
    referencedTableName,
    referencedColumnNames: ['id'],
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  }
}
