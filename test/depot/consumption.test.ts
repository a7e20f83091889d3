import { randomUUID } from 'node:crypto'
import { Consumption } from '../../src/entities/consumption.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { readUpdate } from '../../src/formats/update.ts'
import { depotDatabases, firm, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('units that were used (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let ticketId: string
  let licenseId: string
  let blank: FieldContainer
  beforeEach(async () => {
    shop = depot()
    container = shop.container()
    blank = container.copy()
    ticketId = await shop.order(['UNITS'])
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    licenseId = container.licenses(firm)[0] ?? ''
  })

  const say = async (consumed: bigint, list: 'licenses' | 'removed' = 'licenses', id = licenseId) => {
    const contextFile = await container.context(firm, { [list]: [{ licenseId: id, generation: 1, consumed }] })
    await shop.call('ConfirmUpdate', { confirmation: { contextFile } })
  }
  const kept = async () => {
    const containerId = (await shop.known(container))?.id ?? ''
    const rows = await shop.store.read((tx) => tx.findBy(Consumption, { containerId }))
    return rows.map((row) => [row.licenseId, row.consumed])
  }

  test('of them the server keeps the maximum, of what is there and what was taken out', async () => {
    await say(0n)
    expect(await kept()).toEqual([])
    await say(900n)
    expect(await kept()).toEqual([[licenseId, '900']])
    await say(40n)
    expect(await kept()).toEqual([[licenseId, '900']])
    await say(9_223_372_036_854_775_807n, 'removed')
    expect(await kept()).toEqual([[licenseId, '9223372036854775807']])
  })

  test('an activation is a receipt for them as well', async () => {
    const licenses = [{ licenseId, generation: 1, consumed: 7n }]
    const contextFile = await container.context(firm, { licenses })
    await shop.activate(container, { ticketId: await shop.order(['PLAIN']), contextFile })
    expect(await kept()).toEqual([[licenseId, '7']])
  })

  test('fewer than before are recorded, once until the container has caught up', async () => {
    for (const units of [900n, 40n, 30n, 900n, 41n]) await say(units)
    expect(await shop.changes(await shop.known(container))).toEqual([
      'ContainerEnrolled 1',
      'ContainerUnitsSetBack 2',
      'ContainerUnitsSetBack 3',
    ])
    const aggregateId = (await shop.known(container))?.id ?? ''
    const event = await shop.store.read((tx) => tx.findOneBy(LedgerEvent, { aggregateId, version: 2 }))
    expect(event).toMatchObject({
      before: { consumed: { [licenseId]: '900' } },
      after: { consumed: { [licenseId]: '40' } },
    })
  })

  test('of licenses that nobody issued are not kept', async () => {
    await say(5n, 'licenses', randomUUID())
    await say(5n, 'licenses', 'not-one-of-ours')
    const other = await shop.order(['OTHER-FIRM'])
    await say(5n, 'licenses', (await shop.licenses(other))[0]?.id)
    expect(await kept()).toEqual([])
  })

  test('travel with the license when it is put in again', async () => {
    await say(900n)
    container = blank
    container.skipTo(firm, 100)
    const { updateFile = '' } = await shop.activate(container, { ticketId })
    const { update } = await readUpdate(updateFile, firm.root)
    expect(update.steps[0]?.actions).toMatchObject([{ put: { licenseId, consumed: 900n } }])
    await container.import(firm, updateFile)
    expect(container.state(firm).licenses).toMatchObject([{ licenseId, consumed: '900' }])
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1', 'ContainerHealed 2'])
  })

  test('an older state that shows fewer, too, is one event for each', async () => {
    await say(900n)
    container = blank
    container.skipTo(firm, 100)
    await say(1n)
    expect(await shop.changes(await shop.known(container))).toEqual([
      'ContainerEnrolled 1',
      'ContainerHealed 2',
      'ContainerUnitsSetBack 3',
    ])
  })
})
