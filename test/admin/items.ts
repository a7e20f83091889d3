import type { Given } from './admin-client.ts'

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 }

/** A request's item; a test states what matters to it. */
export function item(changes: Readonly<Record<string, Given | undefined>> = {}): Record<string, Given | undefined> {
  return {
    itemNumber: 'CAD-PRO',
    name: 'CAD Professional',
    firmCode: 6000010,
    productCode: 100,
    licenseCounting: 'perPiece',
    containerKinds: { containerKind: ['software', 'dongle'] },
    licenseOptions: {},
    returnRule: never,
    reactivationRule: never,
    restoreRule: never,
    itemParameters: {},
    ...changes,
  }
}

/** An item that sets every option, contents of hidden and secret data in clear. */
export const fullItem = item({
  name: 'CAD <Professional> & more',
  productCode: 4294967295n,
  containerKinds: { containerKind: ['software', 'dongle', 'cloud'] },
  licenseOptions: {
    displayText: 'CAD Professional \u00fc\u{1F511}',
    featureMap: { mask: 4294967295n },
    licenseQuantity: { licenseCount: 5 },
    unitCounter: { units: 4294967295n, counterMode: 'add' },
    activationTime: { startAt: new Date('2027-01-01T00:00:00.000Z') },
    expirationTime: { endAt: new Date('2028-01-01T00:00:00.123Z') },
    usagePeriod: { usageDays: 30 },
    maintenancePeriod: { startAt: new Date('2027-01-01T00:00:00Z'), endAt: new Date('2028-01-01T00:00:00Z') },
    customerOwnedLicenseInfo: 'Site 7',
    userData: 'AAEC',
    protectedData: 'AwQF',
    extendedProtectedData: {
      extendedProtectedEntry: [
        { dataNumber: 0, content: 'BgcI' },
        { dataNumber: 127, content: '' },
      ],
    },
    hiddenData: {
      hiddenEntry: [{ dataNumber: 3, accessCode: 4711, content: Buffer.from('hidden').toString('base64') }],
    },
    secretData: { secretEntry: [{ dataNumber: 4, content: Buffer.from('secret').toString('base64') }] },
    lingerTime: { lingerSeconds: 300 },
    minimumRuntimeVersion: '1.4.0',
    universalData: 'CQoL',
    moduleItems: {
      moduleItem: [
        { productCode: 101, displayText: 'Rendering', featureMap: { mask: 1 }, licenseQuantity: { licenseCount: 0 } },
        { productCode: 102 },
      ],
    },
    licenseTransfer: {
      transferScheme: 'borrow',
      mayBePulled: true,
      mayBeReturned: false,
      firmItemMustExist: true,
      keepHistory: false,
      borrowHours: 48,
    },
    optionDependencies: { optionDependency: [{ optionName: 'unitCounter', dependsOn: 'firmUpdateCounter' }] },
  },
  returnRule: { policy: 'automatic', waitDays: 0, maximumCount: 2, periodDays: 365 },
  reactivationRule: { policy: 'wait', waitDays: 3, maximumCount: 0, periodDays: 0 },
  restoreRule: { policy: 'manual', waitDays: 0, maximumCount: 0, periodDays: 0 },
  itemParameters: {
    itemParameter: [
      { name: 'licensee', valueKind: 'text', givenAt: 'activation', mandatory: true, maximumValue: '80' },
      {
        name: 'seats',
        valueKind: 'integer',
        givenAt: 'order',
        mandatory: false,
        minimumValue: '1',
        maximumValue: '500',
      },
    ],
  },
})
