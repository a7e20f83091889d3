import { namingRules } from './item-naming-rules.ts'
import { repeated, type ItemPath, type ItemProblem, type Say } from './item-problem.ts'
import { orderLimits } from './order-limits.ts'

/**
 * A package as it is sold: a number that the back office orders and that expands to several items. Stored as the
 * definition of a version, like an item. It names items and not their versions: what counts is how each is sold when the
 * package is ordered.
 */
export interface PackageDefinition {
  readonly itemNumber: string
  readonly name: string
  readonly packageItems: readonly PackageItem[]
}

export interface PackageItem {
  readonly itemNumber: string
  /** Pieces of the item in one piece of the package. */
  readonly quantity: number
}

/** Whether what stands under a number is a package. */
export function isPackage(definition: object): definition is PackageDefinition {
  return 'packageItems' in definition
}

/** Every rule that the package breaks, as far as it can be told without the catalogue. */
export function packageProblems(definition: PackageDefinition): ItemProblem[] {
  const problems: ItemProblem[] = []
  const say = (path: ItemPath, text: string) => problems.push({ path, text })
  for (const rule of [...namingRules, ...rules]) rule(definition, say)
  return problems
}

const rules = [
  function holdsSomething({ packageItems }: PackageDefinition, say: Say): void {
    if (packageItems.length === 0) say(['packageItems'], 'packageItems is empty: nothing would be sold.')
  },
  function itemsDiffer({ itemNumber, packageItems }: PackageDefinition, say: Say): void {
    const numbers = packageItems.map((each) => each.itemNumber)
    numbers.forEach((number, index) => {
      if (number === '')
        say(['packageItems', index, 'itemNumber'], 'the itemNumber of an item in the package is empty.')
      if (number === itemNumber) say(['packageItems', index, 'itemNumber'], 'the package contains itself.')
    })
    repeated(numbers).forEach((index) => {
      const text = `the package contains ${String(numbers[index])} twice; give its quantity once.`
      say(['packageItems', index, 'itemNumber'], text)
    })
  },
  function quantitiesCount({ packageItems }: PackageDefinition, say: Say): void {
    packageItems.forEach(({ quantity }, index) => {
      if (quantity === 0) say(['packageItems', index, 'quantity'], 'quantity has to be at least 1.')
    })
  },
] as const

/** A license that one piece of a package makes. */
export interface PackagePart<Item> {
  readonly item: Item
  /** Where the package lists the item. */
  readonly place: number
  /** Pieces of the item that it stands for. */
  readonly factor: number
}

/**
 * The licenses that one piece of a package makes, in the order of its items. An item that is counted as one license makes
 * one in each piece of the package: pieces are never counted together, so that each can be taken back by itself.
 * @param licensesOf what so many pieces of an item become
 */
export function partsOfPackage<Item>(
  items: readonly { readonly item: Item; readonly quantity: number }[],
  licensesOf: (item: Item, quantity: number) => { readonly count: number; readonly factor: number },
): PackagePart<Item>[] {
  return items.flatMap(({ item, quantity }, place) => {
    const { count, factor } = licensesOf(item, quantity)
    // Before anything is made: so many do not fit into any order.
    return Array.from({ length: Math.min(count, orderLimits.licensesOfOrder + 1) }, () => ({ item, place, factor }))
  })
}
