import type { ItemPath } from '../../domain/item-problem.ts'
import { Fault } from '../../faults.ts'
import type { Tx } from '../../store/store.ts'
import type { Author } from '../author.ts'
import { putFirmCode, type PutFirm } from '../put-firm-code.ts'
import { putItem, type CatalogueParts, type PutItem } from '../put-item.ts'
import { retireItem } from '../retire-item.ts'
import { itemsOnSale } from './on-sale.ts'
import { CatalogueMistakes, type CatalogueFile, type Mistake } from './read-file.ts'

export interface ApplyOptions {
  /** Retire the items that the file does not have. */
  readonly retireMissing: boolean
  readonly comment?: string | undefined
}

/** What became, or would become, of each entry of the file. */
export interface Applied {
  readonly firmCodes: readonly (PutFirm & { readonly firmCode: number; readonly name: string })[]
  readonly items: readonly (PutItem & { readonly name: string })[]
  /** Items on sale that the file does not have, of the firm codes that it has; retired if that was asked for. */
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
  const mistakes: Mistake[] = []
  const { comment } = options
  const firmCodes: Applied['firmCodes'][number][] = []
  for (const [index, { firmCode, name }] of file.firmCodes.entries()) {
    const wish = { firmCode, name, comment, field: fieldOf(['firmCodes', index, 'firmCode']) }
    firmCodes.push({ firmCode, name, ...(await putFirmCode(tx, author, wish)) })
  }
  const items: Applied['items'][number][] = []
  for (const [index, draft] of file.items.entries()) {
    const wish = { draft, comment, fieldOf: (path: ItemPath) => fieldOf(['items', index, ...path]) }
    try {
      items.push({ name: draft.name, ...(await putItem(tx, author, wish, parts)) })
    } catch (error) {
      mistakes.push(...mistakesOf(error, file))
    }
  }
  if (mistakes.length > 0) throw new CatalogueMistakes(file.name, mistakes)
  const missing = await missingItems(tx, file)
  for (const itemNumber of options.retireMissing ? missing : []) {
    await retireItem(tx, author, { itemNumber, comment, field: 'itemNumber' }, parts.catalogue)
  }
  return { firmCodes, items, missing }
}

/** A place of the file, as a fault carries it. */
function fieldOf(path: ItemPath): string {
  return JSON.stringify(path)
}

/** What a refused item did wrong; anything but a refusal goes on its way, above all what makes the transaction run again. */
function mistakesOf(error: unknown, file: CatalogueFile): Mistake[] {
  if (!(error instanceof Fault) || error.facts.field === undefined) throw error
  const texts = error.facts.details ?? { [error.facts.field]: error.message }
  return Object.entries(texts).map(([field, text]) => file.mistakeAt(JSON.parse(field) as ItemPath, text))
}

async function missingItems(tx: Tx, file: CatalogueFile): Promise<string[]> {
  const present = new Set(file.items.map((item) => item.itemNumber))
  const codes = new Set([...file.firmCodes, ...file.items].map((entry) => entry.firmCode))
  const onSale = await itemsOnSale(tx)
  return onSale
    .filter(({ itemNumber, firmCode }) => codes.has(firmCode) && !present.has(itemNumber))
    .map((row) => row.itemNumber)
}
