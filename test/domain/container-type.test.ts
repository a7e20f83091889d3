import {
  typeLimitRefusal,
  typeRefusal,
  type ContainerShape,
  type ContainerType,
} from '../../src/domain/container-type.ts'

const type = (containerTypeName: string, more: Partial<ContainerType> = {}): [string, ContainerType] => [
  containerTypeName,
  { containerTypeName, containerKind: 'software', bindingScheme: 'strict', licenseLimit: 0, ...more },
]
const types = new Map([
  type('PC', { licenseLimit: 2 }),
  type('WORKSTATION', { licenseLimit: 3 }),
  type('SERVER', { bindingScheme: 'operator' }),
  type('STICK', { containerKind: 'dongle', bindingScheme: 'operator' }),
])
const shape = (more: Partial<ContainerShape> = {}): ContainerShape => ({
  kind: 'software',
  bindingScheme: 'strict',
  licenseCount: 0,
  ...more,
})
const item = (...containerTypeNames: string[]) => ({ itemNumber: 'CAD', containerTypeNames })

test('an item without types goes anywhere', () => {
  for (const any of [item(), { itemNumber: 'CAD' }]) {
    expect(typeRefusal(any, shape(), types)).toBeUndefined()
    expect(typeLimitRefusal(any, shape({ licenseCount: 999 }), types)).toBeUndefined()
  }
})

test.each<[string, string[], Partial<ContainerShape>]>([
  ['another kind', ['STICK'], {}],
  ['another kind with the same binding', ['STICK'], { bindingScheme: 'operator' }],
  ['another binding', ['SERVER'], {}],
  ['a type that is there no more', ['GONE'], {}],
])('CONTAINER_KIND for %s', (_, names, more) => {
  expect(typeRefusal(item(...names), shape(more), types)).toMatchObject({ code: 'CONTAINER_KIND' })
})

test('one type that fits is enough', () => {
  expect(typeRefusal(item('STICK', 'PC'), shape(), types)).toBeUndefined()
})

test('LIMIT_EXCEEDED when the container is full for every type that fits', () => {
  expect(typeLimitRefusal(item('PC'), shape({ licenseCount: 1 }), types)).toBeUndefined()
  expect(typeLimitRefusal(item('PC'), shape({ licenseCount: 2 }), types)).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    text: 'The container is full: one of type PC holds at most 2 licenses.',
  })
  expect(typeLimitRefusal(item('PC', 'WORKSTATION'), shape({ licenseCount: 2 }), types)).toBeUndefined()
  expect(typeLimitRefusal(item('PC', 'WORKSTATION'), shape({ licenseCount: 3 }), types)).toMatchObject({
    text: expect.stringContaining('WORKSTATION holds at most 3') as string,
  })
  expect(
    typeLimitRefusal(item('SERVER', 'PC'), shape({ bindingScheme: 'operator', licenseCount: 999 }), types),
  ).toBeUndefined()
})
