import fc from 'fast-check'
import { normaliseItem, type ItemDraft } from '../../src/domain/item.ts'
import { itemProblems } from '../../src/domain/item-rules.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !/[\p{C}]/u.test(value))
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/)
const count = fc.integer({ min: 0, max: 2_147_483_647 })
const unsigned = fc.integer({ min: 0, max: 4_294_967_295 })
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value).toString('base64'))
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('9998-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const dataNumber = fc.integer({ min: 0, max: 127 })
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const rule = fc.record({
  policy: fc.constantFrom('never', 'automatic', 'wait', 'manual'),
  waitDays: fc.integer({ min: 0, max: 3 }),
  maximumCount: fc.integer({ min: 0, max: 3 }),
  periodDays: fc.integer({ min: 0, max: 3 }),
})

const period = fc.record({
  periodCount: fc.integer({ min: 1, max: 100 }),
  periodUnit: fc.constantFrom('day', 'month', 'year'),
})
const subscription = fc.record({
  model: fc.constantFrom('erpRun', 'checkpoint', 'fromActivation'),
  period,
  graceDays: fc.integer({ min: 0, max: 30 }),
})
const names = fc.uniqueArray(word, { maxLength: 3 })

const options = fc
  .record({
    displayText: optional(text),
    featureMap: optional(unsigned),
    licenseQuantity: optional(count),
    unitCounter: optional(fc.record({ units: unsigned, counterMode: fc.constantFrom('set', 'add') })),
    activationTime: optional(instant),
    expirationTime: optional(instant),
    expirationPeriod: optional(period),
    usagePeriod: optional(fc.integer({ min: 1, max: 999 })),
    maintenancePeriod: optional(fc.record({ startAt: instant, endAt: instant })),
    customerOwnedLicenseInfo: optional(text),
    userData: optional(bytes),
    protectedData: optional(bytes),
    extendedProtectedData: optional(
      fc.uniqueArray(fc.record({ dataNumber, content: bytes }), { selector: (one) => one.dataNumber, maxLength: 3 }),
    ),
    hiddenData: optional(
      fc.uniqueArray(fc.record({ dataNumber, accessCode: unsigned, content: bytes }), {
        selector: (one) => one.dataNumber,
        maxLength: 3,
      }),
    ),
    secretData: optional(
      fc.uniqueArray(fc.record({ dataNumber, content: bytes }), { selector: (one) => one.dataNumber, maxLength: 3 }),
    ),
    lingerTime: optional(count),
    minimumRuntimeVersion: optional(fc.constantFrom('1', '1.4', '1.4.0', '10.0.0.99999')),
    universalData: optional(bytes),
    moduleItems: optional(
      fc.uniqueArray(
        fc
          .record({
            productCode: unsigned,
            displayText: optional(text),
            featureMap: optional(unsigned),
            licenseQuantity: optional(count),
          })
          .map(withoutUndefined),
        { selector: (one) => one.productCode, maxLength: 3 },
      ),
    ),
    licenseTransfer: optional(
      fc.record({
        transferScheme: fc.constantFrom('complete', 'units', 'licenses', 'borrow'),
        mayBePulled: fc.boolean(),
        mayBeReturned: fc.boolean(),
        firmItemMustExist: fc.boolean(),
        keepHistory: fc.boolean(),
        borrowHours: fc.constantFrom(0, 48),
      }),
    ),
    optionDependencies: optional(
      fc.constant([{ optionName: 'productCode' as const, dependsOn: 'firmPreciseTime' as const }]),
    ),
  })
  .map(withoutUndefined)

const parameter = fc
  .record({
    name: word,
    valueKind: fc.constantFrom('text', 'integer', 'decimal', 'date', 'boolean'),
    givenAt: fc.constantFrom('order', 'activation'),
    mandatory: fc.boolean(),
    minimumValue: optional(fc.constantFrom('1', '2027-01-01')),
    maximumValue: optional(fc.constantFrom('80', '2027-12-31')),
  })
  .map(withoutUndefined)

/** Any item that makes sense, with clear contents and any of its options, in its one form. */
export const anyItem: fc.Arbitrary<ItemDraft> = fc
  .record({
    itemNumber: word,
    name: word,
    firmCode: fc.integer({ min: 1, max: 2_147_483_647 }),
    productCode: unsigned,
    licenseCounting: fc.constantFrom('perPiece', 'oneLicense'),
    containerKinds: fc.uniqueArray(fc.constantFrom('software', 'dongle', 'cloud'), { minLength: 1 }),
    options,
    returnRule: rule,
    reactivationRule: rule,
    restoreRule: rule,
    renewalRule: optional(rule),
    upgradeBases: optional(names),
    moduleBases: optional(names),
    containerTypeNames: optional(names),
    subscription: optional(subscription),
    trialCount: optional(fc.integer({ min: 1, max: 3 })),
    idleReleaseHours: optional(fc.integer({ min: 1, max: 8784 })),
    parameters: fc.uniqueArray(parameter, { selector: (one) => one.name, maxLength: 3 }),
  })
  .map((item) => normaliseItem(sensible(normaliseItem(item))))

const special = new Set([
  'upgradeBases',
  'moduleBases',
  'containerTypeNames',
  'subscription',
  'trialCount',
  'idleReleaseHours',
])

/** Takes back what the rules refuse, whole option by whole option, until nothing is left to refuse. */
function sensible(item: ItemDraft): ItemDraft {
  const [problem] = itemProblems(item)
  if (problem === undefined) return item
  const [owner, member] = problem.path
  if (owner === 'options') return sensible({ ...item, options: without(item.options, String(member)) })
  if (owner === 'parameters')
    return sensible({ ...item, parameters: item.parameters.filter((_, index) => index !== member) })
  if (owner === 'licenseCounting') return sensible({ ...item, licenseCounting: 'perPiece' })
  if (special.has(String(owner))) return sensible(normaliseItem({ ...item, [String(owner)]: undefined }))
  return sensible({ ...item, [String(owner)]: { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } })
}

function without(options: ItemDraft['options'], name: string): ItemDraft['options'] {
  return Object.fromEntries(Object.entries(options).filter(([option]) => option !== name))
}
