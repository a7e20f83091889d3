import { isPackage, type PackageDefinition } from '../domain/item-package.ts'
import type { ItemDefinition } from '../domain/item.ts'
import type { Item } from '../entities/item.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Catalogue } from './catalogue.ts'
import { requireFirmCode } from './firm-scope.ts'

/**
 * What a number of the catalogue stands for now, for a caller who is given the firm code of the item, or those of all items
 * of the package.
 * @throws Fault `FORBIDDEN`
 */
export async function ownNumber(
  tx: Tx,
  caller: Pick<Caller, 'firmCodes'>,
  { currentVersionId }: Pick<Item, 'currentVersionId'>,
  catalogue: Catalogue,
  field: string,
): Promise<{ readonly versionNumber: number; readonly definition: ItemDefinition | PackageDefinition }> {
  const version = (await catalogue.definitions(tx, [currentVersionId])).get(currentVersionId)
  if (version === undefined) throw new Error(`version ${currentVersionId} is sold and missing`)
  const { versionNumber, definition } = version
  for (const item of await itemsOf(tx, definition, catalogue)) requireFirmCode(caller, item.firmCode, field)
  return { versionNumber, definition }
}

async function itemsOf(
  tx: Tx,
  definition: ItemDefinition | PackageDefinition,
  catalogue: Catalogue,
): Promise<ItemDefinition[]> {
  if (!isPackage(definition)) return [definition]
  const numbers = definition.packageItems.map(({ itemNumber }) => itemNumber)
  return [...(await catalogue.sold(tx, numbers)).values()].map((item) => item.definition)
}
