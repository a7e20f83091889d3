import { randomBytes } from 'node:crypto'
import { newTicket, writeTicket } from '../../src/domain/ticket.ts'
import { Container } from '../../src/entities/container.ts'
import { depotDatabases, firm, otherFirm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('ActivateLicenses refuses (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  beforeEach(() => {
    shop = depot()
    container = shop.container()
  })

  test('TICKET_MALFORMED: a typo, before anything else is looked at', async () => {
    const ticketId = (await shop.order(['PLAIN'])).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
    expect(await refusal(shop.activate(container, { ticketId, contextFile: 'no context' }))).toMatchObject({
      code: 'TICKET_MALFORMED',
    })
  })

  test('TICKET_UNKNOWN', async () => {
    const ticketId = writeTicket(newTicket(randomBytes))
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
      code: 'TICKET_UNKNOWN',
      field: 'activation/ticketId',
    })
  })

  test('LICENSE_UNKNOWN', async () => {
    const ticketId = await shop.order(['PLAIN'])
    const [foreign] = await shop.licenses(await shop.order(['PLAIN']))
    const licenseIds = { licenseId: [foreign?.id ?? ''] }
    expect(await refusal(shop.activate(container, { ticketId, licenseIds }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('LICENSE_STATE: another container has it', async () => {
    const ticketId = await shop.order(['PLAIN'])
    await shop.activate(shop.container(), { ticketId })
    const [license] = await shop.licenses(ticketId)
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
      code: 'LICENSE_STATE',
      message: 'The license is in another container.',
      details: { [`license[${license?.id ?? ''}]`]: 'LICENSE_STATE: The license is in another container.' },
    })
  })

  test('LICENSE_STATE: it is dedicated to another container', async () => {
    const ticketId = await shop.order(['PLAIN'], { containerSerial: shop.container().serial })
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
      code: 'LICENSE_STATE',
      message: 'The license is dedicated to another container.',
    })
    const own = await shop.order(['PLAIN'], { containerSerial: container.serial })
    expect((await shop.activate(container, { ticketId: own })).licenseResults.licenseResult).toMatchObject([
      { ok: true },
    ])
  })

  test('CONTAINER_KIND: the item does not go into this kind', async () => {
    const ticketId = await shop.order(['DONGLE-ONLY'])
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'CONTAINER_KIND' })
  })

  test('FIRM_CODE_OTHER', async () => {
    const ticketId = await shop.order(['OTHER-FIRM'])
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'FIRM_CODE_OTHER' })
  })

  test('NOTHING_TO_DO: several reasons', async () => {
    const ticketId = await shop.order(['DONGLE-ONLY', 'OTHER-FIRM'])
    const { code, details } = await refusal(shop.activate(container, { ticketId }))
    expect([code, Object.keys(details ?? {}).length]).toEqual(['NOTHING_TO_DO', 2])
  })

  test('PARAMETER_INVALID: missing, wrong, and unknown to all', async () => {
    const parameters = { parameter: [{ name: 'licensee', value: 'M' }] }
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'NAMED', quantity: 1, parameters }])
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'PARAMETER_INVALID' })
    expect(await refusal(shop.activate(container, { ticketId, parameters }))).toMatchObject({
      code: 'PARAMETER_INVALID',
    })
    const unknown = { parameter: [{ name: 'hots', value: 'x' }] }
    expect(await refusal(shop.activate(container, { ticketId, parameters: unknown }))).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: 'activation/parameters/parameter[1]/name',
    })
  })

  test('PARAMETER_INVALID: unknown to all, and the context is a receipt all the same', async () => {
    const ticketId = await shop.order(['PLAIN'])
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    const parameters = { parameter: [{ name: 'hots', value: 'x' }] }
    expect(await refusal(shop.activate(container, { ticketId, parameters }))).toMatchObject({
      code: 'PARAMETER_INVALID',
    })
    expect((await shop.licenses(ticketId)).map(({ state }) => state)).toEqual(['Confirmed'])
  })

  test('PARAMETER_INVALID: another value while the license is on its way; the one that stays is not told', async () => {
    const given = (name: string, value: string) => ({ parameter: [{ name, value }] })
    const parameters = given('licensee', 'M')
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'NAMED', quantity: 1, parameters }, 'PLAIN'])
    const ask = (host: string) => shop.activate(container, { ticketId, parameters: given('host', host) })
    const [named] = (await ask('Anna')).licenseResults.licenseResult
    expect((await ask('Anna')).refusedCount).toBe(0)
    const changed = await ask('Berta')
    const text = expect.stringMatching(/^(?!.*Anna).*'host'/) as string
    expect(changed.licenseResults.licenseResult).toMatchObject([
      { licenseId: named?.licenseId, ok: false, code: 'PARAMETER_INVALID', text },
      { ok: true },
    ])
    const licenseIds = { licenseId: [named?.licenseId ?? ''] }
    const alone = shop.activate(container, { ticketId, licenseIds, parameters: given('host', 'Berta') })
    expect(await refusal(alone)).toMatchObject({ code: 'PARAMETER_INVALID', field: 'activation/parameters' })
    expect((await shop.activate(container, { ticketId })).refusedCount).toBe(0)
  })

  test('INVALID_REQUEST: license ids and selection', async () => {
    const ticketId = await shop.order(['PLAIN'])
    const wish = { ticketId, selection: 'all' as const, licenseIds: { licenseId: ['x'] } }
    expect(await refusal(shop.activate(container, wish))).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'activation/selection',
    })
  })

  test('REQUEST_CONFLICT: the requestId with another wish', async () => {
    await shop.activate(container, { ticketId: await shop.order(['PLAIN']) }, { requestId: 'r1' })
    const ticketId = await shop.order(['PLAIN'])
    expect(await refusal(shop.activate(container, { ticketId }, { requestId: 'r1' }))).toMatchObject({
      code: 'REQUEST_CONFLICT',
    })
    // Another container has request ids of its own.
    await shop.activate(shop.container(), { ticketId }, { requestId: 'r1' })
  })

  test('REQUEST_CONFLICT: the requestId with a context for another firm code', async () => {
    const ticketId = await shop.order(['PLAIN', 'OTHER-FIRM'])
    await shop.activate(container, { ticketId }, { requestId: 'r1' })
    expect(await refusal(shop.activate(container, { ticketId }, { requestId: 'r1', of: otherFirm }))).toMatchObject({
      code: 'REQUEST_CONFLICT',
    })
    await shop.activate(container, { ticketId }, { requestId: 'r2', of: otherFirm })
    expect((await shop.licenses(ticketId)).map(({ state }) => state)).toEqual(['Collected', 'Collected'])
  })

  test('CONTEXT_INVALID: the container pins another root, or has seen a higher epoch', async () => {
    const ticketId = await shop.order(['PLAIN'])
    const root = 'A'.repeat(43)
    expect(
      await refusal(shop.activate(container, { ticketId, contextFile: await container.context(firm, { root }) })),
    ).toMatchObject({ code: 'CONTEXT_INVALID', message: expect.stringContaining(`pins root ${root}`) as string })
    const contextFile = await container.context(firm, { epoch: 2 })
    expect(await refusal(shop.activate(container, { ticketId, contextFile }))).toMatchObject({
      code: 'CONTEXT_INVALID',
      message: expect.stringContaining('epoch 2') as string,
    })
  })

  test('TRANSFER_OPEN: twenty steps wait for their receipt', async () => {
    const tickets = await Promise.all(Array.from({ length: 21 }, () => shop.order(['PLAIN'])))
    let transferId: string | undefined
    for (const ticketId of tickets.slice(0, 20)) transferId = (await shop.activate(container, { ticketId })).transferId
    const ticketId = tickets[20] ?? ''
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
      code: 'TRANSFER_OPEN',
      details: { transferId },
    })
    const { result } = await shop.call('ContinueTransfer', { transferKey: { transferId } })
    await container.import(firm, result.updateFile)
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    expect(container.licenses(firm)).toHaveLength(21)
  })

  test('CONTAINER_BLOCKED', async () => {
    const ticketId = await shop.order(['PLAIN', 'SECOND'])
    await shop.activate(container, { ticketId }, { requestId: 'r1' })
    await shop.store.transact((tx) => tx.update(Container, { serial: container.serial }, { state: 'blocked' }))
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    expect(await refusal(shop.activate(container, { ticketId }, { requestId: 'r1' }))).toMatchObject({
      code: 'CONTAINER_BLOCKED',
    })
  })
})
