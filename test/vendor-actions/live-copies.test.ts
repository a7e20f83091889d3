import fc from 'fast-check'
import { In } from 'typeorm'
import { type LicenseChange, licenseChanges, isWithUser, type LicenseState, stateOf } from '../../src/domain/license.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import type { License } from '../../src/entities/license.ts'
import { Fault } from '../../src/faults.ts'
import { type DepotShop, depotDatabases, firm, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { named } from './vendor-shop.ts'

/** Items of one license for each piece, and one of a single license for all. */
const items = ['PLAIN', 'SECOND', 'METERED', 'NETWORK'] as const

const item = fc.constantFrom(...items)
/** What a line can name: also packages of two and of three licenses. */
const article = fc.constantFrom(...items, 'SUITE', 'BIG-SUITE')
const quantity = fc.integer({ min: 1, max: 4 })
const which = fc.nat({ max: 20 })
const line = fc.record({ lineNumber: fc.constantFrom('10', '20', '30'), itemNumber: article, quantity })
const reason = 'property'

type Deed =
  | { readonly do: 'order' | 'replaceOrder'; readonly lines: readonly Line[] }
  | { readonly do: 'activate'; readonly container: number; readonly all: boolean; readonly lost: boolean }
  | { readonly do: 'replace'; readonly which: number; readonly itemNumber: string }
  | { readonly do: 'split'; readonly which: number; readonly splitOff: number }
  | { readonly do: 'withdraw' | 'cancel'; readonly which: number }

interface Line {
  readonly lineNumber: string
  readonly itemNumber: string
  readonly quantity: number
}

const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 3, selector: ({ lineNumber }) => lineNumber })

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constant('order' as const), lines }),
  fc.record({ do: fc.constant('replaceOrder' as const), lines }),
  fc.record({
    do: fc.constant('activate' as const),
    container: fc.nat({ max: 1 }),
    all: fc.boolean(),
    lost: fc.boolean(),
  }),
  fc.record({ do: fc.constant('replace' as const), which, itemNumber: item }),
  fc.record({ do: fc.constant('split' as const), which, splitOff: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constantFrom('withdraw' as const, 'cancel' as const), which }),
)

/** What these rules may refuse with; anything else is a failure. */
const refusals = [
  'ORDER_CONFLICT',
  'ORDER_UNKNOWN',
  'TICKET_UNKNOWN',
  'NOTHING_TO_DO',
  'LICENSE_STATE',
  'INVALID_REQUEST',
]

let numbers = 0

/** One order with its ticket, and what its buyer is entitled to by what was sold, taken back and configured. */
class Business {
  readonly orderNumber = `business ${++numbers}`
  readonly #containers: readonly FieldContainer[]
  readonly #shop: DepotShop
  #ticketId = ''
  /** Pieces by line. */
  readonly entitled = new Map<string, number>()

  constructor(shop: DepotShop) {
    this.#shop = shop
    this.#containers = [shop.container(), shop.container()]
  }

  /** What came of it: `ok`, or the code of the refusal. */
  async happen(deed: Deed): Promise<string> {
    return this.#try(deed).then(
      () => 'ok',
      (error: unknown) => {
        if (!(error instanceof Fault) || !refusals.includes(error.code)) throw error
        return error.code
      },
    )
  }

  async licenses(): Promise<License[]> {
    return this.#ticketId === '' ? [] : this.#shop.licenses(this.#ticketId)
  }

  async #try(deed: Deed): Promise<void> {
    if ('lines' in deed) return deed.do === 'order' ? this.#order(deed.lines) : this.#replaceOrder(deed.lines)
    if ('container' in deed) return this.#activate(deed)
    const licenses = await this.licenses()
    const license = licenses[deed.which % Math.max(1, licenses.length)]
    if (license !== undefined) await this.#touch(license, deed)
  }

  async #order(orderLine: readonly Line[]): Promise<void> {
    const order = {
      orderNumber: this.orderNumber,
      customer: { customerId: 'C1' },
      orderLines: { orderLine: [...orderLine] },
    }
    const { result } = await this.#shop.sales('CreateOrder', { order })
    this.#ticketId = result.ticketId ?? ''
    if (result.outcome === 'replayed') return
    for (const { lineNumber, quantity: sold } of orderLine) {
      if (!this.entitled.has(lineNumber)) this.entitled.set(lineNumber, sold)
    }
  }

  async #replaceOrder(orderLine: readonly Line[]): Promise<void> {
    const orderReplacement = { orderNumber: this.orderNumber, orderLines: { orderLine: [...orderLine] }, reason }
    await this.#shop.sales('ReplaceOrder', { requestId: `deed ${++numbers}`, orderReplacement })
    for (const lineNumber of this.entitled.keys()) this.entitled.set(lineNumber, 0)
    for (const { lineNumber, quantity: wanted } of orderLine) this.entitled.set(lineNumber, wanted)
  }

  /** The update is the receipt of the one before; it may be lost on its way. */
  async #activate({ container: index, all, lost }: Extract<Deed, { readonly container: number }>): Promise<void> {
    if (this.#ticketId === '') return
    const container = this.#containers[index]
    if (container === undefined) return
    const selection = all ? ({ selection: 'all' } as const) : {}
    const { updateFile } = await this.#shop.activate(container, { ticketId: this.#ticketId, ...selection })
    if (!lost) await container.import(firm, updateFile)
  }

  /** Ids of the licenses in each container. */
  inContainers(): string[][] {
    return this.#containers.map((container) => container.licenses(firm))
  }

  async #touch(
    license: License,
    deed: Exclude<Deed, { readonly container: number } | { readonly lines: readonly Line[] }>,
  ) {
    const { id: licenseId } = license
    const requestId = `deed ${++numbers}`
    switch (deed.do) {
      case 'replace': {
        const replacement = { licenseId, itemNumber: deed.itemNumber, reason }
        await this.#shop.sales('ReplaceLicense', { requestId, replacement })
        return
      }
      case 'split': {
        const licenseSplit = { licenseId, splitOff: deed.splitOff }
        await this.#shop.sales('SplitLicense', { requestId, licenseSplit })
        return
      }
      case 'withdraw':
      case 'cancel':
        return this.#takeBack(license, deed.do)
    }
  }

  /** A piece is taken back with the last of the licenses that it is together. */
  async #takeBack({ id, orderLineId }: License, what: 'withdraw' | 'cancel'): Promise<void> {
    const before = piecesOf((await this.licenses()).filter((each) => each.orderLineId === orderLineId))
    if (what === 'withdraw') await this.#shop.sales('WithdrawLicenses', { withdrawal: { ...named(id), reason } })
    else await this.#shop.sales('CancelWithdrawal', { withdrawalCancel: named(id) })
    const ofLine = (await this.licenses()).filter((each) => each.orderLineId === orderLineId)
    const { result } = await this.#shop.sales('GetLicense', { licenseId: id })
    const { lineNumber } = result.licenseState
    const change = piecesOf(ofLine) - before
    if (what === 'withdraw') expect(change).toBeLessThanOrEqual(0)
    this.entitled.set(lineNumber, (this.entitled.get(lineNumber) ?? 0) + change)
  }
}

const standingStates: readonly string[] = ['NotCollected', 'Collected', 'Confirmed', 'Returning']

function isStanding({ state, replacedById }: License): boolean {
  return replacedById === null && standingStates.includes(state)
}

/** Pieces that licenses stand for; those that share the units of one piece are one, and so are those of a package. */
function piecesOf(licenses: readonly License[]): number {
  const standing = licenses.filter(isStanding)
  const pieces = new Map(standing.map((each) => [each.pieceId ?? each.id, each.packageId === null ? each.factor : 1]))
  return [...pieces.values()].reduce((sum, factor) => sum + factor, 0)
}

const runsOn = { 'sqlite in memory': 60, mariadb: 12 }

describe.each(depotDatabases)('whatever vendors and users do (%s)', (kind) => {
  const depot = useDepot(kind)

  test('live copies never exceed what was sold', async () => {
    const seen = new Set<string>()
    const property = fc.asyncProperty(fc.array(deed, { minLength: 2, maxLength: 14 }), async (deeds) => {
      const business = new Business(depot())
      for (const each of deeds) {
        seen.add(`${each.do} ${await business.happen(each)}`)
        const licenses = await business.licenses()
        const entitled = [...business.entitled.values()].reduce((sum, pieces) => sum + pieces, 0)
        expect(piecesOf(licenses)).toBe(entitled)
        pairsAreOneCopy(licenses)
        oneCopyInTheField(licenses, business.inContainers())
        replacedHaveOneSuccessor(licenses)
      }
      await statesAreFolds(depot(), await business.licenses())
    })
    await fc.assert(property, { numRuns: runsOn[kind], endOnFailure: true })
    for (const what of ['order', 'replaceOrder', 'activate', 'replace', 'split', 'withdraw', 'cancel']) {
      expect([...seen]).toContain(`${what} ok`)
    }
  }, 250_000)
})

/**
 * Of a license and all that took its place, one after the other, only one is ever with a user. Until the receipt comes, the
 * one that a step puts and the one that it removes are both in that container, and are one copy.
 */
function pairsAreOneCopy(licenses: readonly License[]): void {
  const byId = new Map(licenses.map((license) => [license.id, license]))
  for (const license of licenses.filter(({ state }) => isWithUser(state as LicenseState))) {
    let before = byId.get(license.replacesId ?? '')
    for (; before !== undefined; before = byId.get(before.replacesId ?? '')) {
      const isLeaving = before.state === 'WithdrawPending' && before.containerId === license.containerId
      expect(isLeaving || !isWithUser(before.state as LicenseState)).toBe(true)
    }
  }
}

/**
 * No container has a license which is in another one, nor one of those whose place that took. Of what took the place of a license
 * that stood for several pieces, each is a copy of its own.
 */
function oneCopyInTheField(licenses: readonly License[], containers: readonly (readonly string[])[]): void {
  const all = containers.flat()
  expect(new Set(all).size).toBe(all.length)
  const before = new Map(licenses.map(({ id, replacesId }) => [id, replacesId]))
  for (const id of all) {
    for (let old = before.get(id); old != null; old = before.get(old)) expect(all).not.toContain(old)
  }
}

/** What was replaced points to one license that points back, is of the same line, and stands for it alone. */
function replacedHaveOneSuccessor(licenses: readonly License[]): void {
  const byId = new Map(licenses.map((license) => [license.id, license]))
  for (const { id, replacedById, orderLineId, state } of licenses) {
    if (replacedById === null) continue
    expect(byId.get(replacedById)).toMatchObject({ replacesId: id, orderLineId })
    expect(['Replaced', 'WithdrawPending']).toContain(state)
  }
}

/** Each row caches what its events tell. */
async function statesAreFolds({ store }: DepotShop, licenses: readonly License[]): Promise<void> {
  const aggregateId = In(licenses.map(({ id }) => id))
  const events = await store.read((tx) => tx.find(LedgerEvent, { where: { aggregateId }, order: { version: 'ASC' } }))
  for (const { id, state, version } of licenses) {
    const own = events.filter((event) => event.aggregateId === id).map(({ change }) => change)
    expect(own).toHaveLength(version)
    expect(stateOf(own.filter((change): change is LicenseChange => change in licenseChanges))).toBe(state)
  }
}
