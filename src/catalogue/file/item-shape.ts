import { identifier } from '../../domain/identifier.ts'
import {
  containerKinds,
  dependentOptions,
  type GivenContent,
  type HiddenEntry,
  type ItemDraft,
  type ItemParameter,
  type LicenseOptions,
  type LicenseTransfer,
  type ModuleItem,
  type OptionDependency,
  type ProtectedEntry,
  type SecretEntry,
  type Subscription,
} from '../../domain/item.ts'
import { absent, list, mapping, oneOf, text, truth, whole, type Reader } from '../../yaml-file/shape.ts'
import { byteFields, bytes, bytesOf, contentOf, instant, moveRule, period, type WrittenBytes } from './value-shapes.ts'

const count = whole(0, 2_147_483_647)
const unsigned = whole(0, 4_294_967_295)
const dataNumber = whole(0, 127)
export const firmCode = whole(1, 2_147_483_647)
/** A text whose size in bytes is a rule of the item. */
const dataText = text(256, 0)
/** A text in the one spelling of identifiers (design §2.2). */
const identifierOf = (most: number): Reader<string> => {
  const reader = text(most)
  return (...given) => {
    const written = reader(...given)
    return written === undefined ? undefined : identifier(written)
  }
}
export const itemNumber = identifierOf(64)
/** The name of a container type. */
export const name = identifierOf(256)
const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

/**
 * Reads an item of the catalogue file: the domain's item with short forms for what is written often.
 * @param onlyFirmCode taken where an item names none
 */
export function itemShape(timeZone: string, onlyFirmCode: number | undefined): Reader<ItemDraft> {
  return mapping<ItemDraft>({
    itemNumber,
    name: text(256),
    firmCode: onlyFirmCode === undefined ? firmCode : absent(firmCode, onlyFirmCode),
    productCode: unsigned,
    licenseCounting: absent(oneOf('perPiece', 'oneLicense'), 'perPiece'),
    containerKinds: list(oneOf(...containerKinds), 3),
    options: absent(optionsShape(timeZone), {}),
    returnRule: absent(moveRule, never),
    reactivationRule: absent(moveRule, never),
    restoreRule: absent(moveRule, never),
    renewalRule: absent(moveRule),
    upgradeBases: absent(list(itemNumber, 100)),
    moduleBases: absent(list(itemNumber, 100)),
    containerTypeNames: absent(list(name, 50)),
    subscription: absent(subscription),
    trialCount: absent(count),
    idleReleaseHours: absent(count),
    parameters: absent(list(parameter, 50), []),
  })
}

function optionsShape(timeZone: string): Reader<LicenseOptions<GivenContent>> {
  const starts = instant('start', timeZone)
  const ends = instant('end', timeZone)
  return mapping<LicenseOptions<GivenContent>>({
    displayText: absent(dataText),
    featureMap: absent(unsigned),
    licenseQuantity: absent(count),
    unitCounter: absent(mapping({ units: unsigned, counterMode: absent(oneOf('set', 'add'), 'set' as const) })),
    activationTime: absent(starts),
    expirationTime: absent(ends),
    expirationPeriod: absent(period),
    usagePeriod: absent(count),
    maintenancePeriod: absent(mapping({ startAt: starts, endAt: ends })),
    customerOwnedLicenseInfo: absent(dataText),
    userData: absent(bytes),
    protectedData: absent(bytes),
    extendedProtectedData: absent(list(protectedEntry, 128)),
    hiddenData: absent(list(hiddenEntry, 128)),
    secretData: absent(list(secretEntry, 128)),
    lingerTime: absent(count),
    minimumRuntimeVersion: absent(text(20)),
    universalData: absent(bytes),
    moduleItems: absent(list(moduleItem, 200)),
    licenseTransfer: absent(licenseTransfer),
    optionDependencies: absent(list(dependency, 16)),
  })
}

interface WrittenEntry extends WrittenBytes {
  readonly dataNumber: number
  readonly contentHash?: string | undefined
}

const protectedEntry: Reader<ProtectedEntry> = (value, path, tell) => {
  const written = mapping<Omit<WrittenEntry, 'contentHash'>>({ dataNumber, ...byteFields })(value, path, tell)
  return written && { dataNumber: written.dataNumber, content: bytesOf(written, path, tell) ?? '' }
}

const secretFields = { dataNumber, ...byteFields, contentHash: absent(text(64)) }

const hiddenEntry: Reader<HiddenEntry<GivenContent>> = (value, path, tell) => {
  const fields = { accessCode: unsigned, ...secretFields }
  const written = mapping<WrittenEntry & { accessCode: number }>(fields)(value, path, tell)
  if (written === undefined) return undefined
  return { dataNumber: written.dataNumber, accessCode: written.accessCode, ...contentOf(written, path, tell) }
}

const secretEntry: Reader<SecretEntry<GivenContent>> = (value, path, tell) => {
  const written = mapping<WrittenEntry>(secretFields)(value, path, tell)
  return written && { dataNumber: written.dataNumber, ...contentOf(written, path, tell) }
}

const moduleItem = mapping<ModuleItem>({
  productCode: unsigned,
  displayText: absent(dataText),
  featureMap: absent(unsigned),
  licenseQuantity: absent(count),
})

const licenseTransfer = mapping<LicenseTransfer>({
  transferScheme: oneOf('complete', 'units', 'licenses', 'borrow'),
  mayBePulled: absent(truth, false),
  mayBeReturned: absent(truth, false),
  firmItemMustExist: absent(truth, false),
  keepHistory: absent(truth, false),
  borrowHours: absent(count, 0),
})

const dependency = mapping<OptionDependency>({
  optionName: oneOf(...dependentOptions),
  dependsOn: oneOf('firmAccessCounter', 'firmUpdateCounter', 'firmPreciseTime'),
})

const subscription = mapping<Subscription>({
  model: oneOf('erpRun', 'checkpoint', 'fromActivation'),
  period,
  graceDays: absent(count, 0),
})

/** A bound may be written as the number that it is. */
const bound: Reader<string> = (value, ...rest) => text(4000)(typeof value === 'number' ? String(value) : value, ...rest)

const parameter = mapping<ItemParameter>({
  name: text(256),
  valueKind: absent(oneOf('text', 'integer', 'decimal', 'date', 'boolean'), 'text'),
  givenAt: absent(oneOf('order', 'activation'), 'order'),
  mandatory: absent(truth, false),
  minimumValue: absent(bound),
  maximumValue: absent(bound),
})
