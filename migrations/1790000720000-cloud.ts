import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const tables: readonly TableOptions[] = [
  {
    name: 'container_owners',
    columns: [{ ...id('container_id'), isPrimary: true }, text('order_scope', 64), text('user_id', 128)],
    indices: [
      {
        name: 'uq_container_owners_order_scope_user_id',
        columnNames: ['order_scope', 'user_id'],
        isUnique: true,
      },
    ],
    foreignKeys: [reference('container_owners', 'container_id', 'containers')],
  },
  {
    name: 'credentials',
    columns: [
      { ...id('container_id'), isPrimary: true },
      { name: 'generation', type: 'int', isPrimary: true },
      text('key_thumbprint', 43),
      instant('created_at'),
    ],
    indices: [{ name: 'uq_credentials_key_thumbprint', columnNames: ['key_thumbprint'], isUnique: true }],
    foreignKeys: [reference('credentials', 'container_id', 'containers')],
  },
  {
    name: 'sessions',
    columns: [
      { ...id('id'), isPrimary: true },
      id('container_id'),
      id('license_id'),
      { name: 'seat_number', type: 'int' },
      { name: 'secret_hash', type: 'binary', length: '32' },
      text('sealed_secret', 200),
      { name: 'credential_generation', type: 'int' },
      { ...text('device_name', 256), isNullable: true },
      instant('opened_at'),
      { ...instant('closed_at'), isNullable: true },
      { ...instant('seat_free_at'), isNullable: true },
    ],
    indices: [
      { name: 'uq_sessions_secret_hash', columnNames: ['secret_hash'], isUnique: true },
      { name: 'ix_sessions_container_id_opened_at', columnNames: ['container_id', 'opened_at'] },
      { name: 'ix_sessions_license_id', columnNames: ['license_id'] },
    ],
    foreignKeys: [reference('sessions', 'container_id', 'containers'), reference('sessions', 'license_id', 'licenses')],
  },
  {
    name: 'seats',
    columns: [
      { ...id('license_id'), isPrimary: true },
      { name: 'seat_number', type: 'int', isPrimary: true },
      id('session_id'),
      instant('leased_until'),
      instant('free_at'),
    ],
    foreignKeys: [reference('seats', 'license_id', 'licenses')],
  },
  {
    name: 'first_uses',
    columns: [
      { ...id('container_id'), isPrimary: true },
      { ...id('license_id'), isPrimary: true },
      { name: 'generation', type: 'int', isPrimary: true },
      instant('used_at'),
    ],
    indices: [{ name: 'ix_first_uses_license_id', columnNames: ['license_id'] }],
    foreignKeys: [
      reference('first_uses', 'container_id', 'containers'),
      reference('first_uses', 'license_id', 'licenses'),
    ],
  },
]

/** Containers that live on the server: whose they are, the keys to them, and who uses which seat of their licenses. */
export class Cloud1790000720000 implements MigrationInterface {
  readonly name = 'Cloud1790000720000'

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

function text(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length) }
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
