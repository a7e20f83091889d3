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
  },
  ['sqlite in memory', 'mariadb'],
)
