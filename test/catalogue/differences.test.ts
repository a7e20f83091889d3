import { itemDifferences } from '../../src/catalogue/differences.ts'
import { sensibleItem } from './sensible-item.ts'

const before = sensibleItem({
  licenseQuantity: 5,
  hiddenData: [{ dataNumber: 3, accessCode: 1, content: 'AAEC' }],
  moduleItems: [{ productCode: 1 }, { productCode: 2 }],
  optionDependencies: [{ optionName: 'hiddenData', dependsOn: 'firmUpdateCounter' }],
})

test('an item does not differ from itself, nor from one whose lists are in another order', () => {
  expect(itemDifferences(before, before)).toEqual([])
  const { moduleItems = [] } = before.options
  const turned = {
    ...before,
    containerKinds: before.containerKinds.toReversed(),
    options: { ...before.options, moduleItems: moduleItems.toReversed() },
  }
  expect(itemDifferences(before, turned)).toEqual([])
})

test('differences go by names and numbers, with the old and the new value; contents by their hashes', () => {
  const after = {
    ...before,
    name: 'New',
    containerKinds: ['software' as const],
    options: {
      licenseQuantity: 6,
      displayText: 'Text',
      hiddenData: [{ dataNumber: 3, accessCode: 1, content: 'AAED' }],
      moduleItems: [{ productCode: 2, featureMap: 1 }],
    },
    parameters: [{ name: 'seats', valueKind: 'integer' as const, givenAt: 'order' as const, mandatory: false }],
  }
  expect(itemDifferences(before, after)).toEqual([
    { path: 'name', before: 'CAD Professional', after: 'New' },
    { path: 'options.licenseQuantity', before: 5, after: 6 },
    { path: 'options.displayText', before: undefined, after: 'Text' },
    {
      path: 'options.hiddenData[3].contentHash',
      before: 'ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc',
      after: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
    { path: 'options.moduleItems[2].featureMap', before: undefined, after: 1 },
    { path: 'parameters[seats].name', before: undefined, after: 'seats' },
    { path: 'parameters[seats].valueKind', before: undefined, after: 'integer' },
    { path: 'parameters[seats].givenAt', before: undefined, after: 'order' },
    { path: 'parameters[seats].mandatory', before: undefined, after: false },
    { path: 'containerKinds[dongle]', before: true, after: undefined },
    { path: 'options.moduleItems[1].productCode', before: 1, after: undefined },
    {
      path: 'options.optionDependencies[hiddenData/firmUpdateCounter].optionName',
      before: 'hiddenData',
      after: undefined,
    },
    {
      path: 'options.optionDependencies[hiddenData/firmUpdateCounter].dependsOn',
      before: 'firmUpdateCounter',
      after: undefined,
    },
  ])
})

test('everything of a new item is new', () => {
  expect(itemDifferences(undefined, before).map(({ before: was }) => was)).not.toContainEqual(expect.anything())
})
