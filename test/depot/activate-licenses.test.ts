import { randomUUID } from 'node:crypto'
import { readUpdate } from '../../src/formats/update.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { Transfer } from '../../src/entities/transfer.ts'
import { depotDatabases, firm, otherFirm, start, useDepot, type DepotShop } from './depot-shop.ts'

describe.each(depotDatabases)('ActivateLicenses (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  beforeEach(() => {
    shop = depot()
  })

  test('puts a license of the ticket into the container', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN'])
    const [license] = await shop.licenses(ticketId)
    const answer = await shop.activate(container, { ticketId, collector: { userId: 'u1', name: 'Erika Muster' } })
    expect(answer).toEqual({
      transferId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      updateFile: expect.any(String) as string,
      vendorChangeCount: 0,
      vendorChanges: { vendorChange: [] },
      activatedCount: 1,
      refusedCount: 0,
      licenseResults: { licenseResult: [{ licenseId: license?.id, ok: true }] },
    })

    const { update } = await readUpdate(answer.updateFile ?? '', firm.root)
    expect(update).toMatchObject({ serial: container.serial, firmCode: firm.firmCode, issuedAt: start })
    expect(await container.import(firm, answer.updateFile)).toBe(1)
    expect(container.state(firm).licenses).toEqual([
      expect.objectContaining({
        licenseId: license?.id,
        generation: 1,
        options: { itemNumber: 'PLAIN', name: 'Plain', firmCode: firm.firmCode, productCode: 100 },
      }),
    ])
    expect(await shop.licenses(ticketId)).toEqual([
      expect.objectContaining({
        state: 'Collected',
        generation: 1,
        version: 2,
        containerId: expect.any(String) as string,
      }),
    ])
    expect(await shop.changes(license)).toEqual(['LicenseCreated 1', 'LicenseCollected 2'])
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1'])
  })

  test('keeps the name of the collector out of the ledger', async () => {
    const ticketId = await shop.order(['PLAIN'])
    const collector = { userId: 'u1', name: 'Erika Muster' }
    const [license] = await shop.licenses(ticketId)
    const { transferId = '' } = await shop.activate(shop.container(), { ticketId, collector, comment: 'desk 4' })
    const events = await shop.store.read((tx) =>
      tx.findBy(LedgerEvent, { change: 'LicenseCollected', aggregateId: license?.id ?? '' }),
    )
    expect(events).toEqual([
      expect.objectContaining({ after: expect.not.objectContaining({ userId: 'u1' }) as object, comment: 'desk 4' }),
    ])
    expect(JSON.stringify(events)).not.toContain('Erika')
    const transfer = await shop.store.read((tx) => tx.findOneBy(Transfer, { id: transferId }))
    expect(transfer?.results).toMatchObject({ collector })
  })

  test('again before the receipt gives the same update, with or without license ids and with a newer context', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN', { lineNumber: '9', itemNumber: 'PLAIN', quantity: 2 }])
    const contextFile = await container.context(firm)
    const first = await shop.activate(container, { ticketId, contextFile })
    expect(await shop.activate(container, { ticketId, contextFile })).toEqual(first)
    expect(await shop.activate(container, { ticketId })).toEqual(first)
    expect((await shop.licenses(ticketId)).map(({ version }) => version).sort()).toEqual([1, 1, 2])
  })

  test('with a requestId is answered from what was done, also after the receipt', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN'])
    const first = await shop.activate(container, { ticketId }, { requestId: 'r1' })
    await container.import(firm, first.updateFile)
    await shop.confirm(container)
    expect(await shop.activate(container, { ticketId }, { requestId: 'r1' })).toEqual(first)
  })

  test('another request appends a step, and its update has all that is not confirmed', async () => {
    const container = shop.container()
    const one = await shop.activate(container, { ticketId: await shop.order(['PLAIN']) })
    const two = await shop.activate(container, { ticketId: await shop.order(['SECOND']) })
    const { update } = await readUpdate(two.updateFile ?? '', firm.root)
    expect(update.steps.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(await container.import(firm, two.updateFile)).toBe(2)
    expect(await container.import(firm, one.updateFile)).toBe(0)
    expect(container.licenses(firm)).toHaveLength(2)
  })

  test('a later context is the receipt, also when there is nothing else to do', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN'])
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    await expect(shop.activate(container, { ticketId })).rejects.toMatchObject({ code: 'NOTHING_TO_DO' })
    const licenses = await shop.licenses(ticketId)
    expect(licenses.map(({ state, version }) => [state, version])).toEqual([['Confirmed', 3]])
    expect(await shop.changes(...licenses)).toEqual(['LicenseCreated 1', 'LicenseCollected 2', 'LicenseConfirmed 3'])
  })

  test('one license of each item by default, every one with selection=all', async () => {
    const container = shop.container()
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 3 }, 'SECOND'])
    const some = await shop.activate(container, { ticketId })
    expect(some.licenseResults.licenseResult).toHaveLength(2)
    await container.import(firm, some.updateFile)
    const all = await shop.activate(container, { ticketId, selection: 'all' })
    await container.import(firm, all.updateFile)
    expect(container.licenses(firm)).toHaveLength(4)
  })

  test('licenses of another firm code say so, and go by a context of that firm code', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN', 'OTHER-FIRM'])
    const first = await shop.activate(container, { ticketId })
    expect(first.licenseResults.licenseResult.map(({ ok, code }) => [ok, code])).toEqual([
      [true, undefined],
      [false, 'FIRM_CODE_OTHER'],
    ])
    const second = await shop.activate(container, { ticketId }, { of: otherFirm })
    expect(await container.import(otherFirm, second.updateFile)).toBe(1)
    expect(await container.import(firm, first.updateFile)).toBe(1)
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1', 'ContainerBound 2'])
  })

  test('an inseparable ticket goes whole, and its later licenses into the same container', async () => {
    const container = shop.container()
    const order = { orderNumber: randomUUID(), inseparable: 'yes' } as const
    const ticketId = await shop.order(['PLAIN', 'SECOND'], order)
    const first = await shop.activate(container, { ticketId })
    expect(first.licenseResults.licenseResult.map(({ ok }) => ok)).toEqual([true, true])
    const [license] = await shop.licenses(ticketId)
    expect(await shop.changes({ id: license?.ticketId ?? '' })).toContain('TicketCollected 2')
    await shop.order(['PLAIN', 'SECOND', 'NETWORK'], order)
    await expect(shop.activate(shop.container(), { ticketId })).rejects.toMatchObject({ code: 'LICENSE_STATE' })
    const later = await shop.activate(container, { ticketId })
    expect(await container.import(firm, later.updateFile)).toBe(2)
  })

  test('a period counts from the activation, and pieces multiply', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['MONTHLY', { lineNumber: '2', itemNumber: 'NETWORK', quantity: 3 }])
    const now = new Date('2026-01-31T10:00:00.000Z')
    await container.import(firm, (await shop.activate(container, { ticketId }, { now })).updateFile)
    const options = container.state(firm).licenses.map((license) => license.options)
    expect(options).toEqual([
      expect.objectContaining({ itemNumber: 'MONTHLY', expirationTime: '2026-02-28T10:00:00.000Z' }),
      expect.objectContaining({ itemNumber: 'NETWORK', licenseQuantity: 30 }),
    ])
  })

  test('hidden and secret data arrive sealed for this container', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['SECRET'])
    const { updateFile, licenseResults } = await shop.activate(container, { ticketId })
    await container.import(firm, updateFile)
    const licenseId = licenseResults.licenseResult[0]?.licenseId ?? ''
    expect(await container.secretsOf(firm, licenseId)).toEqual({
      hiddenData: [{ type: 1, accessCode: 4711, data: Buffer.from('hidden') }],
      secretData: [{ type: 2, data: Buffer.from('secret') }],
    })
    const { payload } = JSON.parse(updateFile ?? '') as { payload: string }
    const said = Buffer.from(payload, 'base64url').toString()
    expect(said).toContain('"itemNumber":"SECRET"')
    for (const form of ['utf8', 'base64', 'hex'] as const)
      expect(said).not.toContain(Buffer.from('secret').toString(form))
  })

  test('parameters of order and activation travel with the license', async () => {
    const container = shop.container()
    const parameters = { parameter: [{ name: 'licensee', value: 'Muster GmbH' }] }
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'NAMED', quantity: 1, parameters }])
    const given = { parameter: [{ name: 'host', value: 'node1' }] }
    await container.import(firm, (await shop.activate(container, { ticketId, parameters: given })).updateFile)
    expect(container.state(firm).licenses[0]?.options).toMatchObject({
      parameters: { licensee: 'Muster GmbH', host: 'node1' },
    })
  })

  test('runMode=check says the same and stores nothing', async () => {
    const ticketId = await shop.order(['PLAIN', 'DONGLE-ONLY'])
    const container = shop.container()
    const answer = await shop.activate(container, { ticketId }, { check: true, requestId: 'r1' })
    expect(answer.updateFile).toBeUndefined()
    expect(answer.transferId).toBeUndefined()
    expect(answer.licenseResults.licenseResult.map(({ ok, code }) => code ?? ok)).toEqual([true, 'CONTAINER_KIND'])
    expect((await shop.licenses(ticketId)).map(({ state }) => state)).toEqual(['NotCollected', 'NotCollected'])
    expect(await shop.known(container)).toBeNull()
  })

  test('of two containers that want the last license at once, one gets it', async () => {
    const ticketId = await shop.order(['PLAIN'])
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => shop.activate(shop.container(), { ticketId })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of tries) {
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'LICENSE_STATE' })
    }
  })

  test('the same request several times at once has one transfer and the same bytes', async () => {
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN'])
    const contextFile = await container.context(firm)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        // Each signs at another time, so its own bytes would differ.
        shop.activate(container, { ticketId, contextFile }, { now: new Date(start.getTime() + index) }),
      ),
    )
    expect(new Set(answers.map(({ updateFile }) => updateFile)).size).toBe(1)
    expect(new Set(answers.map(({ transferId }) => transferId)).size).toBe(1)
  })
})
