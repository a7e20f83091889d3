import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { License } from '../../../src/entities/license.ts'
import { OrderLine } from '../../../src/entities/order-line.ts'
import { Order } from '../../../src/entities/order.ts'
import { Step } from '../../../src/entities/step.ts'
import type { PointName } from '../../../src/store/points.ts'
import { Store } from '../../../src/store/store.ts'
import { FieldContainer, type PinnedFirm } from '../../depot/field-container.ts'
import type { Ran } from '../../support/command.ts'
import type { DatabaseKind } from '../../support/databases.ts'
import type { InputOf, OperationOf } from '../../support/soap-client.ts'
import { activate, answerOf, askDepot, pinnedFirm, type DepotAnswer } from './depot.ts'
import type { Node } from './node.ts'
import { useSite, type Site } from './site.ts'
import { envelope, textOf } from './soap.ts'

/** An order as it was answered. */
export interface Ordered {
  readonly outcome: string | undefined
  readonly ticketId: string
}

/** A site with one server after the other, each of which dies in a test. */
export class CrashSite {
  readonly #site: () => Site
  #node: Node | undefined
  #store: Store | undefined
  #firm: PinnedFirm | undefined

  constructor(site: () => Site) {
    this.#site = site
  }

  get node(): Node {
    if (this.#node === undefined) throw new Error('no server is running')
    return this.#node
  }

  get firm(): PinnedFirm {
    if (this.#firm === undefined) throw new Error('no server has run')
    return this.#firm
  }

  /** Starts a server where the last one died. */
  async restart(): Promise<void> {
    await rm(this.#stopFile, { force: true })
    const script = ['test/process/support/stopping-server.ts'] as const
    this.#node = await this.#site().startNode({ STOP_FILE: this.#stopFile }, script)
    this.#firm ??= await pinnedFirm(this.#node)
  }

  get #stopFile(): string {
    return join(this.#site().folder, 'stop-at')
  }

  /** Does something that kills the server at a point, the n-th time from now that it is reached. */
  async dieAt(point: PointName, times: number, deadly: () => Promise<unknown>): Promise<void> {
    const { process } = this.node
    const exit = once(process, 'exit')
    await writeFile(this.#stopFile, `${point} ${times}`)
    const answer = await deadly().catch(() => 'the connection broke')
    expect(answer).toBe('the connection broke')
    await exit
    expect(process.signalCode).toBe('SIGKILL')
  }

  /** Does something after which work in the background kills the server at a point; its answer may come first. */
  async dieBehind(point: PointName, cause: () => Promise<unknown>): Promise<void> {
    const { process } = this.node
    const exit = once(process, 'exit')
    await writeFile(this.#stopFile, `${point} 1`)
    await cause().catch(() => undefined)
    await exit
    expect(process.signalCode).toBe('SIGKILL')
  }

  /** Runs a command of an operator. */
  command(...argv: string[]): Promise<Ran> {
    return this.#site().run(...argv)
  }

  /** The ERP asks the Sales Interface. */
  async sales<Name extends OperationOf<'sales'>>(operation: Name, input: InputOf<'sales', Name>): Promise<DepotAnswer> {
    return answerOf(await this.node.post('sales', envelope('sales', operation, input), this.#site().authorization))
  }

  /** The administrator asks the Admin Interface. */
  async admin<Name extends OperationOf<'admin'>>(operation: Name, input: InputOf<'admin', Name>): Promise<DepotAnswer> {
    return answerOf(await this.node.post('admin', envelope('admin', operation, input), this.#site().authorization))
  }

  async order(orderNumber: string, itemNumber = 'CAD-RENDER'): Promise<Ordered> {
    const orderLine = [{ lineNumber: '10', itemNumber, quantity: 1 }]
    const request = { order: { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine } } }
    const message = envelope('sales', 'CreateOrder', request)
    const { text } = await this.node.post('sales', message, this.#site().authorization)
    return { outcome: textOf(text, 'outcome') ?? textOf(text, 'code'), ticketId: textOf(text, 'ticketId') ?? '' }
  }

  newContainer(): FieldContainer {
    return new FieldContainer(this.firm)
  }

  activate(container: FieldContainer, ticketId: string): Promise<DepotAnswer> {
    return activate(this.node, this.firm, container, ticketId)
  }

  /**
   * What an honest container does after any trouble: asks for what is open, imports it, and sends the receipt. Tells whether
   * there was anything.
   */
  async catchUp(container: FieldContainer): Promise<boolean> {
    const transferKey = { contextFile: await container.context(this.firm) }
    const open = await askDepot(this.node, 'ContinueTransfer', { transferKey })
    if (open.outcome === 'ok') await container.import(this.firm, open.updateFile)
    else expect(['TRANSFER_UNKNOWN', 'CONTAINER_UNKNOWN']).toContain(open.outcome)
    if (open.outcome !== 'CONTAINER_UNKNOWN') expect((await this.confirm(container)).outcome).toBe('ok')
    return open.outcome === 'ok'
  }

  async confirm(container: FieldContainer): Promise<DepotAnswer> {
    const contextFile = await container.context(this.firm)
    return askDepot(this.node, 'ConfirmUpdate', { confirmation: { contextFile } })
  }

  /** What the database holds of an order. */
  async stored(orderNumber: string) {
    return (await this.#open()).read(async (tx) => {
      const orders = await tx.findBy(Order, { orderNumber })
      const lines = await tx.findBy(OrderLine, { orderId: orders[0]?.id ?? '' })
      const licenses = await tx.findBy(License, { orderLineId: lines[0]?.id ?? '' })
      return { orders: orders.length, lines: lines.length, licenses }
    })
  }

  /** Steps of all chains; each license is put once, as nothing is ever returned here. */
  async steps(): Promise<Step[]> {
    return (await this.#open()).read((tx) => tx.find(Step))
  }

  async #open(): Promise<Store> {
    this.#store ??= await Store.open({ url: this.#site().env['DATABASE_URL'] ?? '' })
    return this.#store
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }
}

/** A site for the tests of the present `describe`, with its first server running. */
export function useCrashSite(kind: DatabaseKind): CrashSite {
  const site = new CrashSite(useSite(kind))
  beforeAll(() => site.restart(), 60_000)
  afterAll(() => site.close())
  return site
}
