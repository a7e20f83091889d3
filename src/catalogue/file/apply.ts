import type { FieldOf, ItemPath } from '../../domain/item-problem.ts'
import { Fault } from '../../faults.ts'
import type { Tx } from '../../store/store.ts'
import type { Author } from '../author.ts'
import { putFirmCode, type PutFirm } from '../put-firm-code.ts'
import { putContainerType, type PutType } from '../put-container-type.ts'
import { putItem, type CatalogueParts, type PutItem } from '../put-item.ts'
import { putPackage, type PutPackage } from '../put-package.ts'
import { retireItem } from '../retire-item.ts'
import { itemsOnSale } from './on-sale.ts'
import type { Mistake } from '../../yaml-file/document.ts'
import { CatalogueMistakes, type CatalogueFile } from './read-file.ts'

export interface ApplyOptions {
  /** Retire the items that the file does not have. */
  readonly retireMissing: boolean
  readonly comment?: string | undefined
}

/** What became, or would become, of each entry of the file. */
export interface Applied {
  readonly firmCodes: readonly (PutFirm & { readonly firmCode: number; readonly name: string })[]
  readonly containerTypes: readonly Omit<PutType, 'id'>[]
  readonly items: readonly (PutItem & { readonly name: string })[]
  readonly packages: readonly (PutPackage & { readonly name: string })[]
  /** Items and packages on sale that the file does not have, of the firm codes that it has; retired if that was asked for. */
  readonly missing: readonly string[]
}

/**
 * Makes the catalogue of the database that of the file, by the very functions of the Admin Interface, in one transaction:
 * all of it or nothing.
 * @throws CatalogueMistakes with all mistakes that only the database knows
 */
export async function applyCatalogue(
  tx: Tx,
  author: Author,
  { file, options }: { readonly file: CatalogueFile; readonly options: ApplyOptions },
  parts: CatalogueParts,
): Promise<Applied> {
  const { comment } = options
  const firmCodes: Applied['firmCodes'][number][] = []
  for (const [index, { firmCode, name }] of file.firmCodes.entries()) {
    const wish = { firmCode, name, comment, field: fieldOf(['firmCodes', index, 'firmCode']) }
    firmCodes.push({ firmCode, name, ...(await putFirmCode(tx, author, wish)) })
  }
  const mistakes: Mistake[] = []
  const place = placer(file, mistakes)
  const containerTypes = await place('containerTypes', file.containerTypes, async (type, fieldOfType) => {
    const wish = { type, comment, fieldOf: (name: string) => fieldOfType([name]) }
    const { id: _, ...put } = await putContainerType(tx, author, wish)
    return put
  })
  // An item may name another one that stands further down.
  const beside = new Map(file.items.map((draft) => [draft.itemNumber, draft]))
  const items = await place('items', file.items, async (draft, fieldOfItem) => {
    return { name: draft.name, ...(await putItem(tx, author, { draft, comment, fieldOf: fieldOfItem, beside }, parts)) }
  })
  refuse(file, mistakes)
  const missing = await missingNumbers(tx, file)
  for (const itemNumber of options.retireMissing ? missing : []) {
    await retireItem(tx, author, { itemNumber, comment, field: 'itemNumber' }, parts.catalogue)
  }
  // Last, when it is known which items are sold: a package of others is refused.
  const packages = await place('packages', file.packages, async (definition, fieldOfPackage) => {
    const wish = { definition, comment, fieldOf: fieldOfPackage }
    return { name: definition.name, ...(await putPackage(tx, author, wish, parts.catalogue)) }
  })
  refuse(file, mistakes)
  return { firmCodes, containerTypes, items, packages, missing }
}

/** Puts the entries of a list of the file, one after the other, and keeps what is wrong with any of them. */
function placer(file: CatalogueFile, mistakes: Mistake[]) {
  return async <Entry, Put>(
    list: string,
    entries: readonly Entry[],
    put: (entry: Entry, fieldOfEntry: FieldOf) => Promise<Put>,
  ): Promise<Put[]> => {
    const done: Put[] = []
    for (const [index, entry] of entries.entries()) {
      try {
        done.push(await put(entry, (path) => fieldOf([list, index, ...path])))
      } catch (error) {
        mistakes.push(...mistakesOf(error, file))
      }
    }
    return done
  }
}

function refuse(file: CatalogueFile, mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new CatalogueMistakes(file.name, mistakes)
}

/** A place of the file, as a fault carries it. */
function fieldOf(path: ItemPath): string {
  return JSON.stringify(path)
}

/** What a refused entry did wrong; anything but a refusal goes on its way, above all what makes the transaction run again. */
function mistakesOf(error: unknown, file: CatalogueFile): Mistake[] {
  if (!(error instanceof Fault) || error.facts.field === undefined) throw error
  const texts = error.facts.details ?? { [error.facts.field]: error.message }
  return Object.entries(texts).map(([field, text]) => file.mistakeAt(JSON.parse(field) as ItemPath, text))
}

async function missingNumbers(tx: Tx, file: CatalogueFile): Promise<string[]> {
  const present = new Set([...file.items, ...file.packages].map((entry) => entry.itemNumber))
  const codes = new Set([...file.firmCodes, ...file.items].map((entry) => entry.firmCode))
  const onSale = await itemsOnSale(tx)
  return onSale
    .filter(({ itemNumber, firmCode }) => codes.has(firmCode) && !present.has(itemNumber))
    .map((row) => row.itemNumber)
}
