import type { PackageItem } from '../../src/domain/item-package.ts'

/** An item of a package as a test writes it: `PLAIN`, or `3 NETWORK`. */
export function packageItem(text: string): PackageItem {
  const [, quantity = '1', itemNumber = ''] = /^(?:(\d+) )?(.+)$/.exec(text) ?? []
  return { itemNumber, quantity: Number(quantity) }
}
