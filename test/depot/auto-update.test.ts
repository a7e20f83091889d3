import { RequestKey } from '../../src/entities/request-key.ts'
import { readUpdate } from '../../src/formats/update.ts'
import { actionsOf, collect, named, sell, statesOf, type Sold } from '../vendor-actions/vendor-shop.ts'
import { depotDatabases, firm, otherFirm, refusal, start, useDepot } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'
import { untrueProof } from './untrue-proof.ts'

const reason = 'decided'

interface Options {
  readonly requestId?: string
  readonly runMode?: 'check'
  readonly contextFile?: string
  readonly of?: typeof firm
  readonly now?: Date
}

describe.each(depotDatabases)('AutoUpdate (%s)', (kind) => {
  const depot = useDepot(kind)
  const ask = async (container: FieldContainer, options: Options = {}) => {
    const { contextFile, of = firm, now, ...more } = options
    const updateWish = { contextFile: contextFile ?? (await container.context(of)) }
    return (await depot().call('AutoUpdate', { ...more, updateWish }, now && { now })).result
  }
  /** Asks, and takes in what comes. */
  const pull = async (container: FieldContainer, options: Options = {}) => {
    const result = await ask(container, options)
    if (result.updateFile !== undefined) await container.import(options.of ?? firm, result.updateFile)
    return result
  }
  const nothing = ({ serial }: FieldContainer) => ({
    containerSerial: serial,
    vendorChangeCount: 0,
    vendorChanges: { vendorChange: [] },
    heldCount: 0,
    heldLicenses: { heldLicense: [] },
  })
  const withdraw = (...ids: (string | undefined)[]) =>
    depot().sales('WithdrawLicenses', { withdrawal: { ...named(...ids), reason } })
  const dedicate = async ({ serial }: FieldContainer, ...items: string[]): Promise<Sold> => {
    const sold = await sell(depot(), ...items)
    await depot().sales('AssignContainer', { assignment: { ...named(...sold.licenseIds), containerSerial: serial } })
    return sold
  }

  test('everything that the vendor has decided comes without a ticket, and the next call is the receipt', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND', 'UNTIL-2027')
    const container = await collect(depot(), sold)
    const [gone = '', old = '', timed = ''] = sold.licenseIds
    await withdraw(gone)
    const replacement = { licenseId: old, itemNumber: 'NETWORK', reason }
    await depot().sales('ReplaceLicense', { requestId: `replace ${old}`, replacement })
    const expirationSet = { endAt: new Date('2028-01-31T00:00:00.000Z') }
    const extension = { ...named(timed), expirationSet }
    await depot().sales('ExtendLicenses', { requestId: `extend ${timed}`, extension })
    const dedicated = await dedicate(container, 'SECRET')

    const { updateFile, ...result } = await pull(container)
    const changes = result.vendorChanges.vendorChange.map(({ actionKind, effect }) => `${actionKind} ${effect}`)
    expect(changes).toEqual(['Withdraw removed', 'Replace removed', 'Replace put', 'Extend put', 'Assign put'])
    expect(result).toMatchObject({ containerSerial: container.serial, vendorChangeCount: 5 })
    expect((await readUpdate(updateFile ?? '', firm.root)).update).toMatchObject({ transferId: result.transferId })
    expect(await statesOf(depot(), sold)).toEqual(['WithdrawPending', 'WithdrawPending', 'Confirmed', 'Collected'])

    expect(await ask(container)).toEqual(nothing(container))
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn', 'Replaced', 'Confirmed', 'Confirmed'])
    expect(await statesOf(depot(), dedicated)).toEqual(['Confirmed'])
    expect((await actionsOf(depot(), container)).map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    expect(container.licenses(firm)).toHaveLength(3)
  })

  test('a recycled container is emptied, and its licenses can be collected again', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    await depot().sales('RecycleContainer', { recycling: { containerSerial: container.serial, reason } })
    expect(await pull(container)).toMatchObject({ vendorChangeCount: 2 })
    expect(container.licenses(firm)).toEqual([])
    await ask(container)
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected', 'NotCollected'])
  })

  test('a container that nobody knows gets what is dedicated to it, and is known from then on', async () => {
    const container = depot().container()
    const dedicated = await dedicate(container, 'PLAIN')
    expect(await depot().known(container)).toBeNull()
    const { vendorChanges } = await pull(container)
    expect(vendorChanges).toMatchObject({
      vendorChange: [{ licenseId: dedicated.licenseIds[0], actionKind: 'Assign' }],
    })
    expect(container.licenses(firm)).toEqual(dedicated.licenseIds)
    expect(await depot().changes(await depot().known(container))).toEqual(['ContainerEnrolled 1'])
    expect(await ask(container)).toEqual(nothing(container))
    expect(await statesOf(depot(), dedicated)).toEqual(['Confirmed'])
  })

  test('a container that nobody knows, for which nothing waits, leaves no trace', async () => {
    const container = depot().container()
    const requestId = `nobody ${container.serial}`
    expect(await ask(container, { requestId })).toEqual(nothing(container))
    expect(await depot().known(container)).toBeNull()
    expect(await depot().store.read((tx) => tx.existsBy(RequestKey, { requestId }))).toBe(false)
  })

  test('only what is of the firm code of the context comes', async () => {
    const container = depot().container()
    const mine = await dedicate(container, 'PLAIN')
    const theirs = await dedicate(container, 'OTHER-FIRM')
    await pull(container)
    expect(container.licenses(firm)).toEqual(mine.licenseIds)
    expect(await statesOf(depot(), theirs)).toEqual(['NotCollected'])
    await pull(container, { of: otherFirm })
    expect(container.licenses(otherFirm)).toEqual(theirs.licenseIds)
  })

  test('a checkpoint subscription is renewed at the contact', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const container = await collect(depot(), sold)
    const [before] = await depot().licenses(sold.ticketId)
    const now = new Date(start.getTime() + 20 * 86_400_000)
    expect(await pull(container, { now })).toMatchObject({ vendorChangeCount: 1 })
    const [after] = await depot().licenses(sold.ticketId)
    expect(after?.expiresAt?.getTime()).toBeGreaterThan(before?.expiresAt?.getTime() ?? Infinity)
  })

  test('what was not confirmed comes again, the same bytes as long as nothing is new', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = depot().container()
    const activated = await depot().activate(container, { ticketId: sold.ticketId })
    const again = await ask(container)
    expect(again).toEqual({ ...nothing(container), transferId: activated.transferId, updateFile: activated.updateFile })
    await dedicate(container, 'SECOND')
    const { updateFile, vendorChangeCount } = await ask(container)
    expect(vendorChangeCount).toBe(1)
    expect((await readUpdate(updateFile ?? '', firm.root)).update.steps).toHaveLength(2)
    expect((await ask(container)).updateFile).toBe(updateFile)
    await container.import(firm, updateFile)
    expect(await ask(container)).toEqual(nothing(container))
  })

  test('the same requestId with the same context gives the same update, whatever has happened since', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const contextFile = await container.context(firm)
    const requestId = `pull ${container.serial}`
    const first = await pull(container, { requestId, contextFile })
    expect(await ask(container)).toEqual(nothing(container))
    await dedicate(container, 'SECOND')
    expect(await ask(container, { requestId, contextFile })).toEqual(first)
    expect(await refusal(ask(container, { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('the ids of one container are not those of another', async () => {
    const requestId = 'daily'
    for (const container of [depot().container(), depot().container()]) {
      await dedicate(container, 'PLAIN')
      expect(await ask(container, { requestId })).toMatchObject({ vendorChangeCount: 1 })
    }
  })

  test('a check says what would come, and stores nothing', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const result = await ask(container, { runMode: 'check', requestId: `check ${container.serial}` })
    const vendorChange = [{ licenseId: sold.licenseIds[0], actionKind: 'Withdraw', effect: 'removed' }]
    expect(result).toEqual({ ...nothing(container), vendorChangeCount: 1, vendorChanges: { vendorChange } })
    expect(await actionsOf(depot(), container)).toMatchObject([{ state: 'pending' }])
  })

  test('what has no room comes after the import', async () => {
    const container = depot().container()
    const sold = await dedicate(container, ...Array.from({ length: 15 }, () => 'LARGE'))
    await pull(container)
    const first = container.licenses(firm).length
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(sold.licenseIds.length)
    while ((await pull(container)).updateFile !== undefined);
    expect(container.licenses(firm)).toEqual(sold.licenseIds)
    expect(new Set(await statesOf(depot(), sold))).toEqual(new Set(['Confirmed']))
  })

  test('after twenty steps without a receipt those come again, and the next decision waits', async () => {
    const container = depot().container()
    for (let index = 0; index < 20; index++) {
      await dedicate(container, 'PLAIN')
      await ask(container)
    }
    const last = await dedicate(container, 'SECOND')
    const { updateFile } = await pull(container)
    expect((await readUpdate(updateFile ?? '', firm.root)).update.steps).toHaveLength(20)
    expect(await statesOf(depot(), last)).toEqual(['NotCollected'])
    await pull(container)
    expect(container.licenses(firm)).toHaveLength(21)
  })

  test('two calls at once: one step', async () => {
    const container = depot().container()
    await dedicate(container, 'PLAIN')
    const contextFile = await container.context(firm)
    const [one, other] = await Promise.all([ask(container, { contextFile }), ask(container, { contextFile })])
    expect(one.updateFile).toBe(other.updateFile)
    expect(await container.import(firm, one.updateFile)).toBe(1)
  })

  test('CONTEXT_STALE: the details name the number to go on from, and nothing is given', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const dedicated = await dedicate(container, 'SECOND')
    const contextFile = await container.context(firm, { contextSeq: 1 })
    const fault = await refusal(ask(container, { contextFile }))
    expect(fault).toMatchObject({ code: 'CONTEXT_STALE', details: { lastContextSeq: '2' } })
    expect(await statesOf(depot(), dedicated)).toEqual(['NotCollected'])
  })

  test('CONTAINER_BLOCKED, also for a repeated requestId; MANIPULATION_DETECTED', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const { serial: containerSerial } = container
    await dedicate(container, 'SECOND')
    const repeated = { requestId: `blocked ${containerSerial}`, contextFile: await container.context(firm) }
    await pull(container, repeated)
    await depot().sales('BlockContainer', { containerBlock: { containerSerial, reason } })
    expect(await refusal(ask(container))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    expect(await refusal(ask(container, repeated))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    await depot().sales('UnblockContainer', { containerUnblock: { containerSerial, reason } })
    await refusal(depot().call('ConfirmUpdate', await untrueProof(firm, container)))
    expect(await refusal(ask(container))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
  })
})
