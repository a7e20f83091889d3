import type { MigrationInterface, QueryRunner } from 'typeorm'

const columns = [
  'expiration_day integer',
  'added_periods mediumtext',
  'units bigint',
  'piece_id binary(16)',
  'maintenance_until datetime(3)',
  'renewal_cancelled_at datetime(3)',
  'parameters mediumtext',
  'replaces_id binary(16)',
  'replaced_by_id binary(16)',
  'exchange_id binary(16)',
]

/** What a license may have of its own beside its item: terms that were extended or split, and whose place it took. */
export class LicenseTerms1790000310000 implements MigrationInterface {
  readonly name = 'LicenseTerms1790000310000'

  async up(runner: QueryRunner): Promise<void> {
    // By hand: to rebuild the table on SQLite would mean to drop it while others point to it.
    for (const column of columns) await runner.query(`ALTER TABLE licenses ADD COLUMN ${column} NULL`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of columns.toReversed()) {
      await runner.query(`ALTER TABLE licenses DROP COLUMN ${column.split(' ', 1).join('')}`)
    }
  }
}
