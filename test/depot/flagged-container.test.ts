import { depotDatabases, firm, refusal, useDepot } from './depot-shop.ts'
import { untrueProof } from './untrue-proof.ts'

describe.each(depotDatabases)('a container whose manipulation was noticed (%s)', (kind) => {
  const depot = useDepot(kind)

  test('waits for a person, however right its next contexts are', async () => {
    const shop = depot()
    const container = shop.container()
    const ticketId = await shop.order(['PLAIN', 'SECOND'])
    const { transferId, updateFile } = await shop.activate(container, { ticketId })
    await container.import(firm, updateFile)
    const waits = { code: 'MANIPULATION_DETECTED' }
    expect(await refusal(shop.call('ConfirmUpdate', await untrueProof(firm, container)))).toMatchObject(waits)

    const later = { ...waits, message: expect.stringContaining('it was noticed earlier') as string }
    expect(await refusal(shop.confirm(container))).toMatchObject(later)
    expect(await refusal(shop.activate(container, { ticketId, selection: 'all' }))).toMatchObject(later)
    expect(await refusal(shop.call('ContinueTransfer', { transferKey: { transferId } }))).toMatchObject(later)
    expect((await shop.licenses(ticketId)).map(({ state }) => state)).toEqual(['Collected', 'Collected'])
  })
})
