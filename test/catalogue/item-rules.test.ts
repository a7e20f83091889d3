import { checkItem } from '../../src/domain/item-check.ts'
import { itemAdvice } from '../../src/domain/item-advice.ts'
import { itemProblems } from '../../src/domain/item-rules.ts'
import {
  mostPieces,
  multiplyOptions,
  normaliseItem,
  type ItemDraft,
  type ItemParameter,
  type LicenseTransfer,
} from '../../src/domain/item.ts'
import { Fault } from '../../src/faults.ts'
import { sensibleItem } from './sensible-item.ts'

const rule = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const transfer: LicenseTransfer = {
  transferScheme: 'complete',
  mayBePulled: false,
  mayBeReturned: false,
  firmItemMustExist: false,
  keepHistory: false,
  borrowHours: 0,
}
const parameter: ItemParameter = { name: 'seats', valueKind: 'integer', givenAt: 'order', mandatory: false }
const month = { periodCount: 1, periodUnit: 'month' } as const
const monthly = { model: 'checkpoint', period: month, graceDays: 5 } as const
const hash = 'a'.repeat(64)
const bytes = (count: number) => Buffer.alloc(count).toString('base64')

/** Each line breaks one rule: the item, where it says so, a word of what it says. */
const refused: [string, ItemDraft, string, RegExp][] = [
  ['blank number', sensibleItem({}, { itemNumber: ' ' }), 'itemNumber', /empty/],
  ['long number', sensibleItem({}, { itemNumber: 'x'.repeat(65) }), 'itemNumber', /64/],
  ['control character', sensibleItem({}, { itemNumber: 'A\tB' }), 'itemNumber', /control/],
  ['blank name', sensibleItem({}, { name: ' ' }), 'name', /empty/],
  ['no kind', sensibleItem({}, { containerKinds: [] }), 'containerKinds', /nowhere/],
  ['a kind twice', sensibleItem({}, { containerKinds: ['cloud', 'cloud'] }), 'containerKinds/1', /twice/],
  ['nothing to multiply', sensibleItem({}, { licenseCounting: 'oneLicense' }), 'licenseCounting', /exactly one/],
  [
    'two things to multiply',
    sensibleItem(
      { licenseQuantity: 1, unitCounter: { units: 1, counterMode: 'set' } },
      { licenseCounting: 'oneLicense' },
    ),
    'licenseCounting',
    /exactly one/,
  ],
  ['times zero', sensibleItem({ licenseQuantity: 0 }, { licenseCounting: 'oneLicense' }), 'licenseCounting', /0/],
  [
    'zero units',
    sensibleItem({ unitCounter: { units: 0, counterMode: 'add' } }, { licenseCounting: 'oneLicense' }),
    'licenseCounting',
    /0/,
  ],
  [
    'two ends',
    sensibleItem({
      expirationTime: '2027-01-01T00:00:00.000Z',
      expirationPeriod: { periodCount: 1, periodUnit: 'day' },
    }),
    'options/expirationPeriod',
    /exclude/,
  ],
  [
    'no period',
    sensibleItem({ expirationPeriod: { periodCount: 0, periodUnit: 'day' } }),
    'options/expirationPeriod/periodCount',
    /at least 1/,
  ],
  [
    'endless period',
    sensibleItem({ expirationPeriod: { periodCount: 101, periodUnit: 'year' } }),
    'options/expirationPeriod/periodCount',
    /at most 100 years/,
  ],
  ['upgrade of itself', sensibleItem({}, { upgradeBases: ['CAD-PRO'] }), 'upgradeBases/0', /itself/],
  ['an upgrade base twice', sensibleItem({}, { upgradeBases: ['A', 'A'] }), 'upgradeBases/1', /twice/],
  ['a base without a number', sensibleItem({}, { moduleBases: ['A', ''] }), 'moduleBases/1', /empty/],
  ['module of itself', sensibleItem({}, { moduleBases: ['A', 'CAD-PRO'] }), 'moduleBases/1', /itself/],
  ['upgrade and module', sensibleItem({}, { upgradeBases: ['A'], moduleBases: ['B'] }), 'moduleBases', /exclude/],
  ['a container type twice', sensibleItem({}, { containerTypeNames: ['A', 'A'] }), 'containerTypeNames/1', /twice/],
  ['no container type', sensibleItem({}, { containerTypeNames: [''] }), 'containerTypeNames/0', /empty/],
  [
    'subscription with an end',
    sensibleItem({ expirationTime: '2027-01-01T00:00:00.000Z' }, { subscription: monthly }),
    'options/expirationTime',
    /subscription/,
  ],
  [
    'subscription with an expiration period',
    sensibleItem({ expirationPeriod: month }, { subscription: monthly }),
    'options/expirationPeriod',
    /subscription/,
  ],
  [
    'subscription by use',
    sensibleItem({ usagePeriod: 3 }, { subscription: monthly }),
    'options/usagePeriod',
    /exclude/,
  ],
  [
    'subscription for no time',
    sensibleItem({}, { subscription: { ...monthly, period: { ...month, periodCount: 0 } } }),
    'subscription/period/periodCount',
    /at least 1/,
  ],
  [
    'subscription for ever',
    sensibleItem({}, { subscription: { ...monthly, period: { ...month, periodCount: 1201 } } }),
    'subscription/period/periodCount',
    /at most 1200 months/,
  ],
  [
    'endless grace',
    sensibleItem({}, { subscription: { ...monthly, graceDays: 36_526 } }),
    'subscription/graceDays',
    /at most/,
  ],
  ['no time to idle', sensibleItem({}, { idleReleaseHours: 0 }), 'idleReleaseHours', /from 1 to 8784/],
  ['idle for ever', sensibleItem({}, { idleReleaseHours: 8785 }), 'idleReleaseHours', /from 1 to 8784/],
  ['idle use', sensibleItem({ usagePeriod: 30 }, { idleReleaseHours: 48 }), 'idleReleaseHours', /exclude/],
  ['no trial', sensibleItem({}, { trialCount: 0 }), 'trialCount', /at least 1/],
  ['no usage', sensibleItem({ usagePeriod: 0 }), 'options/usagePeriod', /one day/],
  [
    'over before it begins',
    sensibleItem({ activationTime: '2027-01-02T00:00:00.000Z', expirationTime: '2027-01-02T00:00:00.000Z' }),
    'options/expirationTime',
    /after/,
  ],
  [
    'maintenance backwards',
    sensibleItem({ maintenancePeriod: { startAt: '2027-01-02T00:00:00.000Z', endAt: '2027-01-01T00:00:00.000Z' } }),
    'options/maintenancePeriod/endAt',
    /after/,
  ],
  ['no version', sensibleItem({ minimumRuntimeVersion: '1.4-beta' }), 'options/minimumRuntimeVersion', /dots/],
  [
    'module is the item',
    sensibleItem({ moduleItems: [{ productCode: 100 }] }),
    'options/moduleItems/0/productCode',
    /itself/,
  ],
  [
    'module twice',
    sensibleItem({ moduleItems: [{ productCode: 1 }, { productCode: 1 }] }),
    'options/moduleItems/1/productCode',
    /two/,
  ],
  [
    'no units to move',
    sensibleItem({ licenseTransfer: { ...transfer, transferScheme: 'units' } }),
    'options/licenseTransfer/transferScheme',
    /unitCounter/,
  ],
  [
    'no licenses to move',
    sensibleItem({ licenseQuantity: 0, licenseTransfer: { ...transfer, transferScheme: 'licenses' } }),
    'options/licenseTransfer/transferScheme',
    /licenseQuantity/,
  ],
  [
    'borrowed from the cloud',
    sensibleItem(
      { licenseTransfer: { ...transfer, transferScheme: 'borrow', borrowHours: 1 } },
      { containerKinds: ['cloud'] },
    ),
    'options/licenseTransfer/transferScheme',
    /cloud/,
  ],
  [
    'borrowed for no time',
    sensibleItem({ licenseTransfer: { ...transfer, transferScheme: 'borrow' } }),
    'options/licenseTransfer/borrowHours',
    /needs/,
  ],
  [
    'hours without borrowing',
    sensibleItem({ licenseTransfer: { ...transfer, borrowHours: 1 } }),
    'options/licenseTransfer/borrowHours',
    /only/,
  ],
  [
    'dependency on nothing',
    sensibleItem({ optionDependencies: [{ optionName: 'featureMap', dependsOn: 'firmAccessCounter' }] }),
    'options/optionDependencies/0/optionName',
    /does not set/,
  ],
  [
    'dependency twice',
    sensibleItem({
      optionDependencies: [
        { optionName: 'productCode', dependsOn: 'firmAccessCounter' },
        { optionName: 'productCode', dependsOn: 'firmAccessCounter' },
      ],
    }),
    'options/optionDependencies/1',
    /twice/,
  ],
  ['wait for nothing', sensibleItem({}, { returnRule: { ...rule, policy: 'wait' } }), 'returnRule/waitDays', /needs/],
  [
    'days without waiting',
    sensibleItem({}, { reactivationRule: { ...rule, waitDays: 1 } }),
    'reactivationRule/waitDays',
    /only/,
  ],
  [
    'never twice',
    sensibleItem({}, { restoreRule: { ...rule, policy: 'never', maximumCount: 2 } }),
    'restoreRule/maximumCount',
    /never/,
  ],
  [
    'renewed after no wait',
    sensibleItem({}, { renewalRule: { ...rule, policy: 'wait' } }),
    'renewalRule/waitDays',
    /needs/,
  ],
  [
    'period without a count',
    sensibleItem({}, { returnRule: { ...rule, periodDays: 9 } }),
    'returnRule/periodDays',
    /maximumCount/,
  ],
  [
    'parameter without name',
    sensibleItem({}, { parameters: [{ ...parameter, name: ' ' }] }),
    'parameters/0/name',
    /empty/,
  ],
  [
    'parameter twice',
    sensibleItem({}, { parameters: [parameter, { ...parameter, givenAt: 'activation' }] }),
    'parameters/1/name',
    /two/,
  ],
  [
    'bounds crossed',
    sensibleItem({}, { parameters: [{ ...parameter, minimumValue: '10', maximumValue: '9' }] }),
    'parameters/0/maximumValue',
    /below/,
  ],
  [
    'bound of another form',
    sensibleItem({}, { parameters: [{ ...parameter, minimumValue: '1.5' }] }),
    'parameters/0/minimumValue',
    /whole/,
  ],
  [
    'upper bound of another form',
    sensibleItem({}, { parameters: [{ ...parameter, valueKind: 'date', maximumValue: '2027-02-30' }] }),
    'parameters/0/maximumValue',
    /date/,
  ],
  [
    'least text',
    sensibleItem({}, { parameters: [{ ...parameter, valueKind: 'text', minimumValue: '1' }] }),
    'parameters/0/minimumValue',
    /no minimumValue/,
  ],
  [
    'greatest boolean',
    sensibleItem({}, { parameters: [{ ...parameter, valueKind: 'boolean', maximumValue: 'true' }] }),
    'parameters/0/maximumValue',
    /no maximumValue/,
  ],
  [
    'text of 4001',
    sensibleItem({}, { parameters: [{ ...parameter, valueKind: 'text', maximumValue: '4001' }] }),
    'parameters/0/maximumValue',
    /4000/,
  ],
  ['long text in bytes', sensibleItem({ displayText: '\u00fc'.repeat(129) }), 'options/displayText', /258 bytes/],
  [
    'long customer text',
    sensibleItem({ customerOwnedLicenseInfo: '\u{1F511}'.repeat(65) }),
    'options/customerOwnedLicenseInfo',
    /260/,
  ],
  [
    'long text of a module',
    sensibleItem({ moduleItems: [{ productCode: 1, displayText: 'x'.repeat(257) }] }),
    'options/moduleItems/0/displayText',
    /257/,
  ],
  ['much user data', sensibleItem({ userData: bytes(257) }), 'options/userData', /256/],
  ['much protected data', sensibleItem({ protectedData: bytes(257) }), 'options/protectedData', /256/],
  ['much universal data', sensibleItem({ universalData: bytes(32_769) }), 'options/universalData', /32768/],
  [
    'much extended data',
    sensibleItem({ extendedProtectedData: [{ dataNumber: 0, content: bytes(257) }] }),
    'options/extendedProtectedData/0/content',
    /256/,
  ],
  [
    'a number twice',
    sensibleItem({
      extendedProtectedData: [
        { dataNumber: 7, content: '' },
        { dataNumber: 7, content: '' },
      ],
    }),
    'options/extendedProtectedData/1/dataNumber',
    /two entries/,
  ],
  ['no content', sensibleItem({ secretData: [{ dataNumber: 0 }] }), 'options/secretData/0/content', /needs/],
  [
    'much hidden data',
    sensibleItem({ hiddenData: [{ dataNumber: 0, accessCode: 0, content: bytes(257) }] }),
    'options/hiddenData/0/content',
    /256/,
  ],
  [
    'no hash',
    sensibleItem({ secretData: [{ dataNumber: 0, contentHash: 'A'.repeat(64) }] }),
    'options/secretData/0/contentHash',
    /lower case/,
  ],
  [
    'another hash',
    sensibleItem({ secretData: [{ dataNumber: 0, content: '', contentHash: hash }] }),
    'options/secretData/0/contentHash',
    /not the SHA-256/,
  ],
]

describe('an item is refused', () => {
  test.each(refused)('%s', (_, item, place, words) => {
    expect(itemProblems(item)).toEqual([{ path: expect.any(Array), text: expect.stringMatching(words) }])
    expect(itemProblems(item)[0]!.path.join('/')).toBe(place)
  })
})

describe('an item is taken', () => {
  test.each<[string, ItemDraft]>([
    ['without options', sensibleItem()],
    ['with texts of exactly 256 bytes', sensibleItem({ displayText: '\u00fc'.repeat(128), userData: bytes(256) })],
    [
      'pieces times units',
      sensibleItem({ unitCounter: { units: 9, counterMode: 'add' } }, { licenseCounting: 'oneLicense' }),
    ],
    ['a period of a hundred years', sensibleItem({ expirationPeriod: { periodCount: 1200, periodUnit: 'month' } })],
    [
      'expirationPeriod is an expirationTime to depend on',
      sensibleItem({
        expirationPeriod: { periodCount: 1, periodUnit: 'day' },
        optionDependencies: [{ optionName: 'expirationTime', dependsOn: 'firmPreciseTime' }],
      }),
    ],
    [
      'extendedProtectedData is a protectedData to depend on',
      sensibleItem({
        extendedProtectedData: [{ dataNumber: 0, content: '' }],
        optionDependencies: [{ optionName: 'protectedData', dependsOn: 'firmPreciseTime' }],
      }),
    ],
    [
      'a feature map of 0 is set',
      sensibleItem({ featureMap: 0, optionDependencies: [{ optionName: 'featureMap', dependsOn: 'firmPreciseTime' }] }),
    ],
    [
      'the same number in two lists',
      sensibleItem({
        extendedProtectedData: [{ dataNumber: 1, content: '' }],
        secretData: [{ dataNumber: 1, content: '' }],
      }),
    ],
    ['a hash instead of the content', sensibleItem({ secretData: [{ dataNumber: 1, contentHash: hash }] })],
    [
      'bounds that are equal',
      sensibleItem({}, { parameters: [{ ...parameter, minimumValue: '9', maximumValue: '9' }] }),
    ],
    [
      'a text with its greatest length',
      sensibleItem({}, { parameters: [{ ...parameter, valueKind: 'text', maximumValue: '4000' }] }),
    ],
  ])('%s', (_, item) => {
    expect(itemProblems(item)).toEqual([])
  })
})

test('all problems come at once: the first as text and field, each by its field in the details', () => {
  const item = sensibleItem({ usagePeriod: 0, userData: bytes(257) }, { containerKinds: [] })
  const check = () => checkItem(item, (path) => `item/${path.join('/')}`)
  expect(check).toThrow(Fault)
  try {
    check()
  } catch (error) {
    expect((error as Fault).code).toBe('ITEM_INVALID')
    expect((error as Fault).facts).toMatchObject({ field: 'item/containerKinds' })
    expect(Object.keys((error as Fault).facts.details ?? {})).toEqual([
      'item/containerKinds',
      'item/options/usagePeriod',
      'item/options/userData',
    ])
  }
})

test('two problems of one field stand together', () => {
  const both = sensibleItem(
    { licenseTransfer: { ...transfer, transferScheme: 'units', borrowHours: 1 } },
    { itemNumber: '\t' },
  )
  expect.assertions(1)
  try {
    checkItem(both)
  } catch (error) {
    expect((error as Fault).facts.details?.['itemNumber']).toBe(
      'itemNumber is empty. itemNumber has a control character.',
    )
  }
})

describe('advice', () => {
  test.each<[ItemDraft, RegExp]>([
    [sensibleItem({ usagePeriod: 30 }), /prefer expirationPeriod/],
    [sensibleItem({ usagePeriod: 30, expirationTime: '2027-01-01T00:00:00.000Z' }), /whichever comes first/],
    [sensibleItem({ featureMap: 0 }), /unlocks nothing/],
    [sensibleItem({ unitCounter: { units: 0, counterMode: 'set' } }), /used up/],
    [sensibleItem({ lingerTime: 1, licenseQuantity: 0 }), /lingerTime/],
    [sensibleItem({}, { reactivationRule: rule }), /one copy after the other/],
    [sensibleItem({ usagePeriod: 30 }, { returnRule: rule }), /comes back as new/],
    [sensibleItem({ usagePeriod: 30 }, { reactivationRule: rule }), /issued anew as new/],
    [sensibleItem({ usagePeriod: 30 }, { restoreRule: rule }), /issued anew as new/],
    [sensibleItem({}, { subscription: { ...monthly, graceDays: 31 } }), /the grace is as long/],
    [sensibleItem({}, { trialCount: 1 }), /give it an expirationPeriod/],
    [sensibleItem({}, { renewalRule: rule }), /renewalRule: means nothing without an expirationPeriod/],
    [sensibleItem({}, { renewalRule: rule, subscription: monthly }), /a subscription that renews itself/],
    [
      sensibleItem({}, { renewalRule: rule, subscription: { ...monthly, model: 'fromActivation' } }),
      /a new ticket renews/,
    ],
    [
      sensibleItem(
        { licenseTransfer: { ...transfer, transferScheme: 'borrow', borrowHours: 1 } },
        { containerKinds: ['cloud', 'dongle'] },
      ),
      /borrowed/,
    ],
  ])('%#: %s', (item, words) => {
    expect(checkItem(item)).toContainEqual(expect.stringMatching(words))
  })

  test('none for a plain item', () => {
    expect(itemAdvice(sensibleItem({ featureMap: 1, licenseQuantity: 5, lingerTime: 9 }))).toEqual([])
    expect(itemAdvice(sensibleItem({}, { subscription: monthly, trialCount: 1 }))).toEqual([])
  })
})

describe('one form', () => {
  test('an empty list is no list, an end in 9999 is no end, what is undefined is absent', () => {
    const item = sensibleItem({
      moduleItems: [],
      hiddenData: [],
      expirationTime: '9999-12-31T00:00:00.000Z',
      displayText: undefined,
      featureMap: 0,
    })
    expect(Object.entries(normaliseItem(item).options)).toEqual([['featureMap', 0]])
  })
})

describe('one license with quantity', () => {
  const users = sensibleItem({ licenseQuantity: 10 }, { licenseCounting: 'oneLicense' })
  const units = sensibleItem({ unitCounter: { units: 1000, counterMode: 'add' } }, { licenseCounting: 'oneLicense' })

  test('multiplies the License Quantity or the Unit Counter', () => {
    expect(multiplyOptions(users.options, 3)).toEqual({ licenseQuantity: 30 })
    expect(multiplyOptions(units.options, 3)).toEqual({ unitCounter: { units: 3000, counterMode: 'add' } })
    expect(multiplyOptions(users.options, 1)).toBe(users.options)
    expect(multiplyOptions({ displayText: 'x' }, 2)).toEqual({ displayText: 'x' })
  })

  test('has as many pieces as its 32 bits can count', () => {
    expect(mostPieces(users)).toBe(214_748_364)
    expect(mostPieces(units)).toBe(4_294_967)
    expect(mostPieces(sensibleItem({ licenseQuantity: 10 }))).toBe(2_147_483_647)
  })
})
