import type * as contract from '../contract/admin.ts'
import type { GivenContent, LicenseOptions, ModuleItem } from '../domain/item.ts'

/** The Product Item Options of a request in the terms of the domain. */
export function draftOptionsOf(options: contract.LicenseOptions): LicenseOptions<GivenContent> {
  const { unitCounter, maintenancePeriod: maintenance } = options
  return withoutUndefined<LicenseOptions<GivenContent>>({
    displayText: options.displayText,
    featureMap: options.featureMap && Number(options.featureMap.mask),
    licenseQuantity: options.licenseQuantity?.licenseCount,
    unitCounter: unitCounter && { units: Number(unitCounter.units), counterMode: unitCounter.counterMode },
    activationTime: options.activationTime?.startAt.toISOString(),
    expirationTime: options.expirationTime?.endAt.toISOString(),
    expirationPeriod: options.expirationPeriod && { ...options.expirationPeriod },
    usagePeriod: options.usagePeriod?.usageDays,
    maintenancePeriod: maintenance && {
      startAt: maintenance.startAt.toISOString(),
      endAt: maintenance.endAt.toISOString(),
    },
    customerOwnedLicenseInfo: options.customerOwnedLicenseInfo,
    userData: options.userData && base64(options.userData),
    protectedData: options.protectedData && base64(options.protectedData),
    extendedProtectedData: options.extendedProtectedData?.extendedProtectedEntry.map(({ dataNumber, content }) => {
      return { dataNumber, content: base64(content) }
    }),
    hiddenData: options.hiddenData?.hiddenEntry.map(({ dataNumber, accessCode, ...given }) => {
      return { dataNumber, accessCode: Number(accessCode), ...draftContentOf(given) }
    }),
    secretData: options.secretData?.secretEntry.map(({ dataNumber, ...given }) => {
      return { dataNumber, ...draftContentOf(given) }
    }),
    lingerTime: options.lingerTime?.lingerSeconds,
    minimumRuntimeVersion: options.minimumRuntimeVersion,
    universalData: options.universalData && base64(options.universalData),
    moduleItems: options.moduleItems?.moduleItem.map(draftModuleOf),
    licenseTransfer: options.licenseTransfer && { ...options.licenseTransfer },
    optionDependencies: options.optionDependencies?.optionDependency.map((dependency) => ({ ...dependency })),
  })
}

/** The stored options as an answer shows them; its lists are there even when they are empty (design §2). */
export function optionsOf(options: LicenseOptions): contract.LicenseOptions {
  const { featureMap, licenseQuantity, unitCounter, activationTime, expirationTime, maintenancePeriod } = options
  return {
    displayText: options.displayText,
    featureMap: featureMap === undefined ? undefined : { mask: BigInt(featureMap) },
    licenseQuantity: licenseQuantity === undefined ? undefined : { licenseCount: licenseQuantity },
    unitCounter: unitCounter && { units: BigInt(unitCounter.units), counterMode: unitCounter.counterMode },
    activationTime: activationTime === undefined ? undefined : { startAt: new Date(activationTime) },
    expirationTime: expirationTime === undefined ? undefined : { endAt: new Date(expirationTime) },
    expirationPeriod: options.expirationPeriod && { ...options.expirationPeriod },
    usagePeriod: options.usagePeriod === undefined ? undefined : { usageDays: options.usagePeriod },
    maintenancePeriod: maintenancePeriod && {
      startAt: new Date(maintenancePeriod.startAt),
      endAt: new Date(maintenancePeriod.endAt),
    },
    customerOwnedLicenseInfo: options.customerOwnedLicenseInfo,
    userData: bytes(options.userData),
    protectedData: bytes(options.protectedData),
    extendedProtectedData: {
      extendedProtectedEntry: (options.extendedProtectedData ?? []).map(({ dataNumber, content }) => {
        return { dataNumber, content: Buffer.from(content, 'base64') }
      }),
    },
    hiddenData: {
      hiddenEntry: (options.hiddenData ?? []).map(({ dataNumber, accessCode, contentHash }) => {
        return { dataNumber, accessCode: BigInt(accessCode), contentHash }
      }),
    },
    secretData: {
      secretEntry: (options.secretData ?? []).map(({ dataNumber, contentHash }) => ({ dataNumber, contentHash })),
    },
    lingerTime: options.lingerTime === undefined ? undefined : { lingerSeconds: options.lingerTime },
    minimumRuntimeVersion: options.minimumRuntimeVersion,
    universalData: bytes(options.universalData),
    moduleItems: { moduleItem: (options.moduleItems ?? []).map(moduleOf) },
    licenseTransfer: options.licenseTransfer && { ...options.licenseTransfer },
    optionDependencies: {
      optionDependency: (options.optionDependencies ?? []).map((dependency) => ({ ...dependency })),
    },
  }
}

function draftModuleOf({ productCode, displayText, featureMap, licenseQuantity }: contract.ModuleItem): ModuleItem {
  return withoutUndefined<ModuleItem>({
    productCode: Number(productCode),
    displayText,
    featureMap: featureMap && Number(featureMap.mask),
    licenseQuantity: licenseQuantity?.licenseCount,
  })
}

function moduleOf({ productCode, displayText, featureMap, licenseQuantity }: ModuleItem): contract.ModuleItem {
  return {
    productCode: BigInt(productCode),
    displayText,
    featureMap: featureMap === undefined ? undefined : { mask: BigInt(featureMap) },
    licenseQuantity: licenseQuantity === undefined ? undefined : { licenseCount: licenseQuantity },
  }
}

function draftContentOf({ content, contentHash }: Pick<contract.SecretEntry, 'content' | 'contentHash'>): GivenContent {
  return withoutUndefined<GivenContent>({ content: content && base64(content), contentHash })
}

function base64(content: Buffer): string {
  return content.toString('base64')
}

function bytes(content: string | undefined): Buffer | undefined {
  return content === undefined ? undefined : Buffer.from(content, 'base64')
}

/** An option that is not set is no member, so that equal items are equal as JSON. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}
