import type { MigrationInterface, QueryRunner } from 'typeorm'

/** When the copy of a license in a container is dead by itself, because that makes no contact any more. */
export class IdleRelease1790000701000 implements MigrationInterface {
  readonly name = 'IdleRelease1790000701000'

  async up(runner: QueryRunner): Promise<void> {
    // A migration that was cut off goes on where it stopped.
    if (await runner.hasColumn('licenses', 'copy_ends_at')) return
    // By hand: to rebuild the table on SQLite would mean to drop it while others point to it.
    await runner.query('ALTER TABLE licenses ADD COLUMN copy_ends_at datetime(3) NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn('licenses', 'copy_ends_at'))) return
    await runner.query('ALTER TABLE licenses DROP COLUMN copy_ends_at')
  }
}
