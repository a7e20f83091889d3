import { type MigrationInterface, type QueryRunner, TableColumn, type TableColumnOptions, TableIndex } from 'typeorm'

/** What is copied into each row so that an index can serve a search, and where the rows that are there get it from. */
const copies: readonly { readonly table: string; readonly column: TableColumnOptions; readonly from: string }[] = [
  {
    table: 'orders',
    column: { name: 'ticket_created_at', type: 'datetime', precision: 3 },
    from: 'SELECT t.created_at FROM tickets t WHERE t.id = orders.ticket_id',
  },
  {
    table: 'licenses',
    column: { name: 'order_scope', type: 'varchar', length: '64' },
    from: `SELECT o.order_scope FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.id = licenses.order_line_id`,
  },
  {
    table: 'licenses',
    column: { name: 'customer_id', type: 'varchar', length: '64' },
    from: `SELECT o.customer_id FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.id = licenses.order_line_id`,
  },
  {
    table: 'licenses',
    column: { name: 'item_id', type: 'binary', length: '16' },
    from: 'SELECT v.item_id FROM item_versions v WHERE v.id = licenses.item_version_id',
  },
]

const added: readonly (readonly [table: string, ...columns: string[]])[] = [
  ['orders', 'order_scope', 'ticket_created_at', 'ticket_id'],
  ['orders', 'order_scope', 'customer_id', 'ticket_created_at', 'ticket_id'],
  ['tickets', 'updated_at'],
  ['licenses', 'order_scope', 'created_at', 'id'],
  ['licenses', 'order_scope', 'customer_id', 'created_at', 'id'],
  ['licenses', 'order_scope', 'item_id', 'created_at', 'id'],
  ['licenses', 'order_scope', 'state', 'created_at', 'id'],
  ['licenses', 'order_scope', 'updated_at'],
  ['licenses', 'order_scope', 'expires_at'],
]

/** An index for every condition by which tickets and licenses are searched, in the order in which they are listed. */
export class Finding1790000200000 implements MigrationInterface {
  readonly name = 'Finding1790000200000'

  async up(runner: QueryRunner): Promise<void> {
    for (const { table, column, from } of copies) {
      const type = runner.dataSource.driver.normalizeType(column)
      const empty = new TableColumn({ ...column, type, isNullable: true })
      await runner.addColumn(table, empty)
      await runner.query(`UPDATE ${table} SET ${column.name} = (${from})`)
      await runner.changeColumn(table, empty, new TableColumn({ ...column, type }))
    }
    for (const [table, ...columns] of added) await runner.createIndex(table, index(table, ...columns))
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, ...columns] of added.toReversed()) await runner.dropIndex(table, index(table, ...columns))
    for (const { table, column } of copies.toReversed()) await runner.dropColumn(table, column.name)
  }
}

function index(table: string, ...columnNames: string[]): TableIndex {
  return new TableIndex({ name: `ix_${table}_${columnNames.join('_')}`, columnNames })
}
