import { randomUUID } from 'node:crypto'
import type { Caller, Role } from '../../src/operation.ts'
import { readSeenChanges } from '../../src/sales/seen-changes.ts'
import { numberAll } from '../ledger/ledger-kit.ts'
import { caller, type DepotShop, depotDatabases, firm, refusal, useDepot } from '../depot/depot-shop.ts'
import { collect, named, outcomesOf, sell } from './vendor-shop.ts'

const reason = 'stolen'
const other: Caller = { ...caller, name: 'shop', orderScope: 'shop' }

/** A ticket that another shop of the same vendor has sold. */
async function sellElsewhere(depot: DepotShop): Promise<string> {
  const orderLines = { orderLine: [{ lineNumber: '1', itemNumber: 'SECOND', quantity: 1 }] }
  const order = { orderNumber: randomUUID(), customer: { customerId: 'C9' }, orderLines }
  return (await depot.sales('CreateOrder', { order }, { as: other })).result.ticketId ?? ''
}

describe.each(depotDatabases)('who may decide about a container (%s)', (kind) => {
  const depot = useDepot(kind)
  /** Everything that can be done to a container by its serial. */
  const deeds = (containerSerial: string, as: Caller) => ({
    block: () => depot().sales('BlockContainer', { containerBlock: { containerSerial, reason } }, { as }),
    unblock: () => depot().sales('UnblockContainer', { containerUnblock: { containerSerial, reason } }, { as }),
    resolve: () =>
      depot().sales('ResolveContainer', { resolution: { containerSerial, decision: 'reject', reason } }, { as }),
    recycle: () => depot().sales('RecycleContainer', { recycling: { containerSerial, reason } }, { as }),
    push: () => depot().sales('CreatePushUpdate', { pushOrder: { containerSerial, firmCode: firm.firmCode } }, { as }),
  })

  test('a client that only sells: if all that is with the user is of its order scope', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const { serial } = container
    const shared = { ticketId: await sellElsewhere(depot()) }
    await collect(depot(), shared, { container, receipt: false })
    for (const as of [caller, other]) {
      for (const deed of Object.values(deeds(serial, as))) {
        expect(await refusal(deed())).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining(serial) })
      }
    }
    expect((await depot().known(container))?.state).toBe('known')
  })

  test('and again once the others have taken theirs back', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const ticketId = await sellElsewhere(depot())
    await collect(depot(), { ticketId }, { container })
    const [license] = await depot().licenses(ticketId)
    const withdrawal = { ...named(license?.id), reason: 'refund' }
    await depot().sales('WithdrawLicenses', { withdrawal }, { as: other })
    expect(await refusal(deeds(container.serial, caller).block())).toMatchObject({ code: 'FORBIDDEN' })
    const next = await sell(depot(), 'NETWORK')
    await collect(depot(), next, { container })
    expect(await depot().licenses(ticketId)).toMatchObject([{ state: 'Withdrawn' }])
    expect((await deeds(container.serial, caller).block()).result.state).toBe('blocked')
  })

  test.each<[Role[]]>([[['support']], [['sales', 'support']], [['sales', 'admin']]])('%s: any', async (roles) => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    await collect(depot(), { ticketId: await sellElsewhere(depot()) }, { container })
    const as = { ...caller, name: 'desk', roles: new Set(roles) }
    const { block, unblock } = deeds(container.serial, as)
    expect((await block()).result.state).toBe('blocked')
    expect((await unblock()).result.state).toBe('known')
    const narrow = { ...as, firmCodes: new Set([1]) }
    expect(await refusal(deeds(container.serial, narrow).block())).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('AssignContainer: a container that is not known, or within reach', async () => {
    const { licenseIds } = await sell(depot(), 'PLAIN')
    const assign = (containerSerial: string, as: Caller = caller, requestId?: string) =>
      depot().sales('AssignContainer', { requestId, assignment: { ...named(...licenseIds), containerSerial } }, { as })
    const container = await collect(depot(), { ticketId: await sellElsewhere(depot()) })
    expect(await refusal(assign(container.serial))).toMatchObject({ code: 'FORBIDDEN' })
    const requestId = `assign ${container.serial}`
    expect(outcomesOf(await assign('130-4711', caller, requestId))).toEqual(['ok NotCollected pending'])
    const desk = { ...caller, roles: new Set<Role>(['sales', 'support']) }
    expect(outcomesOf(await assign(container.serial, desk))).toEqual(['ok NotCollected pending'])
    const own = await collect(depot(), await sell(depot(), 'SECOND'))
    expect(outcomesOf(await assign(own.serial))).toEqual(['ok NotCollected pending'])
    expect(outcomesOf(await assign('130-4711', caller, requestId))).toEqual(['ok NotCollected pending'])
  })

  test('who sees its events: the shops that ever put something into it, and the support of its firm codes', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const ticketId = await sellElsewhere(depot())
    const { serial } = container
    const id = (await depot().known(container))?.id ?? ''
    const support = { ...caller, name: 'desk', orderScope: 'none', roles: new Set<Role>(['sales', 'support']) }
    const sees = async (as: Caller) => {
      await numberAll(depot().store)
      const { events } = await depot().store.read((tx) => readSeenChanges(tx, as, { after: 0, wanted: 1e6, most: 1e6 }))
      const asked = depot().sales('ListHistory', { historyQuery: { containerSerial: serial }, pageSize: 0 }, { as })
      const [history] = await Promise.allSettled([asked])
      const inFeed = events.some((event) => event.id === id)
      expect(history.status).toBe(inFeed ? 'fulfilled' : 'rejected')
      if (!inFeed) expect(await refusal(asked)).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
      return inFeed
    }
    expect([await sees(caller), await sees(other), await sees(support)]).toEqual([true, false, true])
    expect(await sees({ ...support, firmCodes: new Set([1]) })).toBe(false)
    await collect(depot(), { ticketId }, { container })
    expect(await sees(other)).toBe(true)
    const [license] = await depot().licenses(ticketId)
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(license?.id), reason } }, { as: other })
    await collect(depot(), await sell(depot(), 'NETWORK'), { container })
    expect(await sees(other)).toBe(true)
  })
})
