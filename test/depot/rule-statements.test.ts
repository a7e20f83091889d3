import { listening } from '../support/statements.ts'
import { useDatabases } from '../support/databases.ts'
import { depotDatabases, firm, openDepot } from './depot-shop.ts'

describe.each(depotDatabases)('what rules read and write does not grow with the licenses (%s):', (kind) => {
  const databases = useDatabases(kind)

  const open = async () => {
    const statements: string[] = []
    const shop = await openDepot(listening(await databases.open(), statements))
    const container = shop.container()
    const collect = async (itemNumber: string, quantity: number) => {
      const ticketId = await shop.order([{ lineNumber: '1', itemNumber, quantity }])
      statements.length = 0
      const { updateFile, refusedCount } = await shop.activate(container, { ticketId, selection: 'all' })
      await container.import(firm, updateFile)
      expect(refusedCount).toBe(0)
      return statements.map((text) => text.trim().split(/\s+/).slice(0, 3).join(' '))
    }
    return { shop, container, collect }
  }

  test('modules that ride on one base', async () => {
    const { collect } = await open()
    await collect('BASE', 1)
    await collect('MODULE', 1)
    const one = await collect('MODULE', 1)
    expect(await collect('MODULE', 100)).toEqual(one)
  })

  test('trials', async () => {
    const { collect } = await open()
    await collect('PLAIN', 1)
    await collect('TWO-TRIALS', 1)
    const another = await collect('TWO-TRIALS', 1)
    expect(another.filter((text) => text.startsWith('INSERT INTO') && text.includes('trials'))).toHaveLength(1)
    const { collect: elsewhere } = await open()
    await elsewhere('PLAIN', 1)
    await elsewhere('PLAIN', 1)
    expect(await elsewhere('TWO-TRIALS', 2)).toEqual(another)
  })

  test('a license that asks for nothing costs nothing more', async () => {
    const { collect } = await open()
    await collect('BASE', 1)
    await collect('MODULE', 20)
    const plain = await collect('PLAIN', 1)
    const { collect: elsewhere } = await open()
    await elsewhere('PLAIN', 1)
    await elsewhere('PLAIN', 1)
    expect(plain).toEqual(await elsewhere('PLAIN', 1))
  })
})
