import type { ItemDefinition } from '../domain/item.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import type { Tx } from '../store/store.ts'

/** One version of an item; never changes. */
export interface KnownVersion {
  readonly itemVersionId: string
  readonly versionNumber: number
  readonly definition: ItemDefinition
}

/** An item as it is sold now. */
export interface SoldItem extends KnownVersion {
  readonly itemId: string
  readonly retired: boolean
}

/**
 * What the other wings read of the items. It stands in the way of every order, so definitions, which never change, are
 * kept in memory by version; which version is sold now is asked in each transaction.
 */
export class Catalogue {
  readonly #versions = new Map<string, KnownVersion>()
  readonly #mostVersions: number

  /** @param mostVersions how many definitions are kept; the oldest goes first */
  constructor(mostVersions = 5_000) {
    this.#mostVersions = mostVersions
  }

  /**
   * The items of these numbers as they are sold now, retired ones included; an unknown number is missing in the map.
   * One statement; a second one when a version is met for the first time.
   */
  async sold(tx: Tx, itemNumbers: readonly string[]): Promise<Map<string, SoldItem>> {
    const numbers = [...new Set(itemNumbers)]
    if (numbers.length === 0) return new Map()
    const rows: ItemRow[] = await tx.query(
      `SELECT id, item_number, current_version_id, retired_at IS NOT NULL AS retired FROM items WHERE item_number IN (${places(numbers)})`,
      numbers,
    )
    const items = rows.map((row) => ({ ...row, versionId: idOfBytes(row.current_version_id) }))
    const versions = await this.versions(
      tx,
      items.map((item) => item.versionId),
    )
    return new Map(
      items.map(({ id, item_number, versionId, retired }) => {
        const version = known(versions, versionId)
        return [item_number, { ...version, itemId: idOfBytes(id), retired: Boolean(retired) }]
      }),
    )
  }

  /** These versions by id, whatever is sold now. No statement when all of them were met before. */
  async versions(tx: Tx, itemVersionIds: readonly string[]): Promise<Map<string, KnownVersion>> {
    const ids = [...new Set(itemVersionIds)]
    const missing = ids.filter((id) => !this.#versions.has(id))
    const found = await load(tx, missing)
    const answer = new Map(ids.map((id) => [id, this.#versions.get(id) ?? known(found, id)]))
    found.forEach((version) => {
      this.#keep(version)
    })
    return answer
  }

  #keep(version: KnownVersion): void {
    this.#versions.set(version.itemVersionId, version)
    if (this.#versions.size <= this.#mostVersions) return
    const [oldest] = this.#versions.keys()
    if (oldest !== undefined) this.#versions.delete(oldest)
  }
}

interface ItemRow {
  readonly id: Buffer
  readonly item_number: string
  readonly current_version_id: Buffer
  readonly retired: number
}

interface VersionRow {
  readonly id: Buffer
  readonly version_number: number
  readonly definition: string
}

async function load(tx: Tx, ids: readonly string[]): Promise<Map<string, KnownVersion>> {
  if (ids.length === 0) return new Map()
  const rows: VersionRow[] = await tx.query(
    `SELECT id, version_number, definition FROM item_versions WHERE id IN (${places(ids)})`,
    ids.map(bytesOfId),
  )
  return new Map(
    rows.map(({ id, version_number, definition }) => {
      const itemVersionId = idOfBytes(id)
      const version = {
        itemVersionId,
        versionNumber: version_number,
        definition: JSON.parse(definition) as ItemDefinition,
      }
      return [itemVersionId, version]
    }),
  )
}

/** A foreign key or the writer of the item guarantees that the version exists. */
function known(versions: ReadonlyMap<string, KnownVersion>, id: string): KnownVersion {
  const version = versions.get(id)
  if (version === undefined) throw new Error(`item version ${id} is missing`)
  return version
}

function places(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
