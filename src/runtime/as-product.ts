import type { HeldLicense } from './state.ts'

/**
 * A license as the program sees it that asks for a product code: as it is, or as the module item in it of that code, with
 * what the item does not set from the license (docs/formats.md §8.4). Undefined: the license has nothing to do with it.
 */
export function asProduct(license: HeldLicense, productCode: number): HeldLicense | undefined {
  const { options } = license
  if (options.productCode === productCode) return license
  const item = options.moduleItems?.find((each) => each.productCode === productCode)
  if (item === undefined) return undefined
  const { text = options.text, featureMap = options.featureMap, licenseQuantity = options.licenseQuantity } = item
  return { ...license, options: { ...options, productCode, text, featureMap, licenseQuantity } }
}

/** What is counted together of the uses of a license: a module item with a quantity of its own is counted apart. */
export function countedAs({ licenseId, options }: HeldLicense, productCode: number): string {
  const item = options.moduleItems?.find((each) => each.productCode === productCode)
  const isApart = options.productCode !== productCode && item?.licenseQuantity !== undefined
  return isApart ? `${licenseId}/${productCode}` : licenseId
}
