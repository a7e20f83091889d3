import type { MigrationInterface, QueryRunner } from 'typeorm'

/** For each step, by which context its arrival became known. */
export class Receipt1790000060000 implements MigrationInterface {
  readonly name = 'Receipt1790000060000'

  async up(runner: QueryRunner): Promise<void> {
    // A migration that was cut off goes on where it stopped.
    if (await runner.hasColumn('steps', 'receipt_seq')) return
    // By hand: to rebuild the table on SQLite would copy every step there is.
    await runner.query('ALTER TABLE steps ADD COLUMN receipt_seq integer NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn('steps', 'receipt_seq'))) return
    await runner.query('ALTER TABLE steps DROP COLUMN receipt_seq')
  }
}
