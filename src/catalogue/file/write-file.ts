import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml'
import type { ItemDefinition, LicenseOptions, MoveRule, SealedContent, Subscription } from '../../domain/item.ts'
import type { Period } from '../../domain/period.ts'
import type { ContainerType } from '../../domain/container-type.ts'
import type { PackageDefinition } from '../../domain/item-package.ts'
import { plainContainerType } from './container-type-shape.ts'
import { plainPackage } from './package-shape.ts'
import type { FirmEntry } from './read-file.ts'

/** A catalogue as plain data, in the short forms of the file. */
export interface PlainCatalogue {
  readonly firmCodes: readonly FirmEntry[]
  readonly containerTypes: readonly Plain[]
  readonly items: readonly Plain[]
  readonly packages: readonly Plain[]
}

type Plain = Readonly<Record<string, unknown>>

/** What stands in a catalogue, as it is stored. */
export interface StoredCatalogue {
  readonly firmCodes: readonly FirmEntry[]
  readonly containerTypes: readonly ContainerType[]
  readonly items: readonly ItemDefinition[]
  readonly packages: readonly PackageDefinition[]
}

/**
 * The catalogue as `items apply` takes it again without a difference. Contents of hidden and secret data come as their
 * hashes, which keeps what is stored in this installation; another one needs the bytes.
 */
export function plainCatalogue({ firmCodes, containerTypes, items, packages }: StoredCatalogue): PlainCatalogue {
  return {
    firmCodes: firmCodes.map(({ firmCode, name }) => ({ firmCode, name })),
    containerTypes: containerTypes.map(plainContainerType),
    items: items.map(plainItem),
    packages: packages.map(plainPackage),
  }
}

/** The text of a catalogue file, items and packages set apart by blank lines and small mappings on one line. */
export function writeCatalogue(catalogue: PlainCatalogue): string {
  const { firmCodes, containerTypes, items, packages } = catalogue
  const written = {
    firmCodes,
    ...(containerTypes.length > 0 && { containerTypes }),
    items,
    ...(packages.length > 0 && { packages }),
  }
  const document = new Document(written, { aliasDuplicateObjects: false })
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && onOneLine.has(String(key.value)) && (isMap(value) || isSeq(value))) value.flow = true
    },
    Map: (index, map, ancestors) => {
      const owner = ancestors.at(-2)
      const inItems = isPair(owner) && isScalar(owner.key) && setApart.has(String(owner.key.value))
      if (inItems && typeof index === 'number' && index > 0) map.spaceBefore = true
    },
  })
  return document.toString({ lineWidth: 120, flowCollectionPadding: true })
}

const setApart = new Set(['items', 'packages'])
const onOneLine = new Set([
  'containerKinds',
  'upgradeBases',
  'moduleBases',
  'containerTypeNames',
  'subscription',
  'packageItems',
  'unitCounter',
  'maintenancePeriod',
  'userData',
  'protectedData',
  'universalData',
])

function plainItem(item: ItemDefinition): Record<string, unknown> {
  const { licenseCounting, options, returnRule, reactivationRule, restoreRule, renewalRule, parameters, ...rest } = item
  const { upgradeBases, moduleBases, containerTypeNames, subscription, trialCount, idleReleaseHours, ...named } = rest
  return shown({
    ...named,
    licenseCounting: licenseCounting === 'perPiece' ? undefined : licenseCounting,
    options: Object.keys(options).length === 0 ? undefined : plainOptions(options),
    returnRule: plainRule(returnRule),
    reactivationRule: plainRule(reactivationRule),
    restoreRule: plainRule(restoreRule),
    renewalRule: renewalRule && plainRule(renewalRule),
    upgradeBases,
    moduleBases,
    containerTypeNames,
    subscription: subscription && plainSubscription(subscription),
    trialCount,
    idleReleaseHours,
    parameters: parameters.length === 0 ? undefined : parameters.map((parameter) => shown({ ...parameter })),
  })
}

/** The options in the order in which they were set. */
function plainOptions(options: LicenseOptions): Record<string, unknown> {
  const { expirationPeriod: period, extendedProtectedData: extended, hiddenData, secretData } = options
  const plain: Partial<Record<string, unknown>> = {
    expirationPeriod: period && plainPeriod(period),
    userData: plainBytes(options.userData),
    protectedData: plainBytes(options.protectedData),
    extendedProtectedData: extended?.map(({ dataNumber, content }) => ({ dataNumber, ...plainBytes(content) })),
    hiddenData: hiddenData?.map(plainSecret),
    secretData: secretData?.map(plainSecret),
    universalData: plainBytes(options.universalData),
  }
  return shown(Object.fromEntries(Object.entries(options).map(([name, value]) => [name, plain[name] ?? value])))
}

function plainPeriod({ periodCount, periodUnit }: Period): string {
  return `${periodCount} ${periodUnit}${periodCount === 1 ? '' : 's'}`
}

function plainSubscription({ model, period, graceDays }: Subscription): Record<string, unknown> {
  return { model, period: plainPeriod(period), ...(graceDays > 0 && { graceDays }) }
}

/** As text where that gives the same bytes back and reads well. */
function plainBytes(content: string | undefined): { text: string } | { base64: string } | undefined {
  if (content === undefined) return undefined
  const bytes = Buffer.from(content, 'base64')
  const text = bytes.toString('utf8')
  return /^[\P{C}\n]*$/u.test(text) && Buffer.from(text, 'utf8').equals(bytes) ? { text } : { base64: content }
}

function plainSecret<Entry extends SealedContent>({ sealed: _, ...entry }: Entry): Omit<Entry, 'sealed'> {
  return entry
}

/** A policy without limits by its name; the rule that is taken anyway not at all. */
function plainRule({ policy, ...limits }: MoveRule): unknown {
  const set = Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit > 0))
  if (Object.keys(set).length > 0) return { policy, ...set }
  return policy === 'never' ? undefined : policy
}

function shown(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
