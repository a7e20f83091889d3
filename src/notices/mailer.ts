import { hostname } from 'node:os'
import { In, LessThanOrEqual } from 'typeorm'
import { holdLease, type Lease, LeaseLost, returnLease, takeLease } from '../background/lease.ts'
import type { Work } from '../background/task.ts'
import type { Clock } from '../domain/clock.ts'
import { letterOf, longestTrying, type NoticeFacts, type NoticeKind, pauseAfter } from '../domain/notice.ts'
import { Notice } from '../entities/notice.ts'
import { Order } from '../entities/order.ts'
import { changeRow } from '../store/change-row.ts'
import type { Store } from '../store/store.ts'
import type { SendMail } from './send-mail.ts'

export interface MailerOptions {
  readonly store: Store
  readonly send: SendMail
  readonly clock: Clock
  /** A mail could not be sent, and is tried again, or (`dropped`) not. */
  readonly onFailure: (notice: Pick<Notice, 'id' | 'kind' | 'failures'>, dropped: boolean, error: unknown) => void
}

/** Mails of one turn. */
const batchSize = 20

/** How long the others wait after this one died; longer than a mail server may take. */
const leaseTime = 60_000

/** Milliseconds until the next turn. */
const pauses = { afterFullBatch: 0, whenIdle: 2_000 }

/**
 * Sends the mails that wait. Every node runs one, and the lease decides which of them works. A mail is marked once the mail
 * server has taken it; a node that dies in between has it sent a second time.
 */
export class Mailer implements Work {
  readonly name = 'mailer'
  readonly #options: MailerOptions
  readonly #holder = `${hostname()} ${String(process.pid)}`.slice(-64)
  #lease: Lease | undefined

  constructor(options: MailerOptions) {
    this.#options = options
  }

  async turn(): Promise<number> {
    const { store, clock } = this.#options
    const wish = { name: 'mailer', holder: this.#holder, milliseconds: leaseTime }
    const lease = (this.#lease ??= await takeLease(store, wish))
    if (lease === undefined) return pauses.whenIdle
    try {
      const due = await store.read((tx) =>
        tx.find(Notice, {
          where: { state: 'waiting', nextAt: LessThanOrEqual(clock()) },
          order: { nextAt: 'ASC', id: 'ASC' },
          take: batchSize,
        }),
      )
      const addresses = await this.#addresses(due)
      for (const notice of due) await this.#deliver(lease, notice, addresses.get(notice.orderId))
      if (due.length === 0) await store.transact((tx) => holdLease(tx, lease, leaseTime), { background: true })
      return due.length === batchSize ? pauses.afterFullBatch : pauses.whenIdle
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error
      this.#lease = undefined
      return pauses.whenIdle
    }
  }

  async end(): Promise<void> {
    if (this.#lease !== undefined) await returnLease(this.#options.store, this.#lease)
    this.#lease = undefined
  }

  async #addresses(notices: readonly Notice[]): Promise<Map<string, string>> {
    if (notices.length === 0) return new Map()
    const ids = [...new Set(notices.map(({ orderId }) => orderId))]
    const orders = await this.#options.store.read((tx) => tx.findBy(Order, { id: In(ids) }))
    return new Map(orders.flatMap(({ id, customerEmail }) => (customerEmail === null ? [] : [[id, customerEmail]])))
  }

  /** No transaction is open while the mail server is asked; whoever lost the lease meanwhile marks nothing. */
  async #deliver(lease: Lease, notice: Notice, address: string | undefined): Promise<void> {
    const { store, send, clock, onFailure } = this.#options
    await store.transact((tx) => holdLease(tx, lease, leaseTime), { background: true })
    const mark = (changes: Partial<Pick<Notice, 'state' | 'failures' | 'nextAt'>>) =>
      store.transact(
        async (tx) => {
          await holdLease(tx, lease, leaseTime)
          await changeRow(tx, Notice, notice, { ...changes, updatedAt: clock() })
        },
        { background: true },
      )
    const age = clock().getTime() - notice.createdAt.getTime()
    if (address === undefined || age > longestTrying) return mark({ state: 'dropped' })
    try {
      await send(address, letterOf(notice.kind as NoticeKind, notice.facts as NoticeFacts))
    } catch (error) {
      const failures = notice.failures + 1
      const nextAt = new Date(clock().getTime() + pauseAfter(failures))
      const isLast = nextAt.getTime() - notice.createdAt.getTime() > longestTrying
      await mark(isLast ? { failures, state: 'dropped' } : { failures, nextAt })
      onFailure({ ...notice, failures }, isLast, error)
      return
    }
    await mark({ state: 'sent' })
  }
}
