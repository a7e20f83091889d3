import { randomBytes } from 'node:crypto'
import { Catalogue } from '../../src/catalogue/catalogue.ts'
import { putFirmCode } from '../../src/catalogue/put-firm-code.ts'
import { putItem } from '../../src/catalogue/put-item.ts'
import { putPackage } from '../../src/catalogue/put-package.ts'
import { retireItem } from '../../src/catalogue/retire-item.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { packageItem } from '../support/package-item.ts'
import { sensibleItem } from './sensible-item.ts'

const clock = () => new Date('2027-01-01T00:00:00.000Z')
const author = {
  caller: { name: 'test', roles: new Set(['admin'] as const), orderScope: 'test', firmCodes: 'all' as const },
  operation: 'test',
  requestId: undefined,
  now: clock(),
  newId: idMaker(clock, randomBytes),
}
const sealer = new Sealer(parseKeyring(createKeyring(randomBytes)), randomBytes)

describeEachDatabase(
  'Catalogue',
  (databases) => {
    let store: Store
    const put = (itemNumber: string, name = 'Name') =>
      store.transact((tx) => {
        const wish = { draft: sensibleItem({}, { itemNumber, name }), fieldOf: String }
        return putItem(tx, author, wish, { catalogue: new Catalogue(), sealer })
      })

    const pack = (itemNumber: string, ...numbers: string[]) => {
      const definition = { itemNumber, name: itemNumber, packageItems: numbers.map(packageItem) }
      return store.transact((tx) => putPackage(tx, author, { definition, fieldOf: String }, new Catalogue()))
    }

    beforeEach(async () => {
      store = await databases.open()
      await store.transact((tx) => putFirmCode(tx, author, { firmCode: 6000010, name: 'Example', field: '' }))
    })

    test('tells what is sold now: the newest version, retired or not; unknown numbers are missing', async () => {
      await put('A', 'first')
      await put('A', 'second')
      await put('B')
      await store.transact((tx) => retireItem(tx, author, { itemNumber: 'B', field: '' }, new Catalogue()))
      const sold = await store.read((tx) => new Catalogue().sold(tx, ['A', 'B', 'A', 'a', 'C']))
      expect([...sold.keys()].toSorted()).toEqual(['A', 'B'])
      expect(sold.get('A')).toMatchObject({
        versionNumber: 2,
        retired: false,
        definition: { itemNumber: 'A', name: 'second' },
      })
      expect(sold.get('B')).toMatchObject({ versionNumber: 1, retired: true })
    })

    test('asks for definitions once, and sees a new version at once', async () => {
      await put('A', 'first')
      await put('B')
      const catalogue = new Catalogue()
      const asked = async (numbers: string[]) => {
        const statements: string[] = []
        const sold = await store.read((tx) => catalogue.sold(listening(tx, statements), numbers))
        return { statements: statements.length, name: sold.get('A')?.definition.name }
      }
      expect(await asked(['A', 'B'])).toEqual({ statements: 2, name: 'first' })
      expect(await asked(['B', 'A'])).toEqual({ statements: 1, name: 'first' })
      await put('A', 'second')
      expect(await asked(['A'])).toEqual({ statements: 2, name: 'second' })
      expect(await asked(['A'])).toEqual({ statements: 1, name: 'second' })
      expect(await asked([])).toEqual({ statements: 0, name: undefined })
    })

    test('a version that was sold keeps its definition, without a statement when it is known', async () => {
      await put('A', 'first')
      const catalogue = new Catalogue()
      const first = (await store.read((tx) => catalogue.sold(tx, ['A']))).get('A')!
      await put('A', 'second')
      const statements: string[] = []
      const versions = await store.read((tx) => catalogue.versions(listening(tx, statements), [first.itemVersionId]))
      expect(versions.get(first.itemVersionId)).toMatchObject({ versionNumber: 1, definition: { name: 'first' } })
      expect(statements).toEqual([])
    })

    test('offers packages with what is in them, by one statement more than items alone', async () => {
      for (const number of ['A', 'B', 'C']) await put(number)
      await pack('P', 'B', 'C')
      const catalogue = new Catalogue()
      const asked = async (numbers: string[]) => {
        const statements: string[] = []
        const { items, packages } = await store.read((tx) => catalogue.offer(listening(tx, statements), numbers))
        return { items: [...items.keys()].toSorted(), packages: [...packages.keys()], statements: statements.length }
      }
      await asked(['A', 'P'])
      expect(await asked(['A', 'P', 'X'])).toEqual({ items: ['A', 'B', 'C'], packages: ['P'], statements: 2 })
      expect(await asked(['A', 'X'])).toEqual({ items: ['A'], packages: [], statements: 1 })
      expect(await asked(['B', 'C', 'P'])).toEqual({ items: ['B', 'C'], packages: ['P'], statements: 1 })
    })

    test('a package is no item, and its version none of an item', async () => {
      await put('A')
      await pack('P', 'A')
      const catalogue = new Catalogue()
      const { sold, found } = await store.read(async (tx) => {
        return {
          sold: await catalogue.sold(tx, ['A', 'P']),
          found: (await catalogue.offer(tx, ['P'])).packages.get('P'),
        }
      })
      expect([...sold.keys()]).toEqual(['A'])
      const id = found?.itemVersionId ?? ''
      await expect(store.read((tx) => catalogue.versions(tx, [id]))).rejects.toThrow(/version of a package/)
    })

    test('keeps so many definitions and no more', async () => {
      for (const number of ['A', 'B', 'C']) await put(number)
      const catalogue = new Catalogue(2)
      const sold = await store.read((tx) => catalogue.sold(tx, ['A', 'B', 'C']))
      expect(sold.size).toBe(3)
      const statements: string[] = []
      await store.read((tx) => catalogue.sold(listening(tx, statements), ['A', 'B', 'C']))
      expect(statements).toHaveLength(2)
    })

    test('an item of a version that is not there is an error of ours', async () => {
      await expect(store.read((tx) => new Catalogue().versions(tx, [author.newId()]))).rejects.toThrow(/is missing/)
    })
  },
  ['sqlite in memory', 'mariadb'],
)

/** The same transaction, with every statement written down. */
function listening(tx: Tx, statements: string[]): Tx {
  return new Proxy(tx, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name) as unknown
      return (statement: string, values: unknown[]) => {
        statements.push(statement)
        return target.query(statement, values)
      }
    },
  })
}
