import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Catalogue } from '../../src/catalogue/catalogue.ts'
import { applyCatalogue, type Applied } from '../../src/catalogue/file/apply.ts'
import { itemsOnSale } from '../../src/catalogue/file/on-sale.ts'
import { readCatalogue, type CatalogueFile } from '../../src/catalogue/file/read-file.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import type { Store } from '../../src/store/store.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { describeEachDatabase } from '../support/databases.ts'

const clock = () => new Date('2027-01-01T00:00:00.000Z')
const author = {
  caller: { name: 'cli', roles: new Set(['admin'] as const), orderScope: 'cli', firmCodes: 'all' as const },
  operation: 'items apply',
  requestId: undefined,
  now: clock(),
  newId: idMaker(clock, randomBytes),
}
const sealer = new Sealer(parseKeyring(createKeyring(randomBytes)), randomBytes)
const source = readFileSync(new URL('../../examples/catalogue.yaml', import.meta.url), 'utf8')
const sample = readCatalogue('sample', source, 'UTC')
const options = { retireMissing: false, comment: 'spring prices' }

const apply = (store: Store, file = sample, more = options) =>
  store.transact((tx) => applyCatalogue(tx, author, { file, options: more }, { catalogue: new Catalogue(), sealer }))
const outcomes = ({ containerTypes, items, packages }: Applied) => [
  ...new Set([...containerTypes, ...items, ...packages].map(({ outcome }) => outcome)),
]
const numbersOf = ({ items, packages }: CatalogueFile) =>
  [...items, ...packages].map(({ itemNumber }) => itemNumber).toSorted()

describeEachDatabase(
  'a catalogue file',
  (databases) => {
    test('is applied as a whole; again, it changes nothing and writes nothing', async () => {
      const store = await databases.open()
      expect(outcomes(await apply(store))).toEqual(['created'])
      const events = () => store.read((tx) => tx.findBy(LedgerEvent, {}))
      const before = await events()
      expect(new Set(before.map(({ comment, actor }) => `${actor}: ${comment ?? ''}`))).toEqual(
        new Set(['cli: spring prices']),
      )
      expect(outcomes(await apply(store))).toEqual(['unchanged'])
      expect(await events()).toHaveLength(before.length)
      const onSale = await store.read((tx) => itemsOnSale(tx))
      expect(onSale.map(({ itemNumber }) => itemNumber)).toEqual(numbersOf(sample))
    })

    test('applied by two at once, one of them finds it done', async () => {
      const store = await databases.open({ patience: 30_000 })
      const both = await Promise.all([apply(store), apply(store)])
      expect(both.map(outcomes).toSorted()).toEqual([['created'], ['unchanged']])
    })

    test('leaves the items of firm codes alone that it does not have', async () => {
      const store = await databases.open()
      await apply(store)
      const other = readCatalogue('other', 'firmCodes: [{ firmCode: 7, name: Seven }]', 'UTC')
      expect(await apply(store, other, { ...options, retireMissing: true })).toMatchObject({ items: [], missing: [] })
      expect(await store.read((tx) => itemsOnSale(tx))).toHaveLength(numbersOf(sample).length)
    })

    test('with a mistake that only the database knows, nothing of it is stored', async () => {
      const store = await databases.open()
      const text = source.replace('    productCode: 150\n', '    productCode: 150\n    firmCode: 4711\n')
      await expect(apply(store, readCatalogue('wrong', text, 'UTC'))).rejects.toThrow(
        /Firm code 4711 is not registered/,
      )
      expect(await store.read((tx) => itemsOnSale(tx))).toEqual([])
    })

    test('an item may name another one that stands further down', async () => {
      const store = await databases.open()
      const text = `firmCodes: [{ firmCode: 1, name: One }]
items:
  - { itemNumber: M, name: M, productCode: 1, containerKinds: [software], moduleBases: [B], containerTypeNames: [PC] }
  - { itemNumber: B, name: B, productCode: 2, containerKinds: [software], upgradeBases: [U] }
  - { itemNumber: U, name: U, productCode: 3, containerKinds: [software], upgradeBases: [B] }
containerTypes: [{ containerTypeName: PC, containerKind: software }]
`
      expect(outcomes(await apply(store, readCatalogue('order', text, 'UTC')))).toEqual(['created'])
    })

    test('a package of an item that the file retires is refused, with its line, and nothing is stored', async () => {
      const store = await databases.open()
      await apply(store)
      const text = source.replace(/ {2}- itemNumber: CAD-MOTION[\s\S]*?(?=\n {2}# ---)/, '')
      const file = readCatalogue('shrunk', text, 'UTC')
      await expect(apply(store, file, { ...options, retireMissing: true })).rejects.toThrow(
        /shrunk:\d+:9: packages\[0\]\.packageItems\[1\]\.itemNumber: Item CAD-MOTION is no longer sold\.$/,
      )
      expect(await store.read((tx) => itemsOnSale(tx))).toHaveLength(numbersOf(sample).length)
      const kept = await apply(store, file)
      expect(kept.missing).toEqual(['CAD-MOTION'])
    })

    test('a package that the file does not have is retired like an item', async () => {
      const store = await databases.open()
      await apply(store)
      const file = readCatalogue('without', source.replace(/\npackages:[\s\S]*$/, '\n'), 'UTC')
      expect((await apply(store, file, { ...options, retireMissing: true })).missing).toEqual(['CAD-SUITE'])
      expect((await apply(store, file, { ...options, retireMissing: true })).missing).toEqual([])
      expect((await apply(store)).packages).toMatchObject([{ outcome: 'changed', differences: [] }])
    })

    test('mistakes in packages and container types that only the database knows come with their places', async () => {
      const store = await databases.open()
      await apply(store)
      const other = source.replace('containerKind: dongle # or', 'containerKind: cloud # or')
      await expect(apply(store, readCatalogue('kind', other, 'UTC'))).rejects.toThrow(
        /containerTypes\[0\]\.containerKind: PLC-4000 is a type of dongle containers/,
      )
      const unknown = source.replace('      - CAD-MOTION', '      - CAD-NOTHING')
      await expect(apply(store, readCatalogue('item', unknown, 'UTC'))).rejects.toThrow(
        /packages\[0\]\.packageItems\[1\]\.itemNumber: There is no item CAD-NOTHING/,
      )
    })
  },
  ['sqlite in memory', 'mariadb'],
)
