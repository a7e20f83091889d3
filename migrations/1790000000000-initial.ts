import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

/**
 * The first tables. No column has a database default, every index and foreign key has a name, and nothing happens
 * on delete or update, so that SQLite, MariaDB and MySQL build the same schema from this one text. Parents come first.
 */
const tables: readonly TableOptions[] = [
  {
    name: 'firm_codes',
    columns: [
      key(whole('firm_code')),
      text('name', 256),
      text('comment', 1000),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
  },
  {
    name: 'firm_keys',
    columns: [
      key(text('kid', 64)),
      whole('firm_code'),
      text('role', 10),
      text('suite', 20),
      longText('public_jwk'),
      optional(longText('certificate')),
      whole('epoch'),
      instant('not_before'),
      instant('not_after'),
      text('state', 12),
      instant('created_at'),
    ],
    indices: [index('firm_keys', 'firm_code')],
    foreignKeys: [reference('firm_keys', 'firm_code', 'firm_codes', 'firm_code')],
  },
  {
    name: 'items',
    columns: [
      key(id('id')),
      text('item_number', 64),
      id('current_version_id'),
      whole('version_number'),
      optional(instant('retired_at')),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [unique('items', 'item_number')],
  },
  {
    name: 'item_versions',
    columns: [
      key(id('id')),
      id('item_id'),
      whole('version_number'),
      text('name', 256),
      whole('firm_code'),
      bigWhole('product_code'),
      longText('definition'),
      hash('content_hash'),
      instant('created_at'),
    ],
    indices: [unique('item_versions', 'item_id', 'version_number'), index('item_versions', 'firm_code')],
    foreignKeys: [
      reference('item_versions', 'item_id', 'items', 'id'),
      reference('item_versions', 'firm_code', 'firm_codes', 'firm_code'),
    ],
  },
  {
    name: 'tickets',
    columns: [
      key(id('id')),
      whole('lookup_key'),
      hash('lookup'),
      whole('cipher_key'),
      bytes('ciphertext', 120),
      text('last_group', 5),
      text('customer_id', 64),
      flag('inseparable'),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [unique('tickets', 'lookup')],
  },
  {
    name: 'orders',
    columns: [
      key(id('id')),
      text('order_scope', 64),
      text('order_number', 64),
      text('customer_id', 64),
      optional(text('customer_name', 256)),
      optional(text('customer_email', 256)),
      longText('customer_fields'),
      id('ticket_id'),
      optional(text('container_serial', 32)),
      flag('inseparable'),
      optional(text('comment', 1000)),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [
      unique('orders', 'order_scope', 'order_number'),
      index('orders', 'customer_id'),
      index('orders', 'ticket_id'),
    ],
    foreignKeys: [reference('orders', 'ticket_id', 'tickets', 'id')],
  },
  {
    name: 'order_lines',
    columns: [
      key(id('id')),
      id('order_id'),
      text('line_number', 20),
      text('item_number', 64),
      id('item_version_id'),
      whole('quantity'),
      optional(text('container_serial', 32)),
      longText('parameters'),
      instant('created_at'),
    ],
    indices: [unique('order_lines', 'order_id', 'line_number'), index('order_lines', 'item_version_id')],
    foreignKeys: [
      reference('order_lines', 'order_id', 'orders', 'id'),
      reference('order_lines', 'item_version_id', 'item_versions', 'id'),
    ],
  },
  {
    name: 'containers',
    columns: [
      key(id('id')),
      text('serial', 32),
      text('kind', 12),
      text('suite', 20),
      longText('signing_key'),
      longText('agreement_key'),
      optional(longText('binding')),
      text('state', 16),
      optional(text('label', 64)),
      optional(text('runtime', 64)),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [unique('containers', 'serial')],
  },
  {
    name: 'licenses',
    columns: [
      key(id('id')),
      id('ticket_id'),
      id('order_line_id'),
      id('item_version_id'),
      whole('firm_code'),
      text('state', 20),
      whole('generation'),
      optional(id('container_id')),
      optional(text('dedicated_serial', 32)),
      whole('factor'),
      optional(instant('expires_at')),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [
      index('licenses', 'ticket_id'),
      index('licenses', 'order_line_id'),
      index('licenses', 'container_id'),
      index('licenses', 'dedicated_serial'),
    ],
    foreignKeys: [
      reference('licenses', 'ticket_id', 'tickets', 'id'),
      reference('licenses', 'order_line_id', 'order_lines', 'id'),
      reference('licenses', 'container_id', 'containers', 'id'),
    ],
  },
  {
    name: 'events',
    columns: [
      key(text('aggregate_kind', 12)),
      key(id('aggregate_id')),
      key(whole('version')),
      instant('at'),
      text('actor', 64),
      text('operation', 30),
      optional(text('request_id', 64)),
      text('change', 40),
      optional(longText('before')),
      optional(longText('after')),
      optional(text('comment', 1000)),
      optional(bigWhole('sequence')),
      optional(hash('hash')),
    ],
    indices: [unique('events', 'sequence')],
  },
  {
    name: 'request_keys',
    columns: [
      key(text('scope', 80)),
      key(text('operation', 30)),
      key(text('request_id', 64)),
      whole('hash_version'),
      hash('content_hash'),
      text('reference', 64),
      instant('created_at'),
      optional(instant('keep_until')),
    ],
    indices: [index('request_keys', 'keep_until')],
  },
  {
    name: 'chains',
    columns: [
      key(id('id')),
      id('container_id'),
      whole('firm_code'),
      whole('counter'),
      whole('confirmed'),
      hash('digest'),
      whole('last_context_seq'),
      optional(hash('last_context_hash')),
      whole('healed'),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [unique('chains', 'container_id', 'firm_code')],
    foreignKeys: [reference('chains', 'container_id', 'containers', 'id')],
  },
  {
    name: 'transfers',
    columns: [
      key(id('id')),
      id('chain_id'),
      whole('counter_from'),
      whole('counter_to'),
      hash('request_hash'),
      text('kind', 16),
      longText('results'),
      optional(longText('signed')),
      text('state', 12),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [index('transfers', 'chain_id', 'request_hash')],
    foreignKeys: [reference('transfers', 'chain_id', 'chains', 'id')],
  },
  {
    name: 'steps',
    columns: [
      key(id('chain_id')),
      key(whole('counter_to')),
      id('transfer_id'),
      longText('actions'),
      hash('digest'),
      instant('created_at'),
    ],
    indices: [index('steps', 'transfer_id')],
    foreignKeys: [reference('steps', 'chain_id', 'chains', 'id'), reference('steps', 'transfer_id', 'transfers', 'id')],
  },
  {
    name: 'clients',
    columns: [
      key(id('id')),
      text('name', 64),
      longText('roles'),
      text('order_scope', 64),
      optional(longText('firm_codes')),
      optional(instant('disabled_at')),
      whole('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    indices: [unique('clients', 'name')],
  },
  {
    name: 'client_secrets',
    columns: [
      key(id('id')),
      id('client_id'),
      text('hash', 200),
      instant('created_at'),
      optional(instant('retired_at')),
    ],
    indices: [index('client_secrets', 'client_id')],
    foreignKeys: [reference('client_secrets', 'client_id', 'clients', 'id')],
  },
  { name: 'settings', columns: [key(text('name', 40)), longText('value')] },
]

export class Initial1790000000000 implements MigrationInterface {
  readonly name = 'Initial1790000000000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    // Identifiers are compared byte by byte; SQLite does so by itself.
    if (driver.options.type !== 'better-sqlite3') {
      await runner.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
    }
    for (const table of tables) {
      const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
      // These databases commit each CREATE TABLE by itself: a migration that was cut off goes on where it stopped.
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

function hash(name: string): TableColumnOptions {
  return { name, type: 'binary', length: '32' }
}

function bytes(name: string, length: number): TableColumnOptions {
  return { name, type: 'varbinary', length: String(length) }
}

function text(name: string, length: number): TableColumnOptions {
  return { name, type: 'varchar', length: String(length) }
}

function longText(name: string): TableColumnOptions {
  return { name, type: 'mediumtext' }
}

function whole(name: string): TableColumnOptions {
  return { name, type: 'int' }
}

function bigWhole(name: string): TableColumnOptions {
  return { name, type: 'bigint' }
}

function flag(name: string): TableColumnOptions {
  return { name, type: 'boolean' }
}

function instant(name: string): TableColumnOptions {
  return { name, type: 'datetime', precision: 3 }
}

function key(column: TableColumnOptions): TableColumnOptions {
  return { ...column, isPrimary: true }
}

function optional(column: TableColumnOptions): TableColumnOptions {
  return { ...column, isNullable: true }
}

function index(table: string, ...columnNames: string[]) {
  return { name: `ix_${table}_${columnNames.join('_')}`, columnNames }
}

function unique(table: string, ...columnNames: string[]) {
  return { name: `uq_${table}_${columnNames.join('_')}`, columnNames, isUnique: true }
}

function reference(table: string, column: string, referencedTableName: string, referencedColumn: string) {
  return {
    name: `fk_${table}_${column}`,
    columnNames: [column],
    referencedTableName,
    referencedColumnNames: [referencedColumn],
    onDelete: 'NO ACTION',
    onUpdate: 'NO ACTION',
  }
}
