import { isPackage, type PackageDefinition } from '../domain/item-package.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import type { Tx } from '../store/store.ts'

/** One version of what stands under a number; never changes. */
interface Version<Definition> {
  readonly itemVersionId: string
  readonly versionNumber: number
  readonly definition: Definition
}

/** One version of an item. */
export type KnownVersion = Version<ItemDefinition>

type AnyVersion = Version<ItemDefinition | PackageDefinition>

/** What is sold now under a number. */
interface Sold {
  readonly itemId: string
  readonly retired: boolean
}

/** An item as it is sold now. */
export type SoldItem = KnownVersion & Sold

/** A package as it is sold now. */
export type SoldPackage = Version<PackageDefinition> & Sold

/** What some numbers stand for now; the items of the packages are among the items. */
export interface Offer {
  readonly items: ReadonlyMap<string, SoldItem>
  readonly packages: ReadonlyMap<string, SoldPackage>
}

/**
 * What the other wings read of the items. It stands in the way of every order, so definitions, which never change, are
 * kept in memory by version; which version is sold now is asked in each transaction.
 */
export class Catalogue {
  readonly #versions = new Map<string, AnyVersion>()
  readonly #mostVersions: number

  /** @param mostVersions how many definitions are kept; the oldest goes first */
  constructor(mostVersions = 5_000) {
    this.#mostVersions = mostVersions
  }

  /**
   * The items of these numbers as they are sold now, retired ones included; an unknown number is missing in the map, and
   * so is that of a package. One statement; a second one when a version is met for the first time.
   */
  async sold(tx: Tx, itemNumbers: readonly string[]): Promise<Map<string, SoldItem>> {
    return (await this.#sold(tx, itemNumbers)).items
  }

  /** The items and packages of these numbers, and what is in the packages, as `sold`; packages cost one statement more. */
  async offer(tx: Tx, itemNumbers: readonly string[]): Promise<Offer> {
    const { items, packages } = await this.#sold(tx, itemNumbers)
    if (packages.size === 0) return { items, packages }
    const contained = [...packages.values()].flatMap(({ definition }) => definition.packageItems)
    const missing = contained.map(({ itemNumber }) => itemNumber).filter((number) => !items.has(number))
    const more = await this.#sold(tx, missing)
    return { items: new Map([...items, ...more.items]), packages }
  }

  async #sold(
    tx: Tx,
    itemNumbers: readonly string[],
  ): Promise<{ items: Map<string, SoldItem>; packages: Map<string, SoldPackage> }> {
    const items = new Map<string, SoldItem>()
    const packages = new Map<string, SoldPackage>()
    const numbers = [...new Set(itemNumbers)]
    if (numbers.length === 0) return { items, packages }
    const rows: ItemRow[] = await tx.query(
      `SELECT id, item_number, current_version_id, retired_at IS NOT NULL AS retired FROM items WHERE item_number IN (${places(numbers)})`,
      numbers,
    )
    const found = rows.map((row) => ({ ...row, versionId: idOfBytes(row.current_version_id) }))
    const versions = await this.definitions(
      tx,
      found.map((row) => row.versionId),
    )
    for (const { id, item_number, versionId, retired } of found) {
      const { definition, ...version } = known(versions, versionId)
      const sold = { ...version, itemId: idOfBytes(id), retired: Boolean(retired) }
      if (isPackage(definition)) packages.set(item_number, { ...sold, definition })
      else items.set(item_number, { ...sold, definition })
    }
    return { items, packages }
  }

  /** These versions of items by id, whatever is sold now. No statement when all of them were met before. */
  async versions(tx: Tx, itemVersionIds: readonly string[]): Promise<Map<string, KnownVersion>> {
    const versions = await this.definitions(tx, itemVersionIds)
    return new Map([...versions].map(([id, version]) => [id, ofItem(version)]))
  }

  /** These versions by id, of items and of packages. No statement when all of them were met before. */
  async definitions(tx: Tx, itemVersionIds: readonly string[]): Promise<Map<string, AnyVersion>> {
    const ids = [...new Set(itemVersionIds)]
    const missing = ids.filter((id) => !this.#versions.has(id))
    const found = await load(tx, missing)
    const answer = new Map(ids.map((id) => [id, this.#versions.get(id) ?? known(found, id)]))
    found.forEach((version) => {
      this.#keep(version)
    })
    return answer
  }

  #keep(version: AnyVersion): void {
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

async function load(tx: Tx, ids: readonly string[]): Promise<Map<string, AnyVersion>> {
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
        definition: JSON.parse(definition) as ItemDefinition | PackageDefinition,
      }
      return [itemVersionId, version]
    }),
  )
}

/** A foreign key or the writer of the item guarantees that the version exists. */
function known(versions: ReadonlyMap<string, AnyVersion>, id: string): AnyVersion {
  const version = versions.get(id)
  if (version === undefined) throw new Error(`item version ${id} is missing`)
  return version
}

/** Licenses are of items, also those that a package sold. */
function ofItem(version: AnyVersion): KnownVersion {
  if (isPackage(version.definition)) throw new Error(`${version.itemVersionId} is a version of a package`)
  return version as KnownVersion
}

function places(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
