import { In } from 'typeorm'
import type { KnownVersion, SoldItem } from '../catalogue/catalogue.ts'
import { requireFirmCode } from '../catalogue/firm-scope.ts'
import { isWithUser, type LicenseState } from '../domain/license.ts'
import type { StandingLicense } from '../domain/line-pieces.ts'
import { type LinePlan, type NewLine, orderDifference } from '../domain/order-difference.ts'
import { checkOrderLimits } from '../domain/order-limits.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { type Article, knownArticle, licenseCount, partsOfArticle, sellableArticle } from './article.ts'
import { ofTheirLines } from './of-their-lines.ts'
import type { LineWish } from './order-wish.ts'
import type { SalesParts } from './parts.ts'
import { agree, type Sale } from './sale.ts'

/** A license that stands for pieces of a line. */
export type Standing = Omit<License, 'state'> & { readonly state: LicenseState } & Required<
    Pick<StandingLicense, 'isUpgraded' | 'isHeld'>
  >

/** What becomes of a line, with all that is needed to bring it about. */
export interface PlannedLine {
  readonly plan: LinePlan<Standing>
  /** The line as it stands in the store; undefined: it is new. */
  readonly line: OrderLine | undefined
  /** What is wanted; undefined: the line goes. */
  readonly wish: LineWish | undefined
  /** What the wish names, as it is sold now. */
  readonly article: Article | undefined
  /** What it comes to, where something is sold anew. */
  readonly sale: Sale | undefined
}

/** The whole difference between an order and its new configuration. */
export interface OrderPlan {
  readonly lines: readonly PlannedLine[]
  /** By item id: the items of the standing licenses as they are sold now. */
  readonly itemsOfLicenses: ReadonlyMap<string, SoldItem>
  /** By version id: as they were sold. */
  readonly versionsOfLicenses: ReadonlyMap<string, KnownVersion>
}

/** States in which a license stands for a piece: not at its end, and not about to be withdrawn. */
const standing: readonly LicenseState[] = ['NotCollected', 'Collected', 'Confirmed', 'Returning']

/**
 * Computes what a new configuration makes of an order. What stays as it is may be of an item that is no longer sold; what
 * is sold anew may not.
 * @throws Fault `ITEM_UNKNOWN`, `ITEM_RETIRED`, `FORBIDDEN`, `PARAMETER_INVALID`, `CONTAINER_KIND`, `LIMIT_EXCEEDED`
 */
export async function planLines(
  tx: Tx,
  call: Call,
  { catalogue }: SalesParts,
  order: Order,
  wishes: readonly LineWish[],
): Promise<OrderPlan> {
  const known = await tx.findBy(OrderLine, { orderId: order.id })
  const licenses = await standingLicenses(tx, known)
  const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
  const versions = await catalogue.versions(tx, versionIds)
  const numbersOfLicenses = [...versions.values()].map(({ definition }) => definition.itemNumber)
  const offer = await catalogue.offer(tx, [...wishes.map(({ itemNumber }) => itemNumber), ...numbersOfLicenses])

  const wanted = wishes.map((wish) => ({ wish, article: knownArticle(offer, wish, call.caller) }))
  const count = wanted.reduce((sum, { wish, article }) => sum + licenseCount(wish, article), 0)
  checkOrderLimits({ lines: wishes.length, licenses: count })

  const plans = orderDifference(
    known.map((line) => ({ content: line, licenses: licenses.filter(({ orderLineId }) => orderLineId === line.id) })),
    wanted.map(newLine),
  )
  const lines = plans.map((plan) => {
    const line = known.find(({ lineNumber }) => lineNumber === plan.lineNumber)
    const found = wanted.find(({ wish }) => wish.lineNumber === plan.lineNumber)
    const sale =
      found && sellsAnew(plan) ? agree(order, found.wish, sellableArticle(offer, found.wish, call.caller)) : undefined
    return { plan, line, wish: found?.wish, article: found?.article, sale }
  })
  for (const { plan } of lines) {
    for (const { firmCode } of touched(plan)) requireFirmCode(call.caller, firmCode, 'orderReplacement/orderLines')
  }
  const itemsOfLicenses = new Map([...offer.items.values()].map((item) => [item.itemId, item]))
  return { lines, itemsOfLicenses, versionsOfLicenses: versions }
}

function newLine({ wish, article }: { readonly wish: LineWish; readonly article: Article }): NewLine {
  const parts = partsOfArticle(article, `${wish.field}/quantity`)?.map(({ item, factor }) => {
    return { itemId: item.itemId, factor }
  })
  const [own] = article.contents
  if (parts !== undefined || own === undefined) return { content: wish, licenseCounting: 'perPiece', parts }
  const { itemId, definition } = own.item
  return { content: wish, licenseCounting: definition.licenseCounting, itemId }
}

/** The licenses that stand for pieces of these lines. */
export async function standingLicenses(tx: Tx, lines: readonly Pick<OrderLine, 'id'>[]): Promise<Standing[]> {
  const found = await tx.findBy(License, { orderLineId: In(lines.map(({ id }) => id)) })
  // What takes the place of another is of the same line.
  const withUser = new Set(found.filter(({ state }) => isWithUser(state as LicenseState)).map(({ id }) => id))
  return ofTheirLines(found).flatMap((license) => {
    const state = license.state as LicenseState
    const isUpgraded = license.replacedById !== null
    const isHeld = state === 'NotCollected' && withUser.has(license.exchangeId ?? '')
    return isUpgraded || standing.includes(state) ? [{ ...license, state, isUpgraded, isHeld }] : []
  })
}

/** Licenses that do not stay as they are. */
export function touched({ withdraw, replace }: PlannedLine['plan']): Standing[] {
  return [...withdraw, ...replace.map(({ license }) => license)]
}

function sellsAnew({ kind }: LinePlan): boolean {
  return kind === 'added' || kind === 'more' || kind === 'replaced'
}
