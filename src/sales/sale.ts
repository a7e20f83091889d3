import type { SoldItem } from '../catalogue/catalogue.ts'
import { checkParameters, shareParameters } from '../domain/item-parameters.ts'
import type { PackagePart } from '../domain/item-package.ts'
import type { NamedValue } from '../domain/order-content.ts'
import { checkDedication } from '../domain/order-serial.ts'
import type { Order } from '../entities/order.ts'
import { type Article, licenseCount, partsOfArticle } from './article.ts'
import type { LineWish } from './order-wish.ts'

/** A license that each piece of a package makes, and the values of the line that are meant for its item. */
export type SoldPart = PackagePart<SoldItem> & { readonly parameters: NamedValue[] }

/** What a line comes to, before anything is made. */
export interface Sale {
  readonly wish: LineWish
  readonly article: Article
  readonly dedicatedSerial: string | null
  /** Licenses that it makes. */
  readonly count: number
  /** The licenses that one piece of a package makes; undefined for an item, whose pieces may share a license. */
  readonly parts: readonly SoldPart[] | undefined
}

/**
 * What a line comes to by the rules of its item, or of each item of its package.
 * @throws Fault `PARAMETER_INVALID`, `CONTAINER_KIND`, `LIMIT_EXCEEDED`
 */
export function agree(order: Order, wish: LineWish, article: Article): Sale {
  const dedicatedSerial = wish.containerSerial ?? order.containerSerial
  const serialField = wish.containerSerial === null ? 'order/containerSerial' : `${wish.field}/containerSerial`
  const parameters = parametersOf(wish, article)
  for (const { item } of article.contents) checkDedication(item.definition, dedicatedSerial, serialField)
  const parts = partsOfArticle(article, `${wish.field}/quantity`)?.map((part) => {
    return { ...part, parameters: parameters[part.place] ?? [] }
  })
  return { wish, article, dedicatedSerial, count: licenseCount(wish, article), parts }
}

/** For each item of a package, the values of the line that are meant for it; of an item they are all of the line. */
function parametersOf({ itemNumber, parameters, field }: LineWish, { packageId, contents }: Article): NamedValue[][] {
  const path = `${field}/parameters`
  const items = contents.map(({ item }) => item.definition)
  if (packageId !== undefined) {
    return shareParameters(itemNumber, items, parameters, path).map((own) =>
      parameters.filter(({ name }) => Object.hasOwn(own, name)),
    )
  }
  for (const item of items) checkParameters(item, 'order', parameters, path)
  return []
}
