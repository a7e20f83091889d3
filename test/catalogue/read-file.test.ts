import type { ContainerType } from '../../src/domain/container-type.ts'
import { readFileSync } from 'node:fs'
import { CatalogueMistakes, readCatalogue } from '../../src/catalogue/file/read-file.ts'
import { optionNames } from './option-names.ts'

const read = (text: string, zone = 'UTC') => readCatalogue('c.yaml', text, zone)

/** An item with one more line in it. */
const withLine = (line: string) => `firmCodes:
  - { firmCode: 1, name: One }
items:
  - itemNumber: A
    name: Name
    productCode: 1
    containerKinds: [software]
    ${line}
`
const optionsOf = (line: string, zone?: string) => read(withLine(`options: { ${line} }`), zone).items[0]?.options

function mistakesOf(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogueMistakes)
    return (error as CatalogueMistakes).message.split('\n').slice(1)
  }
  return []
}

describe('the sample catalogue', () => {
  const sample = read(readFileSync(new URL('../../examples/catalogue.yaml', import.meta.url), 'utf8'))

  test('is right, and shows every option', () => {
    const shown = new Set(sample.items.flatMap((item) => Object.keys(item.options)))
    expect(optionNames().filter((name) => !shown.has(name))).toEqual([])
  })

  test('means what its comments say', () => {
    const byNumber = new Map(sample.items.map((item) => [item.itemNumber, item]))
    expect(byNumber.get('CAD-PRO')?.options.maintenancePeriod).toEqual({
      startAt: '2027-01-01T00:00:00.000Z',
      endAt: '2028-01-01T00:00:00.000Z',
    })
    expect(byNumber.get('CAD-YEAR')?.options.expirationPeriod).toEqual({ periodCount: 12, periodUnit: 'month' })
    expect(byNumber.get('CAD-RENDER')).toMatchObject({
      firmCode: 6000010,
      licenseCounting: 'perPiece',
      reactivationRule: { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 },
      parameters: [],
    })
    expect(byNumber.get('CAD-FAIR')?.options.expirationTime).toBe('2027-06-30T16:00:00.000Z')
  })
})

describe('short forms', () => {
  test('the only firm code of the file need not be named', () => {
    expect(read(withLine('')).items[0]?.firmCode).toBe(1)
    expect(
      mistakesOf(
        withLine('').replace(
          '- { firmCode: 1, name: One }',
          '- { firmCode: 1, name: One }\n  - { firmCode: 2, name: Two }',
        ),
      ),
    ).toEqual(['c.yaml:5:5: items[0]: firmCode is missing'])
  })

  test('a bare date is the whole day in the zone of the installation', () => {
    expect(optionsOf('activationTime: 2027-03-28, expirationTime: 2027-03-28', 'Europe/Berlin')).toEqual({
      activationTime: '2027-03-27T23:00:00.000Z',
      expirationTime: '2027-03-28T22:00:00.000Z',
    })
    expect(optionsOf('expirationTime: 2027-03-28T12:00+02:00')).toEqual({ expirationTime: '2027-03-28T10:00:00.000Z' })
    expect(optionsOf('expirationTime: 9999-12-30')).toEqual({})
  })

  test('periods, policies and numbers in their short and long forms', () => {
    expect(optionsOf('expirationPeriod: 1 year')).toEqual({ expirationPeriod: { periodCount: 1, periodUnit: 'year' } })
    expect(optionsOf('expirationPeriod: { periodCount: 30, periodUnit: day }')).toEqual({
      expirationPeriod: { periodCount: 30, periodUnit: 'day' },
    })
    expect(read(withLine('returnRule: manual')).items[0]?.returnRule.policy).toBe('manual')
    expect(optionsOf('featureMap: 0xff')).toEqual({ featureMap: 255 })
    expect(optionsOf('unitCounter: { units: 5 }')).toEqual({ unitCounter: { units: 5, counterMode: 'set' } })
    expect(
      read(withLine('parameters: [{ name: p, valueKind: integer, minimumValue: 1 }]')).items[0]?.parameters,
    ).toEqual([{ name: 'p', valueKind: 'integer', givenAt: 'order', mandatory: false, minimumValue: '1' }])
  })

  test('bytes as text, base64 or hex', () => {
    expect(optionsOf('userData: { text: \u00fc }')).toEqual({ userData: 'w7w=' })
    expect(optionsOf('userData: { hex: 00Ff }')).toEqual({ userData: 'AP8=' })
    expect(optionsOf('userData: { base64: "AA EC" }')).toEqual({ userData: 'AAEC' })
  })

  test('anchors and merge keys', () => {
    const text = `firmCodes: [{ firmCode: 1, name: One }]
items:
  - &first { itemNumber: A, name: Name, productCode: 1, containerKinds: [software] }
  - { <<: *first, itemNumber: B }
`
    expect(read(text).items.map(({ itemNumber, name }) => [itemNumber, name])).toEqual([
      ['A', 'Name'],
      ['B', 'Name'],
    ])
  })

  test('an empty file is an empty catalogue', () => {
    expect(read('')).toMatchObject({ firmCodes: [], items: [] })
    expect(read('firmCodes:\nitems:\n')).toMatchObject({ firmCodes: [], items: [] })
  })
})

test('all mistakes at once, each with its line, in their order', () => {
  const text = `firmCodes:
  - firmCode: 0
    name: One
items:
  - itemNumber: 000123
    nme: Name
    productCode: -1
    containerKinds: [software, stone]
    options:
      expirationTime: 2027-02-30
      Featuremap: 1
  - itemNumber: B
    name: Name
    firmCode: 1
    productCode: 1
    containerKinds: [cloud, cloud]
    options:
      hiddenData:
        - { dataNumber: 1, accessCode: 1, text: a }
        - { dataNumber: 1, accessCode: 1 }
  - itemNumber: "B "
    name: Other
    firmCode: 1
    productCode: 1
    containerKinds: [cloud]
`
  expect(mistakesOf(text)).toEqual([
    'c.yaml:2:5: firmCodes[0].firmCode: has to be a whole number from 1 to 2147483647',
    'c.yaml:5:5: items[0].itemNumber: is a number in YAML; write it in quotes to make it a text',
    'c.yaml:5:5: items[0]: name is missing',
    'c.yaml:6:5: items[0].nme: is not known here; known are itemNumber, name, firmCode, productCode, licenseCounting, containerKinds, options, returnRule, reactivationRule, restoreRule, renewalRule, upgradeBases, moduleBases, containerTypeNames, subscription, trialCount, idleReleaseHours, parameters',
    'c.yaml:7:5: items[0].productCode: has to be a whole number from 0 to 4294967295',
    'c.yaml:8:32: items[0].containerKinds[1]: has to be one of software, dongle, cloud',
    'c.yaml:10:7: items[0].options.expirationTime: is no date; write 2027-12-31 or 2027-12-31T18:00:00Z',
    'c.yaml:11:7: items[0].options.Featuremap: is not known; featureMap is',
    'c.yaml:20:11: items[1].options.hiddenData[1]: needs its bytes as exactly one of text, base64, hex',
    'c.yaml:21:5: items[2].itemNumber: "B" is there twice, also as items[1]',
  ])
})

test('rules of the item too, once it can be read', () => {
  expect(mistakesOf(withLine('options: { usagePeriod: 0 }\n    returnRule: wait'))).toEqual([
    'c.yaml:8:16: items[0].options.usagePeriod: usagePeriod has to last at least one day.',
    'c.yaml:9:5: items[0].returnRule.waitDays: returnRule: policy wait needs waitDays.',
  ])
})

test.each([
  ['options: 1', 'items[0].options: has to be a mapping with displayText,'],
  ['parameters: {}', 'items[0].parameters: has to be a list'],
  ['options: { moduleItems: [1] }', 'items[0].options.moduleItems[0]: has to be a mapping with productCode,'],
  ['options: { displayText: [] }', 'items[0].options.displayText: has to be a text'],
  ['options: { displayText: true }', 'items[0].options.displayText: is a boolean in YAML'],
  ['options: { displayText: "\\x01" }', 'items[0].options.displayText: has a character that no message can carry'],
  ['options: { minimumRuntimeVersion: "" }', 'items[0].options.minimumRuntimeVersion: is empty'],
  [
    `options: { minimumRuntimeVersion: ${'1.'.repeat(11)}1 }`,
    'items[0].options.minimumRuntimeVersion: has 23 characters, at most 20',
  ],
  ['options: { featureMap: 1.5 }', 'items[0].options.featureMap: has to be a whole number'],
  ['options: { expirationTime: 2027-12-31T12:00 }', 'items[0].options.expirationTime: needs Z or an offset'],
  ['options: { expirationTime: soon }', 'items[0].options.expirationTime: is no date'],
  ['options: { expirationTime: 2027-02-30T12:00:00Z }', 'items[0].options.expirationTime: is no date'],
  ['options: { expirationPeriod: 12 moons }', 'items[0].options.expirationPeriod: is no period'],
  ['returnRule: sometimes', 'items[0].returnRule: has to be one of never,'],
  ['options: { userData: { text: a, hex: aa } }', 'items[0].options.userData: needs its bytes as exactly one'],
  ['options: { userData: { base64: "A" } }', 'items[0].options.userData.base64: is not base64'],
  ['options: { userData: { hex: 0g } }', 'items[0].options.userData.hex: is not hex'],
  [
    'options: { licenseTransfer: { transferScheme: complete, keepHistory: 1 } }',
    'items[0].options.licenseTransfer.keepHistory: has to be true or false',
  ],
  [
    `options: { optionDependencies: [${'1, '.repeat(17)}] }`,
    'items[0].options.optionDependencies: has 17 entries, at most 16',
  ],
])('a mistake in %s', (line, mistake) => {
  expect(mistakesOf(withLine(line))[0]).toContain(mistake)
})

test('what is no YAML is told with its line', () => {
  expect(mistakesOf('items:\n  - { itemNumber: A\n')[0]).toMatch(/^c\.yaml:3:1: /)
  expect(mistakesOf('items: []\nitems: []\n')[0]).toMatch(/^c\.yaml:2:1: .*unique/)
})

describe('packages and container types', () => {
  const items = `firmCodes: [{ firmCode: 1, name: One }]
items:
  - { itemNumber: A, name: A, productCode: 1, containerKinds: [software] }
`

  const shown = ({ containerTypeName, containerKind, bindingScheme, licenseLimit }: ContainerType) =>
    [containerTypeName, containerKind, bindingScheme, licenseLimit].join(' ')

  test('in their short and long forms', () => {
    const file = read(`${items}
packages:
  - { itemNumber: "P ", name: P, packageItems: ["A ", { itemNumber: B, quantity: 3 }, { itemNumber: C }] }
containerTypes:
  - { containerTypeName: PLC, containerKind: dongle }
  - { containerTypeName: PC, containerKind: software }
  - { containerTypeName: SERVER, containerKind: software, bindingScheme: tolerant, licenseLimit: 5 }
`)
    expect(file.packages).toEqual([
      {
        itemNumber: 'P',
        name: 'P',
        packageItems: [
          { itemNumber: 'A', quantity: 1 },
          { itemNumber: 'B', quantity: 3 },
          { itemNumber: 'C', quantity: 1 },
        ],
      },
    ])
    expect(file.containerTypes.map(shown)).toEqual([
      'PLC dongle operator 0',
      'PC software strict 0',
      'SERVER software tolerant 5',
    ])
  })

  test('what makes an item more than an article', () => {
    const special = `upgradeBases: ["B "]
    containerTypeNames: [PC]
    subscription: { model: erpRun, period: 3 months }
    trialCount: 2`
    expect(read(withLine(special)).items[0]).toMatchObject({
      upgradeBases: ['B'],
      containerTypeNames: ['PC'],
      subscription: { model: 'erpRun', period: { periodCount: 3, periodUnit: 'month' }, graceDays: 0 },
      trialCount: 2,
    })
  })

  test('one number is never an item and a package, nor two of one kind', () => {
    const mistakes = mistakesOf(`${items}
packages:
  - { itemNumber: A, name: P, packageItems: [B] }
  - { itemNumber: P, name: P, packageItems: [B, P, B, 7] }
  - { itemNumber: P, name: P, packageItems: [B, P, B] }
containerTypes:
  - { containerTypeName: PLC, containerKind: dongle }
  - { containerTypeName: PLC, containerKind: stone, bindingScheme: tight }
`)
    expect(mistakes.map((mistake) => mistake.replace(/^c\.yaml:/, ''))).toEqual([
      '6:7: packages[0].itemNumber: "A" is there twice, also as items[0]',
      '7:55: packages[1].packageItems[3]: is a number in YAML; write it in quotes to make it a text',
      '8:7: packages[2].itemNumber: "P" is there twice, also as packages[1]',
      '8:49: packages[2].packageItems[1].itemNumber: the package contains itself.',
      '8:52: packages[2].packageItems[2].itemNumber: the package contains B twice; give its quantity once.',
      '11:7: containerTypes[1].containerTypeName: "PLC" is there twice, also as containerTypes[0]',
      '11:31: containerTypes[1].containerKind: has to be one of software, dongle, cloud',
      '11:53: containerTypes[1].bindingScheme: has to be one of strict, tolerant, operator',
    ])
  })
})
