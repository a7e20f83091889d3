import { putOptions } from '../../src/licenses/put-options.ts'
import { noEnd } from '../../src/domain/expiration.ts'
import type { ItemDefinition } from '../../src/domain/item.ts'
import { licenseOptions } from '../../src/formats/options.ts'

const asSold = { factor: 1, expiresAt: null, units: null, maintenanceUntil: null, parameters: {} }

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const bytes = Buffer.from([0xfb, 0xff, 0xfe])
const content = bytes.toString('base64')
const data = bytes.toString('base64url')

const item: ItemDefinition = {
  itemNumber: 'ALL',
  name: 'Everything',
  firmCode: 10,
  productCode: 100,
  licenseCounting: 'oneLicense',
  containerKinds: ['software'],
  options: {
    displayText: 'Text',
    featureMap: 7,
    unitCounter: { units: 500, counterMode: 'set' },
    activationTime: '2026-01-01T00:00:00.000Z',
    usagePeriod: 30,
    maintenancePeriod: { startAt: '2026-01-01T00:00:00.000Z', endAt: '2027-01-01T00:00:00.000Z' },
    customerOwnedLicenseInfo: 'Owner',
    userData: content,
    protectedData: content,
    extendedProtectedData: [{ dataNumber: 3, content }],
    hiddenData: [{ dataNumber: 1, accessCode: 1, sealed: 'hidden at rest', contentHash: '' }],
    secretData: [{ dataNumber: 2, sealed: 'secret at rest', contentHash: '' }],
    lingerTime: 60,
    minimumRuntimeVersion: '1.2',
    universalData: content,
    moduleItems: [{ productCode: 101, displayText: 'Module', featureMap: 1 }],
    licenseTransfer: {
      transferScheme: 'borrow',
      mayBePulled: true,
      mayBeReturned: true,
      firmItemMustExist: false,
      keepHistory: true,
      borrowHours: 24,
    },
    optionDependencies: [{ optionName: 'unitCounter', dependsOn: 'firmUpdateCounter' }],
  },
  returnRule: never,
  reactivationRule: never,
  restoreRule: never,
  parameters: [],
}

test('every option of an item reaches its container in the form of the files, secrets never in clear', () => {
  const expiresAt = new Date('2030-01-01T00:00:00.000Z')
  const options = putOptions(item, { ...asSold, factor: 3, expiresAt, parameters: { host: 'node1' } })
  expect(options).toEqual({
    itemNumber: 'ALL',
    name: 'Everything',
    firmCode: 10,
    productCode: 100,
    text: 'Text',
    featureMap: 7,
    unitCounter: '1500',
    activationTime: '2026-01-01T00:00:00.000Z',
    expirationTime: '2030-01-01T00:00:00.000Z',
    usagePeriod: 30,
    maintenancePeriod: { start: '2026-01-01T00:00:00.000Z', end: '2027-01-01T00:00:00.000Z' },
    customerOwnedLicenseInformation: 'Owner',
    userData: data,
    protectedData: data,
    extendedProtectedData: [{ type: 3, data }],
    lingerTime: 60,
    minimumRuntimeVersion: '1.2',
    universalData: data,
    moduleItems: [{ productCode: 101, text: 'Module', featureMap: 1 }],
    licenseTransfer: {
      scheme: 'borrow',
      mayBePulled: true,
      mayBeReturned: true,
      firmItemMustExist: false,
      keepHistory: true,
      borrowHours: 24,
    },
    dependencies: [{ option: 'unitCounter', dependsOn: 'firmUpdateCounter' }],
    parameters: { host: 'node1' },
  })
  // A reader of the files agrees, and the stored step holds exactly this.
  expect(
    licenseOptions(JSON.parse(JSON.stringify(options)) as Parameters<typeof licenseOptions>[0], 'options'),
  ).toMatchObject({
    unitCounter: '1500',
    userData: data,
  })
  expect(JSON.stringify(options)).not.toContain('at rest')
})

test('what an item does not set is not there', () => {
  const bare = { ...item, options: {} }
  expect(putOptions(bare, asSold)).toEqual({
    itemNumber: 'ALL',
    name: 'Everything',
    firmCode: 10,
    productCode: 100,
  })
  expect(Object.keys(putOptions(bare, asSold))).toHaveLength(4)
})

test('what a license was given of its own counts before its item', () => {
  const maintenanceUntil = new Date('2028-01-01T00:00:00.000Z')
  expect(putOptions(item, { ...asSold, factor: 3, units: 1700, maintenanceUntil })).toMatchObject({
    unitCounter: '1700',
    maintenancePeriod: { start: '2026-01-01T00:00:00.000Z', end: '2028-01-01T00:00:00.000Z' },
  })
})

test('an end that was set to none is none', () => {
  expect(putOptions(item, { ...asSold, expiresAt: noEnd })).not.toHaveProperty('expirationTime')
})
