import { type Mutant, quickest } from './mutant.ts'

const sold = { test: 'test/sales/packages.test.ts', group: quickest }
const admin = { test: 'test/admin/packages.test.ts', group: quickest }

/** Packages and container types (domain.md §2.1). */
export const catalogueMutants: readonly Mutant[] = [
  {
    rule: 'a package is one piece, whatever its licenses stand for',
    file: 'src/domain/line-pieces.ts',
    find: 'return (packageId ?? null) === null ? factor : 1',
    replace: 'return factor',
    test: 'test/domain/order-difference.test.ts',
    name: 'is one piece, however many licenses it has and whatever they stand for',
  },
  {
    rule: 'a license of a package follows one of its own item',
    file: 'src/domain/package-exchange.ts',
    find: 'itemId !== undefined && license.itemId === itemId',
    replace: 'itemId === undefined && license.itemId === itemId',
    test: 'test/domain/package-exchange.test.ts',
    name: 'a license follows one of its own item, wherever they stand',
  },
  {
    rule: 'an export of packages is compared by pieces and not by licenses',
    file: 'src/sales/pieces-sold.ts',
    find: 'MAX(CASE WHEN license.package_id IS NULL THEN license.factor ELSE 1 END)',
    replace: 'MAX(license.factor)',
    ...sold,
    name: 'is compared with an export by its pieces',
  },
  {
    rule: 'a license of a package has only the parameters that its item asks for',
    file: 'src/sales/sale.ts',
    find: 'parameters.filter(({ name }) => Object.hasOwn(own, name)),',
    replace: 'parameters.filter(({ name }) => !Object.hasOwn(own, `no ${name}`)),',
    ...sold,
    name: 'gives its parameters to the items that ask for them, and each license keeps its own',
  },
  {
    rule: 'what is split off a package stays in its piece',
    file: 'src/sales/split-license.ts',
    find: 'license.factor > 1 && license.packageId === null',
    replace: 'license.factor > 1',
    ...sold,
    name: 'a license of it that is split stays in its piece',
  },
  {
    rule: 'a package is not sold without one of its items',
    file: 'src/sales/article.ts',
    find: ': gone && `item ${gone} of package ${itemNumber} is no longer sold`',
    replace: ': undefined && `item ${gone} of package ${itemNumber} is no longer sold`',
    ...sold,
    name: 'ITEM_RETIRED: it is no longer sold, or one of its items is not',
  },
  {
    rule: 'a package is of all firm codes of its items',
    file: 'src/catalogue/own-number.ts',
    find: 'for (const item of await itemsOf(tx, definition, catalogue))',
    replace: 'for (const item of (await itemsOf(tx, definition, catalogue)).slice(0, 1))',
    ...admin,
    name: 'FORBIDDEN: something in it is of a firm code that the client is not given',
  },
  {
    rule: 'one number is an item or a package, never both',
    file: 'src/catalogue/put-item.ts',
    find: 'if (!isPackage(known)) return known',
    replace: 'if (!isPackage(known) || known.name !== undefined) return known as ItemDefinition',
    ...admin,
    name: 'ITEM_INVALID: the number is that of an item, or PutItem finds a package under it',
  },
  {
    rule: 'a container type keeps its kind',
    file: 'src/catalogue/put-container-type.ts',
    find: 'if (known.containerKind === containerKind) return',
    replace: "if (known.containerKind === containerKind || containerKind === 'cloud') return",
    test: 'test/admin/container-types.test.ts',
    group: quickest,
    name: 'CONTAINER_KIND: it stays of its kind, and is bound as the kind can be',
  },
  {
    rule: 'an item names only bases that are there',
    file: 'src/catalogue/unknown-names.ts',
    find: 'if (known?.firmCode === firmCode) return []',
    replace: 'if (known === undefined || known.firmCode === firmCode) return []',
    test: 'test/admin/container-types.test.ts',
    group: quickest,
    name: 'ITEM_INVALID: it names',
  },
]
