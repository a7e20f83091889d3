import type { Replacement } from '../../src/contract/sales.ts'
import { Consumption } from '../../src/entities/consumption.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { caller, depotDatabases, firm, otherFirm, refusal, start, useDepot } from '../depot/depot-shop.ts'
import { actionsOf, collect, named, outcomesOf, sell } from './vendor-shop.ts'

const reason = 'upgrade'
const licensee = { parameter: [{ name: 'licensee', value: 'Muster' }] }

let requests = 0

describe.each(depotDatabases)('ReplaceLicense (%s)', (kind) => {
  const depot = useDepot(kind)
  const replace = (
    licenseId: string | undefined,
    what: Partial<Replacement> = {},
    { requestId = `replacement ${kind} ${++requests}`, ...more }: { requestId?: string; runMode?: 'check' } = {},
    options = {},
  ) => {
    const replacement = { licenseId: licenseId ?? '', itemNumber: 'SECOND', reason, ...what }
    return depot().sales('ReplaceLicense', { requestId, ...more, replacement }, options)
  }
  const shownOn = async (ticketId: string) => {
    const { result } = await depot().sales('GetTicket', { ticketId })
    return result.licenseStates.licenseState.map(({ itemNumber, state }) => `${itemNumber} ${state}`)
  }

  test('what nobody has is replaced at once: the new one is on the ticket, the old one only in the history', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const { result } = await replace(sold.licenseIds[0])
    expect(result).toMatchObject({
      pending: 'no',
      licenses: {
        license: [
          { licenseId: sold.licenseIds[0], lineNumber: '1', itemNumber: 'PLAIN', state: 'Replaced' },
          { lineNumber: '1', itemNumber: 'SECOND', state: 'NotCollected' },
        ],
      },
    })
    const [old, successor] = await depot().licenses(sold.ticketId)
    expect(old?.replacedById).toBe(successor?.id)
    expect(successor).toMatchObject({ replacesId: old?.id, exchangeId: null, orderLineId: old?.orderLineId })
    expect(await depot().changes(old, successor)).toEqual(['LicenseCreated 1', 'LicenseCreated 1', 'LicenseReplaced 2'])
    expect(await shownOn(sold.ticketId)).toEqual(['SECOND NotCollected'])

    const container = await collect(depot(), sold)
    expect(container.licenses(firm)).toEqual([successor?.id])
  })

  test('while the old one is with a user, no other container can have the new one', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const { result } = await replace(sold.licenseIds[0])
    expect(result).toMatchObject({
      pending: 'yes',
      licenses: { license: [{ state: 'WithdrawPending' }, { state: 'NotCollected' }] },
    })
    const [old, successor] = await depot().licenses(sold.ticketId)
    expect(successor).toMatchObject({ replacesId: old?.id, exchangeId: old?.id })
    const actions = await actionsOf(depot(), container)
    expect(actions).toMatchObject([
      {
        licenseId: old?.id,
        kind: 'replace',
        state: 'pending',
        heldState: 'Confirmed',
        facts: { successorId: successor?.id },
        reason,
      },
    ])
    expect(await shownOn(sold.ticketId)).toEqual(['SECOND NotCollected'])
    const views = await depot().call('GetTickets', { ticketIds: { ticketId: [sold.ticketId] } })
    expect(views.result.ticketViews.ticketView[0]?.licenseCount).toBe(1)

    const asked = { ticketId: sold.ticketId, licenseIds: { licenseId: [successor?.id ?? ''] } }
    for (const wish of [asked, { ticketId: sold.ticketId }]) {
      expect(await refusal(depot().activate(depot().container(), wish))).toMatchObject({ code: 'LICENSE_STATE' })
    }
    const exchanged = await depot().activate(container, asked)
    expect(exchanged.licenseResults.licenseResult).toMatchObject([{ licenseId: successor?.id, ok: true }])
    expect(
      await refusal(depot().activate(depot().container(), { ...asked, licenseIds: named(old?.id).licenseIds })),
    ).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('a replacement of a replacement waits for the same container', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await collect(depot(), sold)
    const second = await replace(sold.licenseIds[0])
    const successorId = second.result.licenses.license[1]?.licenseId
    const third = await replace(successorId, { itemNumber: 'MONTHLY' })
    expect(third.result).toMatchObject({ pending: 'no', licenses: { license: [{ state: 'Replaced' }, {}] } })
    const [first, , last] = await depot().licenses(sold.ticketId)
    expect(last).toMatchObject({ replacesId: successorId, exchangeId: first?.id })
    expect(await refusal(depot().activate(depot().container(), { ticketId: sold.ticketId }))).toMatchObject({
      code: 'LICENSE_STATE',
    })
  })

  test('the withdrawal that a replacement brings is not taken back', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await collect(depot(), sold)
    await replace(sold.licenseIds[0])
    const cancel = depot().sales('CancelWithdrawal', { withdrawalCancel: named(sold.licenseIds[0]) })
    expect(await refusal(cancel)).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('parameters are those of the new license', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await replace(sold.licenseIds[0], { itemNumber: 'NAMED', parameters: licensee })
    const container = depot().container()
    const host = { parameter: [{ name: 'host', value: 'node1' }] }
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId, parameters: host })
    await container.import(firm, updateFile)
    expect(container.state(firm).licenses[0]?.options.parameters).toEqual({ licensee: 'Muster', host: 'node1' })
  })

  test('a dedication and the pieces go over to the new one', async () => {
    const line = { lineNumber: '1', itemNumber: 'NETWORK', quantity: 5, containerSerial: '130-1' }
    const sold = await sell(depot(), line)
    await depot().sales('SplitLicense', {
      requestId: `split ${kind}`,
      licenseSplit: { licenseId: sold.licenseIds[0] ?? '', splitOff: 2 },
    })
    await replace(sold.licenseIds[0], { itemNumber: 'NETWORK' })
    const successor = (await depot().licenses(sold.ticketId)).find(({ replacesId }) => replacesId !== null)
    expect(successor).toMatchObject({ factor: 3, dedicatedSerial: '130-1' })
  })

  test('a repeated order answers with the successors, and sells nothing again', async () => {
    const orderNumber = `replaced ${kind}`
    const lines = ['PLAIN', 'PLAIN']
    const ticketId = await depot().order(lines, { orderNumber })
    const [first] = await depot().licenses(ticketId)
    await replace(first?.id)
    const orderLine = lines.map((itemNumber, index) => ({ lineNumber: String(index + 1), itemNumber, quantity: 1 }))
    const order = { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine } }
    const { result } = await depot().sales('CreateOrder', { order })
    expect(result).toMatchObject({ outcome: 'replayed', ticketId, licenseCount: 2 })
    expect(result.licenses.license.map(({ lineNumber, itemNumber }) => `${lineNumber} ${itemNumber}`)).toEqual([
      '1 SECOND',
      '2 PLAIN',
    ])
  })

  test('the same requestId replaces once, and shows the states of today', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const once = { requestId: `once ${kind}` }
    const answer = await replace(sold.licenseIds[0], {}, once)
    expect(await replace(sold.licenseIds[0], {}, once)).toEqual(answer)
    expect(await depot().licenses(sold.ticketId)).toHaveLength(2)
    await collect(depot(), sold)
    const { result } = await replace(sold.licenseIds[0], {}, once)
    expect(result.licenses.license.map(({ state }) => state)).toEqual(['Replaced', 'Confirmed'])
    expect(await refusal(replace(sold.licenseIds[0], { itemNumber: 'MONTHLY' }, once))).toMatchObject({
      code: 'REQUEST_CONFLICT',
    })
  })

  test('the ledger tells why', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await replace(sold.licenseIds[0], { comment: 'ticket 88' })
    const [old] = await depot().licenses(sold.ticketId)
    const event = { aggregateId: old?.id ?? '', version: 2 }
    expect(await depot().store.read((tx) => tx.findOneBy(LedgerEvent, event))).toMatchObject({
      before: { state: 'NotCollected' },
      after: { state: 'Replaced', replacedById: old?.replacedById, reason },
      comment: 'ticket 88',
    })
  })

  test('a check does all of it, names no new license and stores nothing', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const { result } = await replace(sold.licenseIds[0], {}, { runMode: 'check' })
    expect(result.licenses.license.map(({ state }) => state)).toEqual(['Replaced'])
    expect((await depot().licenses(sold.ticketId)).map(({ state }) => state)).toEqual(['NotCollected'])
  })

  test('of a replacement and an activation at once one comes after the other', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = depot().container()
    await Promise.allSettled([depot().activate(container, { ticketId: sold.ticketId }), replace(sold.licenseIds[0])])
    const [old, successor] = await depot().licenses(sold.ticketId)
    const row = await depot().known(container)
    if (old?.state === 'Replaced') expect(successor).toMatchObject({ exchangeId: null })
    else expect([old?.state, successor?.state, row?.id]).toEqual(['WithdrawPending', 'NotCollected', old?.containerId])
  })

  test('LICENSE_UNKNOWN', async () => {
    expect(await refusal(replace('nobody knows'))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
    const sold = await sell(depot(), 'PLAIN')
    const as = { ...caller, name: 'shop', orderScope: 'shop' }
    expect(await refusal(replace(sold.licenseIds[0], {}, {}, { as }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('LICENSE_STATE: withdrawn, being withdrawn, replaced', async () => {
    const sold = await sell(depot(), 'PLAIN', 'PLAIN', 'PLAIN')
    const [first, second, third] = sold.licenseIds
    const container = depot().container()
    await depot().activate(container, { ticketId: sold.ticketId, licenseIds: named(second).licenseIds })
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(first, second), reason } })
    await replace(third)
    for (const id of sold.licenseIds) expect(await refusal(replace(id))).toMatchObject({ code: 'LICENSE_STATE' })
    expect(
      outcomesOf(
        await depot().sales('WithdrawLicenses', {
          withdrawal: { ...named((await depot().licenses(sold.ticketId))[3]?.id), reason },
        }),
      ),
    ).toEqual(['ok Withdrawn'])
  })

  test('ITEM_UNKNOWN, ITEM_RETIRED, PARAMETER_INVALID, CONTAINER_KIND, INVALID_REQUEST, FORBIDDEN', async () => {
    const sold = await sell(depot(), { lineNumber: '1', itemNumber: 'PLAIN', quantity: 1, containerSerial: '130-1' })
    const [id] = sold.licenseIds
    expect(await refusal(replace(id, { itemNumber: 'NOBODY' }))).toMatchObject({
      code: 'ITEM_UNKNOWN',
      field: 'replacement/itemNumber',
    })
    expect(await refusal(replace(id, { itemNumber: 'NAMED' }))).toMatchObject({ code: 'PARAMETER_INVALID' })
    expect(await refusal(replace(id, { itemNumber: 'DONGLE-ONLY' }))).toMatchObject({ code: 'CONTAINER_KIND' })
    const network = await sell(depot(), { lineNumber: '1', itemNumber: 'NETWORK', quantity: 5 })
    expect(await refusal(replace(network.licenseIds[0]))).toMatchObject({ code: 'INVALID_REQUEST' })
    const as = { ...caller, firmCodes: new Set([otherFirm.firmCode]) }
    expect(await refusal(replace(id, {}, {}, { as }))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await depot().licenses(sold.ticketId)).toHaveLength(1)
  })

  test('happens when the server says, whatever the clocks of clients', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await replace(sold.licenseIds[0], {}, {}, { now: new Date(start.getTime() + 1000) })
    const [, successor] = await depot().licenses(sold.ticketId)
    expect(successor?.createdAt).toEqual(new Date(start.getTime() + 1000))
  })

  test('INVALID_REQUEST: of a part of a piece no other item makes a whole one', async () => {
    const sold = await sell(depot(), 'UNITS')
    const [whole = ''] = sold.licenseIds
    const licenseSplit = { licenseId: whole, splitOff: 400 }
    await depot().sales('SplitLicense', { requestId: `parts ${kind}`, licenseSplit })
    const [, part] = await depot().licenses(sold.ticketId)
    expect(await refusal(replace(part?.id))).toMatchObject({ code: 'INVALID_REQUEST', field: 'replacement/itemNumber' })
    // With its own item it stays the part that it is.
    await replace(part?.id, { itemNumber: 'UNITS' })
    const units = (await depot().licenses(sold.ticketId)).map((license) => [license.state, license.units])
    expect(units).toEqual([
      ['NotCollected', 600],
      ['Replaced', 400],
      ['NotCollected', 400],
    ])
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(whole), reason } })
    const { result } = await replace((await depot().licenses(sold.ticketId))[2]?.id)
    expect(result.licenses.license[1]).toMatchObject({ itemNumber: 'SECOND' })
  })

  test('units that were used stay used', async () => {
    const sold = await sell(depot(), 'UNITS')
    const container = await collect(depot(), sold)
    const [licenseId = ''] = sold.licenseIds
    const contextFile = await container.context(firm, { licenses: [{ licenseId, generation: 1, consumed: 990n }] })
    await depot().call('ConfirmUpdate', { confirmation: { contextFile } })
    await replace(licenseId, { itemNumber: 'UNITS' })
    const [, successor] = await depot().licenses(sold.ticketId)
    const kept = await depot().store.read((tx) => tx.findBy(Consumption, { licenseId: successor?.id ?? '' }))
    expect(kept.map(({ consumed }) => consumed)).toEqual(['990'])
  })
})
