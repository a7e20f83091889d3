import type { ActionOutcome } from '../../src/contract/sales.ts'
import { VendorAction } from '../../src/entities/vendor-action.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { type DepotShop, firm } from '../depot/depot-shop.ts'

/** The licenses of a new order, as ids. */
export async function sell(shop: DepotShop, ...items: Parameters<DepotShop['order']>[0]): Promise<Sold> {
  const ticketId = await shop.order(items)
  const licenses = await shop.licenses(ticketId)
  return { ticketId, licenseIds: licenses.map(({ id }) => id) }
}

export interface Sold {
  readonly ticketId: string
  readonly licenseIds: readonly string[]
}

/** A new container that has collected all licenses of a ticket, and (unless told otherwise) sent the receipt. */
export async function collect(
  shop: DepotShop,
  { ticketId }: Pick<Sold, 'ticketId'>,
  { receipt = true, container = shop.container() }: { receipt?: boolean; container?: FieldContainer } = {},
): Promise<FieldContainer> {
  const { updateFile } = await shop.activate(container, { ticketId, selection: 'all' })
  if (!receipt) return container
  await container.import(firm, updateFile)
  await shop.confirm(container)
  return container
}

/** Licenses as a request names them. */
export function named(...licenseIds: readonly (string | undefined)[]) {
  return { licenseIds: { licenseId: licenseIds.map((id) => id ?? 'none') } }
}

/** The states of the licenses of a ticket, oldest first. */
export async function statesOf(shop: DepotShop, { ticketId }: Pick<Sold, 'ticketId'>): Promise<string[]> {
  return (await shop.licenses(ticketId)).map(({ state }) => state)
}

/** Outcomes as `ok Withdrawn`, `ok WithdrawPending pending`, `NOTHING_TO_DO`. */
export function outcomesOf({ result }: { result: { actionOutcomes: { actionOutcome: ActionOutcome[] } } }): string[] {
  return result.actionOutcomes.actionOutcome.map(({ ok, state = '', pending, code = '' }) =>
    ok ? `ok ${state}${pending === 'yes' ? ' pending' : ''}` : code,
  )
}

/** What waits for a container, in its order. */
export async function actionsOf(shop: DepotShop, container: FieldContainer): Promise<VendorAction[]> {
  const row = await shop.known(container)
  return shop.store.read((tx) =>
    tx.find(VendorAction, { where: { containerId: row?.id ?? '' }, order: { position: 'ASC' } }),
  )
}
