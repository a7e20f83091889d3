import { type MigrationInterface, type QueryRunner, Table, type TableOptions } from 'typeorm'

/** Who does the work in the background, where the numbering of the ledger stands, and the signed heads of its chain. */
const tables: readonly TableOptions[] = [
  {
    name: 'leases',
    columns: [
      { name: 'name', type: 'varchar', length: '40', isPrimary: true },
      { name: 'holder', type: 'varchar', length: '64' },
      { name: 'epoch', type: 'int' },
      { name: 'expires_at', type: 'datetime', precision: 3 },
    ],
  },
  {
    name: 'ledger_tips',
    columns: [
      { name: 'name', type: 'varchar', length: '20', isPrimary: true },
      { name: 'sequence', type: 'bigint' },
      { name: 'hash', type: 'binary', length: '32' },
      { name: 'fence', type: 'int' },
    ],
  },
  {
    name: 'ledger_heads',
    columns: [
      { name: 'ledger_epoch', type: 'int', isPrimary: true },
      { name: 'sequence', type: 'bigint', isPrimary: true },
      { name: 'hash', type: 'binary', length: '32' },
      { name: 'signed_at', type: 'datetime', precision: 3 },
      { name: 'kid', type: 'varchar', length: '64' },
      { name: 'signed', type: 'mediumtext' },
    ],
    indices: [{ name: 'ix_ledger_heads_sequence', columnNames: ['sequence'] }],
  },
]

export class Ledger1790000100000 implements MigrationInterface {
  readonly name = 'Ledger1790000100000'

  async up(runner: QueryRunner): Promise<void> {
    const { driver } = runner.dataSource
    for (const table of tables) {
      const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
      await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table.name, true)
  }
}
