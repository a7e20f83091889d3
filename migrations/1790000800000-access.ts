import { type MigrationInterface, type QueryRunner, Table, type TableOptions } from 'typeorm'

const certificates: TableOptions = {
  name: 'client_certificates',
  columns: [
    { name: 'hash', type: 'binary', length: '32', isPrimary: true },
    { name: 'client_id', type: 'binary', length: '16' },
    { name: 'certificate', type: 'mediumtext' },
    { name: 'created_at', type: 'datetime', precision: 3 },
  ],
  indices: [{ name: 'ix_client_certificates_client_id', columnNames: ['client_id'] }],
  foreignKeys: [
    {
      name: 'fk_client_certificates_client_id',
      columnNames: ['client_id'],
      referencedTableName: 'clients',
      referencedColumnNames: ['id'],
      onDelete: 'NO ACTION',
      onUpdate: 'NO ACTION',
    },
  ],
}

const nonces: TableOptions = {
  name: 'used_nonces',
  columns: [
    { name: 'hash', type: 'binary', length: '32', isPrimary: true },
    { name: 'forget_at', type: 'datetime', precision: 3 },
  ],
  indices: [{ name: 'ix_used_nonces_forget_at', columnNames: ['forget_at'] }],
}

const tables = [certificates, nonces]

/** How else a client may log in, and what a known order number means when it sends it. */
export class Access1790000800000 implements MigrationInterface {
  readonly name = 'Access1790000800000'

  async up(runner: QueryRunner): Promise<void> {
    const { driver } = runner.dataSource
    await addColumn(runner, 'order_repeat')
    await addColumn(runner, 'password_form')
    for (const table of tables) {
      const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
      // A migration that was cut off goes on where it stopped.
      await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table.name, true)
    await runner.query('ALTER TABLE clients DROP COLUMN password_form')
    await runner.query('ALTER TABLE clients DROP COLUMN order_repeat')
  }
}

async function addColumn(runner: QueryRunner, name: string): Promise<void> {
  const known = (await runner.getTable('clients'))?.columns.some((column) => column.name === name)
  if (known !== true) await runner.query(`ALTER TABLE clients ADD COLUMN ${name} varchar(8) NULL`)
}
