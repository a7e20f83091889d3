import { mostLicensesOfContainer } from '../../src/domain/activation-room.ts'
import { maxUpdateLength } from '../../src/formats/update-size.ts'
import { depotDatabases, firm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

/** More than one update holds. */
const quantity = 20

describe.each(depotDatabases)('an update that would become too long (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  beforeEach(() => {
    shop = depot()
    container = shop.container()
  })

  const large = (pieces: number) => [{ lineNumber: '1', itemNumber: 'LARGE', quantity: pieces }]
  const states = async (ticketId: string) => (await shop.licenses(ticketId)).map(({ state }) => state)
  const countOf = (all: readonly string[], state: string) => all.filter((each) => each === state).length

  test('takes the licenses that fit; the others go after the receipt', async () => {
    const ticketId = await shop.order(large(quantity))
    let activations = 0
    while (countOf(await states(ticketId), 'NotCollected') > 0) {
      const { updateFile = '', licenseResults } = await shop.activate(container, { ticketId, selection: 'all' })
      expect(updateFile.length).toBeLessThanOrEqual(maxUpdateLength)
      const waits = licenseResults.licenseResult.filter(({ text }) => text?.startsWith('The update is full'))
      expect(countOf(await states(ticketId), 'NotCollected')).toBe(waits.length)
      for (const { code } of waits) expect(code).toBe('LIMIT_EXCEEDED')
      await container.import(firm, updateFile)
      await shop.confirm(container)
      activations += 1
    }
    expect(activations).toBeGreaterThan(1)
    expect(container.licenses(firm)).toHaveLength(quantity)
    expect(countOf(await states(ticketId), 'Confirmed')).toBe(quantity)
  })

  test('LIMIT_EXCEEDED: inseparable licenses that no update holds together; nothing is stored', async () => {
    const ticketId = await shop.order(large(quantity), { inseparable: 'yes' })
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('inseparable') as string,
    })
    expect(countOf(await states(ticketId), 'NotCollected')).toBe(quantity)
    expect(await shop.known(container)).toBeNull()
  })

  test('TRANSFER_OPEN: the steps that are not confirmed fill the update already', async () => {
    const { transferId } = await shop.activate(container, {
      ticketId: await shop.order(large(quantity)),
      selection: 'all',
    })
    const ticketId = await shop.order(large(1))
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
      code: 'TRANSFER_OPEN',
      details: { transferId },
    })
    const { result } = await shop.call('ContinueTransfer', { transferKey: { transferId } })
    await container.import(firm, result.updateFile)
    expect((await shop.activate(container, { ticketId })).licenseResults.licenseResult).toMatchObject([{ ok: true }])
  })

  test('an older state that was put back catches up by several updates', async () => {
    const before = container.copy()
    const ticketId = await shop.order(large(quantity))
    while (countOf(await states(ticketId), 'NotCollected') > 0) {
      await container.import(firm, (await shop.activate(container, { ticketId, selection: 'all' })).updateFile)
      await shop.confirm(container)
    }
    const held = container.licenses(firm)
    container = before
    container.skipTo(firm, 100)
    const { updateFile, licenseResults } = await shop.activate(container, { ticketId, selection: 'all' })
    expect(await container.import(firm, updateFile)).toBe(1)
    const given = licenseResults.licenseResult.filter(({ ok }) => ok).map(({ licenseId }) => licenseId)
    expect(given).toEqual(container.licenses(firm))
    while (container.licenses(firm).length < quantity) {
      const contextFile = await container.context(firm)
      const { result } = await shop.call('ContinueTransfer', { transferKey: { contextFile } })
      expect(await container.import(firm, result.updateFile)).toBe(1)
    }
    expect(container.licenses(firm)).toEqual(held)
  })

  test('LIMIT_EXCEEDED: a container is full at some number of licenses', async () => {
    const ticketId = await shop.order(['PLAIN', 'SECOND'])
    const licenses = Array.from({ length: mostLicensesOfContainer - 1 }, (_, index) => ({
      licenseId: `held-${index}`,
      generation: 1,
      consumed: 0n,
    }))
    const contextOf = (held: typeof licenses) =>
      container.context(firm, { licenses: held.slice(1), removed: held.slice(0, 1) })
    const activate = async (contextFile: string) =>
      (await shop.activate(container, { ticketId, contextFile })).licenseResults.licenseResult
    const full = { ok: false, code: 'LIMIT_EXCEEDED' }
    const first = await activate(await contextOf(licenses))
    expect(first).toMatchObject([{ ok: true }, full])
    // What is on its way counts as well.
    const here = { ticketId, licenseIds: { licenseId: [first[1]?.licenseId ?? ''] } }
    const contextFile = await contextOf(licenses)
    expect(await refusal(shop.activate(container, { ...here, contextFile }))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })
})
