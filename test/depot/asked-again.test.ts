import { randomUUID } from 'node:crypto'
import { License } from '../../src/entities/license.ts'
import { Transfer } from '../../src/entities/transfer.ts'
import { listening } from '../support/statements.ts'
import { depotDatabases, firm, openDepot, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('asking again for what is on its way (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let ticketId: string
  let licenseId: string
  let transferId: string | undefined
  beforeEach(async () => {
    shop = depot()
    container = shop.container()
    ticketId = await shop.order(['PLAIN', 'SECOND'])
    const first = await shop.activate(container, { ticketId })
    transferId = first.transferId
    licenseId = first.licenseResults.licenseResult[0]?.licenseId ?? ''
  })

  const ask = (also: string, requestId?: string) =>
    shop.activate(
      container,
      { ticketId, licenseIds: { licenseId: [licenseId, also] } },
      requestId === undefined ? {} : { requestId },
    )

  test('however the wish varies, it is one transfer with one file', async () => {
    const answers = [await ask(randomUUID()), await ask(randomUUID()), await ask(randomUUID())]
    expect(answers.map((answer) => answer.transferId)).toEqual([transferId, transferId, transferId])
    expect(answers[0]?.licenseResults.licenseResult.map(({ ok, code }) => code ?? ok).sort()).toEqual([
      'LICENSE_UNKNOWN',
      true,
    ])
    const { chainId } = await shop.store.read((tx) => tx.findOneByOrFail(Transfer, { id: transferId ?? '' }))
    expect(await shop.store.read((tx) => tx.countBy(Transfer, { chainId }))).toBe(1)
    expect((await shop.confirm(container)).openCount).toBe(1)
  })

  test('a repeated requestId tells of its own licenses, also after the receipt', async () => {
    const stranger = randomUUID()
    const first = await ask(stranger, 'r1')
    expect(first.licenseResults.licenseResult).toHaveLength(2)
    expect(await ask(stranger, 'r1')).toEqual(first)
    await container.import(firm, first.updateFile)
    await shop.confirm(container)
    expect(await ask(stranger, 'r1')).toEqual(first)
  })

  test('a repeated requestId says ok of nothing that its update lacks', async () => {
    await shop.order(['MONTHLY'], { ticketId, containerSerial: '130-5' })
    const dedicated = (await shop.licenses(ticketId)).find(({ dedicatedSerial }) => dedicatedSerial !== null)
    const id = dedicated?.id ?? ''
    const refused = { licenseId: id, ok: false, code: 'LICENSE_STATE' }
    const resultOf = async () =>
      (await ask(id, 'r2')).licenseResults.licenseResult.find((result) => result.licenseId === id)
    expect(await resultOf()).toMatchObject(refused)
    await shop.store.transact((tx) => tx.update(License, { id }, { dedicatedSerial: null }))
    expect(await resultOf()).toMatchObject({
      ...refused,
      text: expect.stringContaining('not in this update') as string,
    })
  })

  test('files of other transfers are not even read', async () => {
    const statements: string[] = []
    const heard = await openDepot(listening(shop.store, statements))
    await heard.activate(container, { ticketId, licenseIds: { licenseId: [licenseId] } })
    const searches = statements.filter(
      (text) => text.includes('transfers') && text.includes('counter_to') && text.includes('ORDER BY'),
    )
    expect(searches).toHaveLength(1)
    expect(searches[0]).not.toContain('signed')
  })
})
