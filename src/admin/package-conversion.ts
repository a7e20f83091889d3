import type { ItemPackage } from '../contract/admin.ts'
import { identifier, requiredIdentifier } from '../domain/identifier.ts'
import type { PackageDefinition } from '../domain/item-package.ts'
import type { ItemPath } from '../domain/item-problem.ts'

/**
 * The package of a request in the terms of the domain.
 * @throws Fault `INVALID_REQUEST` for a blank item number
 */
export function packageDefinitionOf({ itemNumber, name, packageItems }: ItemPackage): PackageDefinition {
  return {
    itemNumber: requiredIdentifier(itemNumber, 'itemPackage/itemNumber', 64),
    name,
    packageItems: packageItems.packageItem.map((each) => {
      return { itemNumber: identifier(each.itemNumber), quantity: each.quantity }
    }),
  }
}

/** A stored package as an answer shows it. */
export function packageOf({ itemNumber, name, packageItems }: PackageDefinition): ItemPackage {
  return { itemNumber, name, packageItems: { packageItem: packageItems.map((each) => ({ ...each })) } }
}

/** How the contract calls a place of the package: `itemPackage/packageItems/packageItem[2]/quantity`. */
export function fieldOfPackage(path: ItemPath): string {
  const steps = path.map((step) => (typeof step === 'number' ? `packageItem[${step + 1}]` : step))
  return ['itemPackage', ...steps].join('/')
}
