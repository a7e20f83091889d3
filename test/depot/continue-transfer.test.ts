import { randomUUID } from 'node:crypto'
import { Container } from '../../src/entities/container.ts'
import type { PointName } from '../../src/store/points.ts'
import {
  depotDatabases,
  firm,
  otherFirm,
  refusal,
  start,
  useDepot,
  type CallOptions,
  type DepotShop,
} from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('ContinueTransfer (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let ticketId: string
  beforeEach(async () => {
    shop = depot()
    container = shop.container()
    ticketId = await shop.order(['PLAIN'])
  })

  const byId = async (transferId: string | undefined) =>
    (await shop.call('ContinueTransfer', { transferKey: { transferId } })).result
  const byContext = async (contextFile: string, options: CallOptions = {}) =>
    (await shop.call('ContinueTransfer', { transferKey: { contextFile } }, options)).result

  test('gives the same bytes again, by id and by context', async () => {
    const { transferId, updateFile } = await shop.activate(container, { ticketId })
    const expected = { transferId, containerSerial: container.serial, updateFile }
    expect(await byId(transferId)).toEqual(expected)
    expect(await byId(transferId?.toUpperCase())).toEqual(expected)
    expect(await byContext(await container.context(firm))).toEqual(expected)
    await container.import(firm, updateFile)
    await shop.confirm(container)
    expect(await byId(transferId)).toEqual(expected)
  })

  test('gives the newest transfer, which holds everything that is open', async () => {
    await shop.activate(container, { ticketId })
    const newest = await shop.activate(container, { ticketId: await shop.order(['SECOND']) })
    const { transferId, updateFile } = await byContext(await container.context(firm))
    expect(transferId).toBe(newest.transferId)
    expect(await container.import(firm, updateFile)).toBe(2)
  })

  describe.each(['step-reserved', 'update-signed'] as const)('after a stop at %s', (name: PointName) => {
    const stopped = new Error(`stopped at ${name}`)
    const stop = {
      reach: (reached: PointName) => {
        if (reached === name) throw stopped
      },
    }
    beforeEach(async () => {
      await expect(shop.activate(container, { ticketId }, { points: stop })).rejects.toBe(stopped)
    })

    test('the context finds the transfer and has it signed', async () => {
      const { updateFile } = await byContext(await container.context(firm))
      expect(await container.import(firm, updateFile)).toBe(1)
      expect((await shop.confirm(container)).confirmedLicenses.confirmedLicense).toHaveLength(1)
    })

    test('the same request goes on with it', async () => {
      const { transferId, updateFile } = await shop.activate(container, { ticketId })
      expect(await container.import(firm, updateFile)).toBe(1)
      expect(await byId(transferId)).toMatchObject({ updateFile })
    })

    test('those who ask at once all get the bytes of one signature', async () => {
      const contextFile = await container.context(firm)
      // Each signs at another time, so its own bytes would differ.
      const later = (index: number) => ({ now: new Date(start.getTime() + index) })
      const asked = Array.from({ length: 5 }, (_, index) => byContext(contextFile, later(index)))
      const answers = await Promise.all(asked)
      expect(new Set(answers.map(({ updateFile }) => updateFile)).size).toBe(1)
    })
  })

  test('TRANSFER_UNKNOWN: no such id', async () => {
    expect(await refusal(byId(randomUUID()))).toMatchObject({ code: 'TRANSFER_UNKNOWN' })
    expect(await refusal(byId('T-1'))).toMatchObject({ code: 'TRANSFER_UNKNOWN' })
  })

  test('TRANSFER_UNKNOWN: nothing is open', async () => {
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    expect(await refusal(byContext(await container.context(firm)))).toMatchObject({ code: 'TRANSFER_UNKNOWN' })
    expect(await refusal(byContext(await container.context(otherFirm)))).toMatchObject({ code: 'TRANSFER_UNKNOWN' })
    expect((await shop.licenses(ticketId)).map(({ state }) => state)).toEqual(['Confirmed'])
  })

  test('CONTAINER_UNKNOWN', async () => {
    expect(await refusal(byContext(await container.context(firm)))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
  })

  test('CONTAINER_BLOCKED, by context and by id', async () => {
    const { transferId } = await shop.activate(container, { ticketId })
    await shop.store.transact((tx) => tx.update(Container, { serial: container.serial }, { state: 'blocked' }))
    expect(await refusal(byContext(await container.context(firm)))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    expect(await refusal(byId(transferId))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
  })

  test('INVALID_REQUEST: neither or both', async () => {
    expect(await refusal(shop.call('ContinueTransfer', { transferKey: {} }))).toMatchObject({ code: 'INVALID_REQUEST' })
    const both = { transferId: randomUUID(), contextFile: 'x' }
    expect(await refusal(shop.call('ContinueTransfer', { transferKey: both }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
  })
})
