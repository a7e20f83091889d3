import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { draftOf, itemOf } from '../../src/admin/item-conversion.ts'
import { packageDefinitionOf, packageOf } from '../../src/admin/package-conversion.ts'
import { openContent, sealContents, withHashes } from '../../src/catalogue/contents.ts'
import { itemDifferences } from '../../src/catalogue/differences.ts'
import { readCatalogue } from '../../src/catalogue/file/read-file.ts'
import { plainCatalogue, writeCatalogue } from '../../src/catalogue/file/write-file.ts'
import { packageProblems } from '../../src/domain/item-package.ts'
import type { ItemDefinition, ItemDraft } from '../../src/domain/item.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { anyItem } from './item-arbitrary.ts'

const sealer = new Sealer(parseKeyring(createKeyring(randomBytes)), randomBytes)
const stored = (draft: ItemDraft, before?: ItemDefinition) =>
  sealContents(draft, before, sealer, (path) => path.join('/'))

test('an item goes through the contract and comes back the same', () => {
  fc.assert(
    fc.property(anyItem, (draft) => {
      const definition = stored(draft)
      expect(draftOf(itemOf(definition))).toEqual(withHashes(draft))
    }),
  )
})

test('an item goes through the catalogue file and comes back the same', () => {
  fc.assert(
    fc.property(anyItem, (draft) => {
      const text = writeCatalogue(
        plainCatalogue({
          firmCodes: [{ firmCode: 1, name: 'One' }],
          containerTypes: [],
          items: [stored(draft)],
          packages: [],
        }),
      )
      expect(readCatalogue('file', text, 'UTC').items).toEqual([withHashes(draft)])
    }),
  )
})

test('an item is stored as JSON without a loss, and is no other one for it', () => {
  fc.assert(
    fc.property(anyItem, (draft) => {
      const definition = JSON.parse(JSON.stringify(stored(draft))) as ItemDefinition
      expect(definition).toEqual(stored(draft, definition))
      expect(itemDifferences(draft, definition)).toEqual([])
    }),
  )
})

test('each content is opened to the bytes that were given', () => {
  fc.assert(
    fc.property(anyItem, (draft) => {
      const definition = stored(draft)
      const opened = (definition.options.secretData ?? []).map((entry) =>
        openContent(definition, entry, sealer).toString('base64'),
      )
      expect(opened).toEqual((draft.options.secretData ?? []).map((entry) => entry.content))
    }),
  )
})

test('a content cannot be opened as that of another item, nor after a change', () => {
  const draft = {
    itemNumber: 'A',
    options: { secretData: [{ dataNumber: 0, content: 'AAEC' }] },
  } as unknown as ItemDraft
  const definition = stored(draft)
  const [entry] = definition.options.secretData!
  expect(openContent(definition, entry!, sealer)).toEqual(Buffer.from([0, 1, 2]))
  expect(() => openContent({ itemNumber: 'B' }, entry!, sealer)).toThrow()
  expect(() => openContent(definition, { ...entry!, contentHash: '00' }, sealer)).toThrow()
  expect(() =>
    openContent(
      definition,
      { ...entry!, sealed: entry!.sealed.replace(/.$/, (end) => (end === 'A' ? 'Q' : 'A')) },
      sealer,
    ),
  ).toThrow()
})

test('packages and container types go through the catalogue file and come back the same', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/)
  const packageItem = fc.record({ itemNumber: word, quantity: fc.integer({ min: 1, max: 1_000 }) })
  const packageItems = fc.uniqueArray(packageItem, { selector: (one) => one.itemNumber, minLength: 1, maxLength: 5 })
  const onePackage = fc
    .record({ itemNumber: word, name: word, packageItems })
    .filter((one) => packageProblems(one).length === 0)
  const type = fc.record({
    containerTypeName: word,
    containerKind: fc.constantFrom('software', 'dongle', 'cloud'),
    bindingScheme: fc.constantFrom('strict', 'tolerant', 'operator'),
    licenseLimit: fc.nat(),
  })
  fc.assert(
    fc.property(onePackage, type, (definition, containerType) => {
      const stored = { firmCodes: [], containerTypes: [containerType], items: [], packages: [definition] }
      const file = readCatalogue('file', writeCatalogue(plainCatalogue(stored)), 'UTC')
      expect([file.packages, file.containerTypes]).toEqual([[definition], [containerType]])
      expect(packageDefinitionOf(packageOf(definition))).toEqual(definition)
    }),
  )
})
