import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm'

const table = 'containers'
const index = { name: 'ix_containers_state', columnNames: ['state'] }

/** Blocked containers are found for the block list, which anybody may fetch, without a look at all the others. */
export class BlockedContainers1790000731000 implements MigrationInterface {
  readonly name = 'BlockedContainers1790000731000'

  async up(runner: QueryRunner): Promise<void> {
    const known = (await runner.getTable(table))?.indices.some(({ name }) => name === index.name)
    // A migration that was cut off goes on where it stopped.
    if (known !== true) await runner.createIndex(table, new TableIndex(index))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex(table, new TableIndex(index))
  }
}
