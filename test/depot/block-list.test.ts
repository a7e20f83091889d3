import { randomUUID } from 'node:crypto'
import { BlockedGeneration } from '../../src/entities/blocked-generation.ts'
import { Chain } from '../../src/entities/chain.ts'
import { Container } from '../../src/entities/container.ts'
import { readBlockList } from '../../src/formats/block-list.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { hearing, looksAtAll, type Statement } from '../support/plans.ts'
import { depotDatabases, firm, otherFirm, refusal, start, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('what is blocked (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let ticketId: string
  beforeEach(async () => {
    shop = depot()
    container = shop.container()
    ticketId = await shop.order(['PLAIN'])
    await shop.activate(container, { ticketId })
  })

  const block = () =>
    shop.sales('BlockContainer', { containerBlock: { containerSerial: container.serial, reason: 'stolen' } })
  const check = async (containerSerial: string) => (await shop.call('CheckContainer', { containerSerial })).result
  const list = async ({ firmCode, root } = firm) => {
    const { result } = await shop.call('GetBlockList', { firmCode })
    const { list: content } = await readBlockList(result.blockListFile, root)
    expect(result).toMatchObject({ containerCount: content.containers.length, licenseCount: content.licenses.length })
    return content
  }

  test('CheckContainer: blocked after the block, ok before it, and ok if nobody knows it', async () => {
    expect(await check(container.serial)).toEqual({ containerSerial: container.serial, state: 'ok' })
    await block()
    expect(await check(` ${container.serial} `)).toEqual({ containerSerial: container.serial, state: 'blocked' })
    expect((await check(shop.container().serial)).state).toBe('ok')
  })

  test('a container that waits for a person is not blocked', async () => {
    await shop.sales('ResolveContainer', {
      resolution: { containerSerial: container.serial, decision: 'accept', reason: 'x' },
    })
    expect((await check(container.serial)).state).toBe('ok')
    expect((await list()).containers).not.toContain(container.serial)
  })

  test('the list names blocked containers to the firm codes that are in them', async () => {
    await block()
    expect((await list()).containers).toContain(container.serial)
    expect((await list(otherFirm)).containers).not.toContain(container.serial)
    expect((await list()).issuedAt).toEqual(start)
  })

  test('the list names licenses that were issued anew, by their firm code', async () => {
    const [license] = await shop.licenses(ticketId)
    const entry = { licenseId: license?.id ?? '', below: 2 }
    await shop.store.transact((tx) =>
      insertRows(tx, BlockedGeneration, [{ ...entry, firmCode: firm.firmCode, since: start }]),
    )
    expect((await list()).licenses).toContainEqual(entry)
    expect((await list(otherFirm)).licenses).not.toContainEqual(entry)
  })

  test('the list is made without a look at the containers that are not blocked', async () => {
    await block()
    const known = await shop.known(container)
    const chain = await shop.store.read((tx) => tx.findOneBy(Chain, { containerId: known?.id ?? '' }))
    if (known === null || chain === null) throw new Error('the container is known')
    const ids = Array.from({ length: 300 }, () => randomUUID())
    await shop.store.transact(async (tx) => {
      const others = ids.map((id) => ({ ...known, id, serial: `130-${id.slice(0, 18)}`, state: 'known' as const }))
      await insertRows(tx, Container, others)
      await insertRows(
        tx,
        Chain,
        ids.map((id) => ({ ...chain, id, containerId: id })),
      )
    })
    const heard: Statement[] = []
    await shop.call('GetBlockList', { firmCode: firm.firmCode }, { store: hearing(shop.store, heard) })
    expect(await looksAtAll(shop.store, heard, ['container', 'chain', 'blocked_generations'])).toEqual([])
  })

  test('FIRM_CODE_UNKNOWN: a firm code without keys', async () => {
    expect(await refusal(shop.call('GetBlockList', { firmCode: 77 }))).toMatchObject({
      code: 'FIRM_CODE_UNKNOWN',
      field: 'firmCode',
    })
  })
})
