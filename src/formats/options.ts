import {
  boolean,
  distinct,
  integer,
  list,
  object,
  oneOf,
  optional,
  refuse,
  text,
  type Read,
  type Reader,
} from './shape.ts'
import { anyObject, binaryText, firmCode, identifier, int64Text, timeText, uint32 } from './values.ts'

const seconds = integer(0, 2_147_483_647)
const days = integer(1, 2_147_483_647)
const typedData = distinct(list(object({ type: integer(0, 127), data: binaryText(256) }), { max: 128 }), (d) => d.type)
const quantity = integer(0, 2_147_483_647)

const moduleItem = object({
  productCode: uint32,
  text: optional(text(0, 256)),
  featureMap: optional(uint32),
  licenseQuantity: optional(quantity),
})

const licenseTransfer = object({
  scheme: oneOf('complete', 'units', 'licenses', 'borrow'),
  mayBePulled: boolean,
  mayBeReturned: boolean,
  firmItemMustExist: boolean,
  keepHistory: boolean,
  /** Longest time to borrow, in hours; 0 = none. */
  borrowHours: integer(0, 2_147_483_647),
})

const dependency = object({
  option: text(1, 40, /^[A-Za-z]+$/),
  dependsOn: oneOf('firmAccessCounter', 'firmUpdateCounter', 'firmPreciseTime'),
})

const textsByName: Reader<Readonly<Record<string, string>>> = (value, path) => {
  const members = Object.entries(anyObject(value, path))
  if (members.length > 100) refuse(path, `has ${members.length} members, more than 100`)
  return Object.fromEntries(members.map(([name, member]) => [name, text(0, 16_000)(member, `${path}.${name}`)]))
}

/**
 * The options of a license that its container may know in clear: Product Item Options by their names, each optional unless
 * a license makes no sense without it. Values stay as they are written, since the step chain holds a hash over them.
 */
export const licenseOptions = object({
  itemNumber: text(1, 256),
  name: text(1, 1024),
  firmCode,
  productCode: uint32,
  text: optional(text(0, 256)),
  featureMap: optional(uint32),
  /** Concurrent uses; 0 = on this machine only; absent = 1. */
  licenseQuantity: optional(quantity),
  /** Units granted since the license began; what is left is this minus `consumed`. */
  unitCounter: optional(int64Text),
  /** Valid from this instant on. */
  activationTime: optional(timeText),
  /** Valid before this instant. */
  expirationTime: optional(timeText),
  /** Days from the first use in this container. */
  usagePeriod: optional(days),
  /** Software released at `start` or later and before `end` is covered. */
  maintenancePeriod: optional(object({ start: timeText, end: timeText })),
  customerOwnedLicenseInformation: optional(text(0, 256)),
  userData: optional(binaryText(256)),
  protectedData: optional(binaryText(256)),
  extendedProtectedData: optional(typedData),
  /** Seconds for which a use stays taken after it ended. */
  lingerTime: optional(seconds),
  minimumRuntimeVersion: optional(text(1, 20, /^[0-9]+(\.[0-9]+)*$/)),
  universalData: optional(binaryText(32_768)),
  moduleItems: optional(list(moduleItem, { max: 200 })),
  licenseTransfer: optional(licenseTransfer),
  dependencies: optional(list(dependency, { max: 16 })),
  /** The license that this one, a module, rides on: it is valid only in one container with it. */
  ridesOn: optional(identifier),
  /** Values of the item's parameters, by name: given with the order or at activation. */
  parameters: optional(textsByName),
})

export type LicenseOptions = Read<typeof licenseOptions>
