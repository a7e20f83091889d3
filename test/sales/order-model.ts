import type { CreateOrder } from '../../src/contract/sales.ts'

interface ModelOrder {
  readonly customerId: string
  name: string | null
  /** Quantity by line number. */
  readonly lines: Map<string, number>
}

/** Order intake as design §2.2 says it, in memory and one after the other: what the real one has to come to. */
export class OrderModel {
  readonly orders = new Map<string, ModelOrder>()
  /** Content by requestId. */
  readonly #requests = new Map<string, string>()
  #unnumbered = 0

  /** The outcome, or the fault code. */
  take({ requestId, runMode, order }: CreateOrder): string {
    if (order.orderNumber === undefined && requestId === undefined) return 'REQUEST_ID_REQUIRED'
    const content = contentOf(order)
    const doneBefore = this.#requests.get(requestId ?? '')
    if (doneBefore !== undefined) return doneBefore === content ? 'replayed' : 'REQUEST_CONFLICT'

    const known = this.orders.get(order.orderNumber ?? '')
    if (known !== undefined && differs(known, order)) return 'ORDER_CONFLICT'
    const newLines = order.orderLines.orderLine.filter(({ lineNumber }) => known?.lines.has(lineNumber) !== true)
    const outcome = known === undefined ? 'created' : newLines.length > 0 ? 'extended' : 'replayed'
    if (runMode === 'check') return outcome

    if (requestId !== undefined) this.#requests.set(requestId, content)
    const target: ModelOrder = known ?? { customerId: order.customer.customerId, name: null, lines: new Map() }
    this.orders.set(order.orderNumber ?? `unnumbered ${this.#unnumbered++}`, target)
    if (order.customer.name !== undefined) target.name = order.customer.name || null
    for (const { lineNumber, quantity } of newLines) target.lines.set(lineNumber, quantity)
    return outcome
  }

  /** Customer, name and lines of each order, sorted. */
  get state(): string[] {
    return [...this.orders.values()].map(stateOf).sort()
  }

  get licensesSold(): number {
    return [...this.orders.values()].flatMap(({ lines }) => [...lines.values()]).reduce((sum, n) => sum + n, 0)
  }
}

/** An order as one line of text, to compare the model with the store. */
export function stateOf(order: ModelOrder): string {
  const lines = [...order.lines].map(([lineNumber, quantity]) => `${lineNumber} x ${quantity}`).sort()
  return `${order.customerId} ${String(order.name)}: ${lines.join(', ')}`
}

function differs(known: ModelOrder, { customer, orderLines }: CreateOrder['order']): boolean {
  if (known.customerId !== customer.customerId) return true
  return orderLines.orderLine.some(({ lineNumber, quantity }) => (known.lines.get(lineNumber) ?? quantity) !== quantity)
}

function contentOf({ orderNumber, customer, orderLines }: CreateOrder['order']): string {
  const lines = orderLines.orderLine.map(({ lineNumber, quantity }) => `${lineNumber} x ${quantity}`).sort()
  return JSON.stringify([orderNumber, customer.customerId, lines])
}
