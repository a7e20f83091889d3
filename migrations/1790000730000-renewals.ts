import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm'

/** Renewals of licenses by their users: how often, and since when one is waited for. */
export class Renewals1790000730000 implements MigrationInterface {
  readonly name = 'Renewals1790000730000'

  async up(runner: QueryRunner): Promise<void> {
    const driver = runner.dataSource.driver
    const columns: TableColumnOptions[] = [
      { name: 'license_id', type: 'binary', length: '16', isPrimary: true },
      { name: 'renewal_number', type: 'int', isPrimary: true },
      { name: 'asked_at', type: 'datetime', precision: 3 },
      { name: 'renewed_at', type: 'datetime', precision: 3, isNullable: true },
    ]
    const foreignKeys = [
      {
        name: 'fk_renewals_license_id',
        columnNames: ['license_id'],
        referencedTableName: 'licenses',
        referencedColumnNames: ['id'],
        onDelete: 'NO ACTION',
        onUpdate: 'NO ACTION',
      },
    ]
    const typed = columns.map((column) => ({ ...column, type: driver.normalizeType(column) }))
    // A migration that was cut off goes on where it stopped.
    await runner.createTable(new Table({ name: 'renewals', columns: typed, foreignKeys }), true)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('renewals', true)
  }
}
