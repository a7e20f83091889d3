import { shownEnd } from '../domain/expiration.ts'
import { multiplyOptions, type ItemDefinition, type LicenseOptions } from '../domain/item.ts'
import type { LicenseOptions as ClearOptions } from '../formats/options.ts'

/** What a license has of its own, beside the options of its item. */
export interface LicenseFacts {
  /** Multiplies License Quantity or Unit Counter. */
  readonly factor: number
  readonly expiresAt: Date | null
  /** Units that were granted; null: those of the item, times `factor`. */
  readonly units: number | null
  /** Null: as the item says. */
  readonly maintenanceUntil: Date | null
  /** The license that it rides on, if it is a module. */
  readonly ridesOn?: string | undefined
  /** Values of the item's parameters, from the order line and the activation. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The clear options of a license as its container gets them (docs/formats.md §8.2); hidden and secret data are sealed apart. */
export function putOptions(item: ItemDefinition, license: LicenseFacts): ClearOptions {
  const options = multiplyOptions(item.options, license.factor)
  return present({
    itemNumber: item.itemNumber,
    name: item.name,
    firmCode: item.firmCode,
    productCode: item.productCode,
    text: options.displayText,
    featureMap: options.featureMap,
    licenseQuantity: options.licenseQuantity,
    unitCounter: options.unitCounter && String(license.units ?? options.unitCounter.units),
    activationTime: options.activationTime,
    expirationTime: shownEnd(license.expiresAt)?.toISOString(),
    usagePeriod: options.usagePeriod,
    maintenancePeriod: maintenancePeriod(options, license),
    customerOwnedLicenseInformation: options.customerOwnedLicenseInfo,
    userData: bytes(options.userData),
    protectedData: bytes(options.protectedData),
    extendedProtectedData: options.extendedProtectedData?.map(({ dataNumber, content }) => ({
      type: dataNumber,
      data: base64url(content),
    })),
    lingerTime: options.lingerTime,
    minimumRuntimeVersion: options.minimumRuntimeVersion,
    universalData: bytes(options.universalData),
    moduleItems: options.moduleItems?.map(({ displayText, ...module }) => present({ ...module, text: displayText })),
    licenseTransfer: licenseTransfer(options),
    dependencies: options.optionDependencies?.map(({ optionName, dependsOn }) => ({ option: optionName, dependsOn })),
    ridesOn: license.ridesOn,
    parameters: Object.keys(license.parameters).length === 0 ? undefined : license.parameters,
  })
}

function maintenancePeriod({ maintenancePeriod: period }: LicenseOptions, { maintenanceUntil }: LicenseFacts) {
  return period && { start: period.startAt, end: maintenanceUntil?.toISOString() ?? period.endAt }
}

function licenseTransfer({ licenseTransfer: transfer }: LicenseOptions) {
  if (transfer === undefined) return undefined
  const { transferScheme, ...rest } = transfer
  return { scheme: transferScheme, ...rest }
}

function bytes(content: string | undefined): string | undefined {
  return content === undefined ? undefined : base64url(content)
}

/** The catalogue holds bytes as base64, the files as base64url. */
function base64url(content: string): string {
  return Buffer.from(content, 'base64').toString('base64url')
}

/** Options that are not set are not there: the digest covers what is. */
function present<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}
