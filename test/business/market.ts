import type { LicenseState, OrderLine } from '../../src/contract/sales.ts'
import { Fault } from '../../src/faults.ts'
import { RuntimeRefusal } from '../../src/runtime/refusal.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { type Company, firmCode } from '../support/company.ts'
import { chosen } from './choice.ts'
import type { Deed } from './deeds.ts'

/** What these deeds may be refused with, the more as they meet; anything else is a failure. */
const refusals: readonly string[] = [
  'ORDER_CONFLICT',
  'ORDER_UNKNOWN',
  'TICKET_UNKNOWN',
  'NOTHING_TO_DO',
  'INVALID_REQUEST',
  'LICENSE_STATE',
  'LICENSE_UNKNOWN',
  'BASE_LICENSE_MISSING',
  'QUOTA_EXCEEDED',
  'MANIPULATION_DETECTED',
  'CONTAINER_UNKNOWN',
  'CONTAINER_BLOCKED',
  'CONTEXT_STALE',
  'TRANSFER_OPEN',
  'TRANSFER_UNKNOWN',
]

const reason = 'somebody wants it'
const month = { periodCount: 1, periodUnit: 'month' } as const

let markets = 0

/** Two orders of one customer and three containers, on which several clients work at once. */
export class Market {
  readonly customerId = `customer ${++markets}`
  /** As they are now; a backup may have taken the place of what was there. */
  readonly containers: FieldContainer[]
  readonly #company: Company
  /** By order; the newest that anybody was told. */
  readonly #tickets = new Map<number, string>()
  readonly #backups: readonly FieldContainer[]
  #requests = 0

  constructor(company: Company) {
    this.#company = company
    this.containers = [1, 2, 3].map(() => company.newContainer())
    this.#backups = this.containers.map((container) => container.copy())
  }

  orderNumber(order: number): string {
    return `${this.customerId} order ${order}`
  }

  /** What came of it: `ok`, or the code of the refusal. */
  async happen(deed: Deed): Promise<string> {
    return this.#try(deed).then(() => 'ok', codeOf)
  }

  /** All licenses of the customer, page by page; each must be there once, and none that was there before may be gone. */
  async licenses(): Promise<LicenseState[]> {
    const { customerId } = this
    const found: LicenseState[] = []
    let cursor: string | undefined
    do {
      const query = { licenseQuery: { customerId }, pageSize: 3, cursor }
      const { licenseStates, nextCursor } = await this.#company.sales('FindLicenses', query)
      found.push(...licenseStates.licenseState)
      cursor = nextCursor
    } while (cursor !== undefined)
    const ids = found.map(({ licenseId }) => licenseId)
    expect(new Set(ids).size).toBe(ids.length)
    return found
  }

  /** In the end everybody is let in again and believed, takes what waits for him, and says that he has it. */
  async settle(): Promise<void> {
    for (const container of this.containers) {
      const containerUnblock = { containerSerial: container.serial, reason }
      await this.#accept(this.#company.sales('UnblockContainer', { containerUnblock }))
      await this.#catchUp(container)
      await this.#forgive(container)
      for (const order of [0, 1]) await this.#visit(container, order)
    }
  }

  /** Where the backups were noticed for the second time, a person decides that all is well. */
  async #forgive(container: FieldContainer): Promise<void> {
    const outcome = await this.#company.confirm(container).then(() => 'ok', codeOf)
    if (outcome !== 'MANIPULATION_DETECTED') return
    const resolution = { containerSerial: container.serial, decision: 'accept' as const, reason }
    await this.#company.sales('ResolveContainer', { resolution })
    await this.#catchUp(container)
  }

  /** The container brings a ticket, and gets with it whatever the vendor has decided. */
  async #visit(container: FieldContainer, order: number): Promise<void> {
    const known = await this.#accept(this.#company.sales('GetOrder', { orderNumber: this.orderNumber(order) }))
    if (known === undefined) return
    await this.#accept(this.#activate(container, known.ticketId, true))
    await this.#catchUp(container)
  }

  async #try(deed: Deed): Promise<unknown> {
    const { sales } = this.#company
    switch (deed.do) {
      case 'order':
        return this.#order(deed.order, deed.lines)
      case 'replaceOrder': {
        const orderReplacement = { orderNumber: this.orderNumber(deed.order), ...linesOf(deed.lines), reason }
        return sales('ReplaceOrder', { requestId: this.#requestId(), orderReplacement })
      }
      case 'rotate': {
        const { ticketId } = await sales('RotateTicket', { rotation: { ticketId: this.#ticket(deed.order), reason } })
        this.#tickets.set(deed.order, ticketId ?? '')
        return
      }
      case 'activate':
        return this.#activate(this.#container(deed.container), this.#ticket(deed.order), deed.all)
      case 'receipt':
        return this.#catchUp(this.#container(deed.container))
      case 'restore':
        this.#restore(deed.container)
        return
      case 'push':
        return this.#push(this.#container(deed.container))
      case 'block':
      case 'recycle': {
        const which = { containerSerial: this.#container(deed.container).serial, reason }
        if (deed.do === 'block') return sales('BlockContainer', { containerBlock: which })
        return sales('RecycleContainer', { recycling: which })
      }
      default:
        return this.#touch(deed)
    }
  }

  /** The files of a container come back from the backup of its first day, as far as a server can see that. */
  #restore(index: number): void {
    const { firm } = this.#company
    const backup = this.#backups[index]!.copy()
    // As a runtime goes on that hears CONTEXT_STALE.
    backup.skipTo(firm, this.#container(index).state(firm).contextSeq)
    this.containers[index] = backup
  }

  async #order(order: number, lines: readonly OrderLine[]): Promise<void> {
    const facts = { orderNumber: this.orderNumber(order), customer: { customerId: this.customerId } }
    const { ticketId } = await this.#company.sales('CreateOrder', { order: { ...facts, ...linesOf(lines) } })
    if (ticketId !== undefined) this.#tickets.set(order, ticketId)
  }

  async #activate(container: FieldContainer, ticketId: string, all: boolean): Promise<void> {
    const { firm, depot } = this.#company
    const contextFile = await container.context(firm)
    const activation = { ticketId, contextFile, ...(all && { selection: 'all' as const }) }
    const { updateFile } = await depot('ActivateLicenses', { activation })
    // Not every update arrives: the container asks for it again when it catches up.
    if (all && updateFile !== undefined) await container.import(firm, updateFile)
  }

  /** A file that was made without asking is mailed. */
  async #push(container: FieldContainer): Promise<void> {
    const pushOrder = { containerSerial: container.serial, firmCode }
    const { updateFile } = await this.#company.sales('CreatePushUpdate', { pushOrder })
    // It does not fit one that has come back from its backup meanwhile; that one catches up when it makes contact.
    await container.import(this.#company.firm, updateFile).catch((error: unknown) => {
      if (!(error instanceof RuntimeRefusal) || error.code !== 'UPDATE_MISSING') throw error
    })
  }

  async #catchUp(container: FieldContainer): Promise<void> {
    const { firm, depot } = this.#company
    const transferKey = { contextFile: await container.context(firm) }
    const open = await this.#accept(depot('ContinueTransfer', { transferKey }))
    if (open !== undefined) await container.import(firm, open.updateFile)
    await this.#accept(this.#company.confirm(container))
  }

  async #touch(deed: Extract<Deed, { license: number }>): Promise<unknown> {
    const { sales } = this.#company
    const license = chosen(deed, await this.licenses())
    if (license === undefined) throw new Fault('LICENSE_UNKNOWN', 'there are none')
    const { licenseId } = license
    const named = { licenseIds: { licenseId: [licenseId] } }
    const requestId = this.#requestId()
    switch (deed.do) {
      case 'replace':
        return sales('ReplaceLicense', { requestId, replacement: { licenseId, itemNumber: deed.itemNumber, reason } })
      case 'split':
        return sales('SplitLicense', { requestId, licenseSplit: { licenseId, splitOff: deed.splitOff } })
      case 'assign': {
        const { serial: containerSerial } = this.#container(deed.container)
        return sales('AssignContainer', { assignment: { ...named, containerSerial } })
      }
      case 'release':
        return sales('ReleaseContainer', { containerRelease: named })
      case 'extend':
        return sales('ExtendLicenses', { requestId, extension: { ...named, expirationAdd: month } })
      case 'withdraw':
        return sales('WithdrawLicenses', { withdrawal: { ...named, reason } })
      case 'cancel':
        return sales('CancelWithdrawal', { withdrawalCancel: named })
    }
  }

  #container(index: number): FieldContainer {
    return this.containers[index]!
  }

  #ticket(order: number): string {
    const ticketId = this.#tickets.get(order)
    if (ticketId === undefined) throw new Fault('TICKET_UNKNOWN', 'nobody has ordered yet')
    return ticketId
  }

  #requestId(): string {
    return `${this.customerId} ${++this.#requests}`
  }

  async #accept<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
    return call.catch((error: unknown) => {
      codeOf(error)
      return undefined
    })
  }
}

/** The code of a refusal that may happen; everything else goes on. */
function codeOf(error: unknown): string {
  if (error instanceof Fault && refusals.includes(error.code)) return error.code
  throw error
}

function linesOf(lines: readonly OrderLine[]): { orderLines: { orderLine: OrderLine[] } } {
  return { orderLines: { orderLine: [...lines] } }
}
