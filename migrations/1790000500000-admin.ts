import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Where a client may come from, and its newest secrets sealed, for whoever missed the answer that showed them. */
export class Admin1790000500000 implements MigrationInterface {
  readonly name = 'Admin1790000500000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE clients ADD COLUMN ip_ranges mediumtext NULL')
    await runner.query('ALTER TABLE client_secrets ADD COLUMN sealed mediumtext NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE client_secrets DROP COLUMN sealed')
    await runner.query('ALTER TABLE clients DROP COLUMN ip_ranges')
  }
}
