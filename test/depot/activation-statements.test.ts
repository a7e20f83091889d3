import { listening } from '../support/statements.ts'
import { useDatabases } from '../support/databases.ts'
import { depotDatabases, firm, openDepot } from './depot-shop.ts'

describe.each(depotDatabases)('ActivateLicenses takes the same statements, however many licenses (%s):', (kind) => {
  const databases = useDatabases(kind)

  const open = async () => {
    const statements: string[] = []
    const shop = await openDepot(listening(await databases.open(), statements))
    await shop.activate(shop.container(), { ticketId: await shop.order(['PLAIN']) })
    const heard = async (work: () => Promise<unknown>) => {
      statements.length = 0
      await work()
      return statements.map((text) => /^(INSERT INTO|UPDATE|SELECT) *.?(\w*)/.exec(text.trim())?.slice(1, 3).join(' '))
    }
    return { shop, heard }
  }
  const order = (quantity: number) => [{ lineNumber: '1', itemNumber: 'PLAIN', quantity }]

  test.each([1, 500])('%d into a new container', async (quantity) => {
    const { shop, heard } = await open()
    const ticketId = await shop.order(order(quantity))
    const container = shop.container()
    const statements = await heard(() => shop.activate(container, { ticketId, selection: 'all' }))
    expect(statements.map((text) => text?.replace(/^SELECT.*/, 'SELECT'))).toEqual([
      'SELECT', // container and chain
      'SELECT', // ticket
      'SELECT', // licenses
      'SELECT', // whether anything waits
      'SELECT', // firm keys
      'INSERT INTO containers',
      'INSERT INTO container_parts', // by which it can be found
      'INSERT INTO chains',
      'INSERT INTO transfers',
      'INSERT INTO steps',
      'UPDATE licenses',
      'INSERT INTO events',
      'UPDATE tickets', // still the one that was read
      'UPDATE transfers',
    ])
  })

  test.each([1, 500])('%d into a known container, with the receipt for as many', async (quantity) => {
    const { shop, heard } = await open()
    const container = shop.container()
    const first = await shop.order(order(quantity))
    await container.import(firm, (await shop.activate(container, { ticketId: first, selection: 'all' })).updateFile)
    const ticketId = await shop.order(order(quantity))
    const statements = await heard(() => shop.activate(container, { ticketId, selection: 'all' }))
    expect(statements.map((text) => text?.replace(/^SELECT.*/, 'SELECT'))).toEqual([
      'SELECT', // container and chain
      'SELECT', // steps
      'SELECT', // ticket
      'SELECT', // licenses
      'SELECT', // those that the container has by our books, as it shows some
      'SELECT', // whether anything waits
      'SELECT', // firm keys
      'UPDATE chains',
      'SELECT', // units that were used
      'UPDATE transfers', // confirmed
      'UPDATE steps', // their receipt
      'SELECT', // licenses that arrived
      'UPDATE licenses',
      'INSERT INTO transfers',
      'INSERT INTO steps',
      'UPDATE licenses',
      'INSERT INTO events',
      'UPDATE tickets', // still the one that was read
      'UPDATE transfers', // signed
    ])
  })

  test('a license with an end, which might renew itself, costs one statement more', async () => {
    const { shop, heard } = await open()
    const activation = async (held: string) => {
      const container = shop.container()
      const first = await shop.activate(container, { ticketId: await shop.order([held]) })
      await container.import(firm, first.updateFile)
      await shop.confirm(container)
      const ticketId = await shop.order(['SECOND'])
      return heard(() => shop.activate(container, { ticketId }))
    }
    const plain = await activation('PLAIN')
    expect(await activation('MONTHLY')).toHaveLength(plain.length + 1)
    expect(plain).toHaveLength(15)
  })
})
