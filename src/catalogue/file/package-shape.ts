import type { PackageDefinition, PackageItem } from '../../domain/item-package.ts'
import { itemNumber } from './item-shape.ts'
import { absent, list, mapping, text, whole, type Reader } from '../../yaml-file/shape.ts'

const itemWithQuantity = mapping<PackageItem>({ itemNumber, quantity: absent(whole(1, 1_000), 1) })

/** An item by its number alone, or with so many pieces of it. */
const packageItem: Reader<PackageItem> = (value, path, tell) => {
  if (typeof value === 'object') return itemWithQuantity(value, path, tell)
  const number = itemNumber(value, path, tell)
  return number === undefined ? undefined : { itemNumber: number, quantity: 1 }
}

/** Reads a package of the catalogue file. */
export const packageShape = mapping<PackageDefinition>({
  itemNumber,
  name: text(256),
  packageItems: list(packageItem, 200),
})

/** The package as the file writes it. */
export function plainPackage({ packageItems, ...named }: PackageDefinition): Record<string, unknown> {
  return { ...named, packageItems: packageItems.map((each) => (each.quantity === 1 ? each.itemNumber : { ...each })) }
}
