import { isPackage, packageProblems, partsOfPackage, type PackageDefinition } from '../../src/domain/item-package.ts'
import { licensesOfLine } from '../../src/domain/order-limits.ts'
import { sensibleItem } from '../catalogue/sensible-item.ts'
import type { ItemDefinition } from '../../src/domain/item.ts'

const suite: PackageDefinition = {
  itemNumber: 'SUITE',
  name: 'Suite',
  packageItems: [
    { itemNumber: 'CAD-PRO', quantity: 1 },
    { itemNumber: 'CAD-NET', quantity: 3 },
  ],
}
const problems = (changes: Partial<PackageDefinition>) =>
  packageProblems({ ...suite, ...changes }).map(({ path, text }) => `${path.join('/')}: ${text}`)

test('a sensible package has no problem, and is told from an item', () => {
  expect(problems({})).toEqual([])
  expect([isPackage(suite), isPackage(sensibleItem())]).toEqual([true, false])
})

test.each<[string, Partial<PackageDefinition>, RegExp]>([
  ['blank number', { itemNumber: ' ' }, /^itemNumber: .*empty/],
  ['long number', { itemNumber: 'x'.repeat(65) }, /^itemNumber: .*64/],
  ['blank name', { name: '' }, /^name: .*empty/],
  ['nothing in it', { packageItems: [] }, /^packageItems: .*empty/],
  ['itself', { packageItems: [{ itemNumber: 'SUITE', quantity: 1 }] }, /^packageItems\/0\/itemNumber: .*itself/],
  ['an item without number', { packageItems: [{ itemNumber: '', quantity: 1 }] }, /^packageItems\/0\/.*empty/],
  [
    'an item twice',
    {
      packageItems: [
        { itemNumber: 'A', quantity: 1 },
        { itemNumber: 'A', quantity: 2 },
      ],
    },
    /^packageItems\/1\/itemNumber: .*twice/,
  ],
  ['no pieces', { packageItems: [{ itemNumber: 'A', quantity: 0 }] }, /^packageItems\/0\/quantity: .*at least 1/],
])('refuses %s', (_, changes, text) => {
  expect(problems(changes)).toEqual([expect.stringMatching(text)])
})

test('each piece makes the licenses of its items, in their order; an item that is one license makes one', () => {
  const item = (itemNumber: string, changes: Partial<ItemDefinition> = {}) =>
    ({ ...sensibleItem(), itemNumber, ...changes }) as ItemDefinition
  const net = item('NET', { licenseCounting: 'oneLicense', options: { licenseQuantity: 1 } })
  const contents = [
    { item: item('PRO'), quantity: 2 },
    { item: net, quantity: 3 },
  ]
  const parts = partsOfPackage(contents, (each, quantity) => licensesOfLine(each, quantity, 'quantity'))
  expect(parts.map((part) => [part.item.itemNumber, part.place, part.factor])).toEqual([
    ['PRO', 0, 1],
    ['PRO', 0, 1],
    ['NET', 1, 3],
  ])
})

test('no more licenses are made than it takes to see that there are too many', () => {
  const contents = [{ item: 'A', quantity: 2_000_000_000 }]
  expect(partsOfPackage(contents, (_, count) => ({ count, factor: 1 }))).toHaveLength(5_001)
})
