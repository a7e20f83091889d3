import { In, IsNull } from 'typeorm'
import type { KnownVersion, SoldItem } from '../catalogue/catalogue.ts'
import { requireFirmCode } from '../catalogue/firm-scope.ts'
import type { LicenseState } from '../domain/license.ts'
import { type LinePlan, orderDifference } from '../domain/order-difference.ts'
import { checkOrderLimits, licensesOfLine } from '../domain/order-limits.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { agree, knownItem, sellable } from './new-lines.ts'
import type { LineWish } from './order-wish.ts'
import type { SalesParts } from './parts.ts'

/** A license that stands for pieces of a line. */
export type Standing = Omit<License, 'state'> & { readonly state: LicenseState }

/** What becomes of a line, with all that is needed to bring it about. */
export interface PlannedLine {
  readonly plan: LinePlan<Standing>
  /** The line as it stands in the store; undefined: it is new. */
  readonly line: OrderLine | undefined
  /** What is wanted; undefined: the line goes. */
  readonly wish: LineWish | undefined
  /** The item of the wish as it is sold now. */
  readonly item: SoldItem | undefined
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
  const items = await catalogue.sold(tx, [...wishes.map(({ itemNumber }) => itemNumber), ...numbersOfLicenses])

  const wanted = wishes.map((wish) => ({ wish, item: knownItem(items, wish, call.caller) }))
  const counts = wanted.map(({ wish, item }) =>
    licensesOfLine(item.definition, wish.quantity, `${wish.field}/quantity`),
  )
  checkOrderLimits({ lines: wishes.length, licenses: counts.reduce((sum, { count }) => sum + count, 0) })

  const plans = orderDifference(
    known.map((line) => ({ content: line, licenses: licenses.filter(({ orderLineId }) => orderLineId === line.id) })),
    wanted.map(({ wish, item }) => ({ content: wish, licenseCounting: item.definition.licenseCounting })),
  )
  const lines = plans.map((plan) => {
    const line = known.find(({ lineNumber }) => lineNumber === plan.lineNumber)
    const found = wanted.find(({ wish }) => wish.lineNumber === plan.lineNumber)
    return { plan, line, wish: found?.wish, item: found?.item }
  })
  for (const { plan, wish, item } of lines) {
    if (wish === undefined || item === undefined || !sellsAnew(plan)) continue
    sellable(items, wish, call.caller)
    agree(order, wish, item)
  }
  for (const { plan } of lines) {
    for (const { firmCode } of touched(plan)) requireFirmCode(call.caller, firmCode, 'orderReplacement/orderLines')
  }
  const itemsOfLicenses = new Map([...items.values()].map((item) => [item.itemId, item]))
  return { lines, itemsOfLicenses, versionsOfLicenses: versions }
}

/** The licenses that stand for pieces of these lines. */
export async function standingLicenses(tx: Tx, lines: readonly Pick<OrderLine, 'id'>[]): Promise<Standing[]> {
  const orderLineId = In(lines.map(({ id }) => id))
  const found = await tx.findBy(License, { orderLineId, replacedById: IsNull(), state: In([...standing]) })
  return found.map((license) => ({ ...license, state: license.state as LicenseState }))
}

/** Licenses that do not stay as they are. */
export function touched({ withdraw, replace }: PlannedLine['plan']): Standing[] {
  return [...withdraw, ...replace.map(({ license }) => license)]
}

function sellsAnew({ kind }: LinePlan): boolean {
  return kind === 'added' || kind === 'more' || kind === 'replaced'
}
