import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, type TableOptions } from 'typeorm'

const parts: TableOptions = {
  name: 'container_parts',
  columns: [
    { name: 'container_id', type: 'binary', length: '16', isPrimary: true },
    { name: 'part_hash', type: 'binary', length: '32', isPrimary: true },
  ],
  indices: [{ name: 'ix_container_parts_part_hash', columnNames: ['part_hash'] }],
  foreignKeys: [
    {
      name: 'fk_container_parts_container_id',
      columnNames: ['container_id'],
      referencedTableName: 'containers',
      referencedColumnNames: ['id'],
      onDelete: 'NO ACTION',
      onUpdate: 'NO ACTION',
    },
  ],
}

const columns = [
  { name: 'binding_judgement', type: 'mediumtext' },
  { name: 'successor_id', type: 'binary(16)' },
]

/** Containers are found by their machines, know how those were judged, and which other one took their place. */
export class Restoring1790000710000 implements MigrationInterface {
  readonly name = 'Restoring1790000710000'

  async up(runner: QueryRunner): Promise<void> {
    const { driver } = runner.dataSource
    for (const { name, type } of columns) {
      // A migration that was cut off goes on where it stopped.
      if (await runner.hasColumn('containers', name)) continue
      await runner.query(`ALTER TABLE containers ADD COLUMN ${name} ${type} NULL`)
    }
    const normalized = parts.columns?.map((column: TableColumnOptions) => {
      return { ...column, type: driver.normalizeType(column) }
    })
    await runner.createTable(new Table({ ...parts, columns: normalized ?? [] }), true)
    await fillParts(runner)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(parts.name, true)
    for (const { name } of columns.toReversed()) {
      if (await runner.hasColumn('containers', name)) await runner.query(`ALTER TABLE containers DROP COLUMN ${name}`)
    }
  }
}

interface BoundContainer {
  readonly id: Buffer
  readonly binding: string | null
}

/** Containers that are read at a time. */
const pageSize = 500

/** The parts of the containers that are known already. */
async function fillParts(runner: QueryRunner): Promise<void> {
  await runner.query('DELETE FROM container_parts')
  let after: Buffer = Buffer.alloc(16)
  for (;;) {
    const statement = `SELECT id, binding FROM containers WHERE id > ? ORDER BY id LIMIT ${String(pageSize)}`
    const rows = (await runner.query(statement, [after])) as BoundContainer[]
    for (const { id, binding } of rows) {
      for (const hash of hashesOf(binding)) {
        await runner.query('INSERT INTO container_parts (container_id, part_hash) VALUES (?, ?)', [id, hash])
      }
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

function hashesOf(binding: string | null): Buffer[] {
  const fingerprints = JSON.parse(binding ?? '[]') as readonly {
    readonly parts: readonly { readonly hash: string }[]
  }[]
  const hashes = new Set(fingerprints.flatMap(({ parts: own }) => own.map(({ hash }) => hash)))
  return [...hashes].map((hash) => Buffer.from(hash, 'base64url'))
}
