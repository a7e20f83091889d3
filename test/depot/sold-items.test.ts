import { randomBytes } from 'node:crypto'
import { Catalogue } from '../../src/catalogue/catalogue.ts'
import { putItem } from '../../src/catalogue/put-item.ts'
import type { ItemDraft } from '../../src/domain/item.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import type { Store } from '../../src/store/store.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { useDatabases } from '../support/databases.ts'
import { depotDatabases, firm, openDepot } from './depot-shop.ts'

const sealer = new Sealer(parseKeyring(createKeyring(randomBytes)), randomBytes)
const newId = idMaker(() => new Date(), randomBytes)

/** Puts an item that is there once more, with changes. */
async function change(store: Store, itemNumber: string, changes: Partial<ItemDraft>): Promise<void> {
  const caller = { name: 'admin', roles: new Set(['admin'] as const), orderScope: 'admin', firmCodes: 'all' } as const
  const author = {
    caller,
    now: new Date('2026-06-01T00:00:00.000Z'),
    operation: 'PutItem',
    requestId: undefined,
    newId,
  }
  await store.transact(async (tx) => {
    const catalogue = new Catalogue()
    const sold = (await catalogue.sold(tx, [itemNumber])).get(itemNumber)
    const draft = { ...sold?.definition, ...changes } as ItemDraft
    await putItem(tx, author, { draft, fieldOf: String }, { catalogue, sealer })
  })
}

describe.each(depotDatabases)('an item that is changed after it was sold (%s)', (kind) => {
  const databases = useDatabases(kind)

  test('a license is the item as it was when it was sold', async () => {
    const store = await databases.open()
    const shop = await openDepot(store)
    const order = { orderNumber: '4711' }
    const ticketId = await shop.order(['PLAIN'], order)
    await change(store, 'PLAIN', { name: 'Plainer', productCode: 999, containerKinds: ['dongle'] })
    await shop.order([{ lineNumber: '20', itemNumber: 'PLAIN', quantity: 1 }], order)

    // A node that has never met the version that was sold first.
    const node = await openDepot(store)
    const container = node.container()
    const { updateFile, licenseResults } = await node.activate(container, { ticketId, selection: 'all' })
    expect(licenseResults.licenseResult.map(({ ok, code }) => code ?? ok)).toEqual([true, 'CONTAINER_KIND'])
    await container.import(firm, updateFile)
    expect(container.state(firm).licenses.map(({ options }) => options)).toEqual([
      expect.objectContaining({ name: 'Plain', productCode: 100 }),
    ])
  })
})
