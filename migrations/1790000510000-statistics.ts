import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

/** Users of the admin pages; counters by item and month, and how far in the ledger they have counted. */
const tables: readonly TableOptions[] = [
  {
    name: 'users',
    columns: [
      { ...id('id'), isPrimary: true },
      text('name', 64),
      text('display_name', 256),
      { ...text('email', 254), isNullable: true },
      { name: 'roles', type: 'mediumtext' },
      { name: 'firm_codes', type: 'mediumtext', isNullable: true },
      { name: 'active', type: 'boolean' },
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [{ name: 'uq_users_name', columnNames: ['name'], isUnique: true }],
  },
  {
    name: 'item_months',
    columns: [
      { ...id('item_id'), isPrimary: true },
      { ...text('month', 7), isPrimary: true },
      whole('sold'),
      whole('activated'),
      whole('returned'),
      whole('active_change'),
      whole('live_change'),
    ],
    foreignKeys: [
      {
        name: 'fk_item_months_item_id',
        columnNames: ['item_id'],
        referencedTableName: 'items',
        referencedColumnNames: ['id'],
        onDelete: 'NO ACTION',
        onUpdate: 'NO ACTION',
      },
    ],
  },
  {
    name: 'ledger_readers',
    columns: [
      { ...text('name', 40), isPrimary: true },
      { name: 'sequence', type: 'bigint' },
    ],
  },
]

export class Statistics1790000510000 implements MigrationInterface {
  readonly name = 'Statistics1790000510000'

  async up(runner: QueryRunner): Promise<void> {
    const { driver } = runner.dataSource
    for (const table of tables) {
      const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
      // A migration that was cut off goes on where it stopped.
      await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table.name, true)
  }
}

function id(name: string): TableColumnOptions {
  return { name, type: 'binary', length: '16' }
}

function text(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length) }
}

function whole(name: string): TableColumnOptions {
  return { name, type: 'int' }
}

function instant(name: string): TableColumnOptions {
  return { name, type: 'datetime', precision: 3 }
}
