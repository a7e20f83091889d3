import { type MigrationInterface, type QueryRunner, Table, TableIndex, type TableOptions } from 'typeorm'

const table: TableOptions = {
  name: 'container_types',
  columns: [
    { name: 'id', type: 'binary', length: '16', isPrimary: true },
    { name: 'container_type_name', type: 'varchar', length: '256' },
    { name: 'container_kind', type: 'varchar', length: '12' },
    { name: 'binding_scheme', type: 'varchar', length: '12' },
    { name: 'license_limit', type: 'int' },
    { name: 'version', type: 'int' },
    { name: 'created_at', type: 'datetime', precision: 3 },
    { name: 'updated_at', type: 'datetime', precision: 3 },
  ],
  indices: [{ name: 'uq_container_types_container_type_name', columnNames: ['container_type_name'], isUnique: true }],
}

const byPackage = new TableIndex({
  name: 'ix_licenses_order_scope_package_id_created_at_id',
  columnNames: ['order_scope', 'package_id', 'created_at', 'id'],
})

/** Container types of the vendor; and for each license, by which package it was sold. */
export class Catalogue1790000400000 implements MigrationInterface {
  readonly name = 'Catalogue1790000400000'

  async up(runner: QueryRunner): Promise<void> {
    const { driver } = runner.dataSource
    const columns = table.columns?.map((column) => ({ ...column, type: driver.normalizeType(column) }))
    // A migration that was cut off goes on where it stopped.
    await runner.createTable(new Table({ ...table, columns: columns ?? [] }), true)
    if (await runner.hasColumn('licenses', 'package_id')) return
    // By hand: TypeORM would rebuild the table on SQLite, and others point to it.
    await runner.query('ALTER TABLE licenses ADD COLUMN package_id binary(16) NULL')
    await runner.createIndex('licenses', byPackage)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('licenses', byPackage)
    await runner.query('ALTER TABLE licenses DROP COLUMN package_id')
    await runner.dropTable('container_types', true)
  }
}
