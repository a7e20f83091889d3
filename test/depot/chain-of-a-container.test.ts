import { depotDatabases, firm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('the chain of a container (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  beforeEach(() => {
    shop = depot()
    container = shop.container()
  })

  /** Gives the container a license of its own and the receipt for it. */
  async function supply(item = 'PLAIN') {
    const ticketId = await shop.order([item])
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    await shop.confirm(container)
    return ticketId
  }

  const continueWith = async (contextFile: string) =>
    (await shop.call('ContinueTransfer', { transferKey: { contextFile } })).result

  test('two files made from one state import well in either order', async () => {
    const contexts = [await container.context(firm), await container.context(firm)]
    const updates: (string | undefined)[] = []
    for (const contextFile of contexts) {
      updates.push((await shop.activate(container, { ticketId: await shop.order(['PLAIN']), contextFile })).updateFile)
    }
    for (const update of updates.reverse()) await container.import(firm, update)
    expect(container.licenses(firm)).toHaveLength(2)
    expect((await shop.confirm(container)).openTransfers.openTransfer).toEqual([])
  })

  test('CONTEXT_STALE: an older context changes nothing and names the way on', async () => {
    const [older, newer] = [await container.context(firm), await container.context(firm)]
    const ticketId = await shop.order(['PLAIN'])
    const { transferId } = await shop.activate(container, { ticketId, contextFile: newer })
    const stale = { code: 'CONTEXT_STALE', details: { transferId, lastContextSeq: '2' } }
    const other = await shop.order(['PLAIN'])
    expect(await refusal(shop.activate(container, { ticketId: other, contextFile: older }))).toMatchObject(stale)
    expect(await refusal(shop.call('ConfirmUpdate', { confirmation: { contextFile: older } }))).toMatchObject(stale)
    expect(await refusal(continueWith(older))).toMatchObject(stale)
    expect((await shop.licenses(other)).map(({ state }) => state)).toEqual(['NotCollected'])
    const { result } = await shop.call('ContinueTransfer', { transferKey: { transferId } })
    expect(await container.import(firm, result.updateFile)).toBe(1)
  })

  test('an older state that was put back is healed once: everything after it is sent again', async () => {
    const before = container.copy()
    await supply()
    await supply('SECOND')
    const held = container.licenses(firm)
    container = before
    expect(await refusal(continueWith(await container.context(firm)))).toMatchObject({ code: 'CONTEXT_STALE' })
    container.skipTo(firm, 10)
    const caughtUp = await continueWith(await container.context(firm))
    expect(await container.import(firm, caughtUp.updateFile)).toBe(2)
    expect(container.licenses(firm)).toEqual(held)
    expect((await shop.confirm(container)).openTransfers.openTransfer).toEqual([])
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1', 'ContainerHealed 2'])
  })

  test('an activation heals too, and gives what is missing with it', async () => {
    const before = container.copy()
    const ticketId = await supply()
    container = before
    container.skipTo(firm, 10)
    const again = await shop.activate(container, { ticketId })
    expect(again.licenseResults.licenseResult).toMatchObject([{ ok: true }])
    expect(await container.import(firm, again.updateFile)).toBe(1)
    await supply('SECOND')
    expect(container.licenses(firm)).toHaveLength(2)
  })

  test('MANIPULATION_DETECTED: the second time waits for a person, in every operation', async () => {
    const before = container.copy()
    const ticketId = await supply()
    const again = async (contextSeq: number) => {
      container = before.copy()
      container.skipTo(firm, contextSeq)
      return container.context(firm)
    }
    await continueWith(await again(10))
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    await shop.confirm(container)
    const contextFile = await again(20)
    expect(await refusal(continueWith(contextFile))).toMatchObject({
      code: 'MANIPULATION_DETECTED',
      message: expect.stringContaining('not for the first time') as string,
    })
    expect((await shop.known(container))?.state).toBe('manipulation')
    expect(await shop.changes(await shop.known(container))).toEqual([
      'ContainerEnrolled 1',
      'ContainerHealed 2',
      'ContainerManipulationDetected 3',
    ])
    const waits = { code: 'MANIPULATION_DETECTED' }
    expect(await refusal(shop.confirm(container))).toMatchObject(waits)
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject(waits)
    expect(await refusal(continueWith(await container.context(firm)))).toMatchObject(waits)
  })

  test('a fork is healed once: two contexts of one number', async () => {
    await supply()
    const copy = container.copy()
    const confirmAt = async (which: FieldContainer, minute: number) => {
      const contextFile = await which.context(firm, { createdAt: new Date(Date.UTC(2026, 4, 4, 8, minute)) })
      return shop.call('ConfirmUpdate', { confirmation: { contextFile } })
    }
    await confirmAt(container, 1)
    const { result } = await confirmAt(copy, 2)
    expect(result.confirmedCount).toBe(0)
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1', 'ContainerHealed 2'])
    await confirmAt(container, 3)
    expect(await refusal(confirmAt(copy, 4))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
  })

  test('MANIPULATION_DETECTED: a digest that was never issued, at a step that is confirmed', async () => {
    await supply()
    const contextFile = await container.context(firm, { digest: Buffer.alloc(32, 9) })
    expect(await refusal(shop.call('ConfirmUpdate', { confirmation: { contextFile } }))).toMatchObject({
      code: 'MANIPULATION_DETECTED',
    })
    expect((await shop.known(container))?.state).toBe('manipulation')
  })

  test('MANIPULATION_DETECTED: a container on another machine, until it is back', async () => {
    await supply()
    container.machine = [{ name: 'disk', value: 'D-2' }]
    expect(await refusal(shop.confirm(container))).toMatchObject({
      code: 'MANIPULATION_DETECTED',
      message: expect.stringContaining('part disk is another') as string,
      details: { bindingScore: '0.00' },
    })
    container.machine = [{ name: 'disk', value: 'D-1' }]
    await shop.confirm(container)
  })
})
