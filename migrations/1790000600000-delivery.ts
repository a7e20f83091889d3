import type { MigrationInterface, QueryRunner } from 'typeorm'

const columns = [
  { table: 'vendor_actions', name: 'counter_to', type: 'integer' },
  { table: 'licenses', name: 'activation_parameters', type: 'mediumtext' },
]

/** By which step a vendor's action was delivered; and what a license needs so that its container can be told of it again. */
export class Delivery1790000600000 implements MigrationInterface {
  readonly name = 'Delivery1790000600000'

  async up(runner: QueryRunner): Promise<void> {
    // By hand: to rebuild a table on SQLite would mean to drop it while others point to it.
    for (const { table, name, type } of columns) {
      // A migration that was cut off goes on where it stopped.
      if (await runner.hasColumn(table, name)) continue
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${type} NULL`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, name } of columns.toReversed()) {
      if (await runner.hasColumn(table, name)) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${name}`)
    }
  }
}
