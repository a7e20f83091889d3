import type { Period } from './period.ts'

/** The kinds of container an item may allow. */
export const containerKinds = ['software', 'dongle', 'cloud'] as const
export type ContainerKind = (typeof containerKinds)[number]

/**
 * An item as it is sold: one version of it, whole. JSON-safe, because it is stored as the definition of the item version
 * and never changed again: times are UTC text (`2027-01-01T00:00:00.000Z`), bytes are base64 text.
 *
 * `Content` is what stands for the bytes of hidden and secret data: sealed at rest, clear or only a hash in a draft.
 */
export interface ItemDefinition<Content = SealedContent> {
  readonly itemNumber: string
  readonly name: string
  readonly firmCode: number
  /** 0 to 4294967295. */
  readonly productCode: number
  /** Whether n pieces make n licenses, or one license with n times its License Quantity or Unit Counter. */
  readonly licenseCounting: 'perPiece' | 'oneLicense'
  readonly containerKinds: readonly ContainerKind[]
  readonly options: LicenseOptions<Content>
  readonly returnRule: MoveRule
  readonly reactivationRule: MoveRule
  readonly restoreRule: MoveRule
  /** Whether and how often its user may renew it alone; absent: never. It moves nothing, and counts like a move. */
  readonly renewalRule?: MoveRule | undefined
  /** Values that are asked for at order time or at activation. */
  readonly parameters: readonly ItemParameter[]
  /** Makes it an upgrade: it needs a license of one of these items in the same container, and takes the place of that. */
  readonly upgradeBases?: readonly string[] | undefined
  /** Makes it a module: it goes only where a license of one of these items is, inherits from it and travels with it. */
  readonly moduleBases?: readonly string[] | undefined
  /** Narrows `containerKinds` to containers of these types. */
  readonly containerTypeNames?: readonly string[] | undefined
  /** How it is kept alive; absent: it is no subscription. */
  readonly subscription?: Subscription | undefined
  /** Makes it a trial: so many licenses of it one container may have in its life. */
  readonly trialCount?: number | undefined
  /**
   * For hosts that come and go: a copy in a container is dead by itself so many hours after its last contact, and the
   * license is free again for another one (domain/idle-release.ts).
   */
  readonly idleReleaseHours?: number | undefined
}

/** An item as somebody wishes it to be: not checked yet, its contents not sealed. */
export type ItemDraft = ItemDefinition<GivenContent>

/** Bytes of hidden or secret data at rest: AES-256-GCM by the keyring, and the SHA-256 of the clear bytes as hex. */
export interface SealedContent {
  readonly sealed: string
  readonly contentHash: string
}

/** The bytes in base64, or the hash of the bytes that the item has already; both have to fit together. */
export interface GivenContent {
  readonly content?: string | undefined
  readonly contentHash?: string | undefined
}

/** The Product Item Options (domain.md §2.4); an absent one is not set. */
export interface LicenseOptions<Content = SealedContent> {
  readonly displayText?: string | undefined
  /** 32 bits. */
  readonly featureMap?: number | undefined
  /** Concurrent users; 0: only on the machine of the container. */
  readonly licenseQuantity?: number | undefined
  readonly unitCounter?: { readonly units: number; readonly counterMode: 'set' | 'add' } | undefined
  /** Valid from this instant. */
  readonly activationTime?: string | undefined
  /** Valid while now is before this instant. */
  readonly expirationTime?: string | undefined
  /** Valid for so long from the first activation; a move keeps the date. */
  readonly expirationPeriod?: Period | undefined
  /** Days from the first use. */
  readonly usagePeriod?: number | undefined
  /** Release dates that the license is good for: from, and before. */
  readonly maintenancePeriod?: { readonly startAt: string; readonly endAt: string } | undefined
  readonly customerOwnedLicenseInfo?: string | undefined
  readonly userData?: string | undefined
  readonly protectedData?: string | undefined
  readonly extendedProtectedData?: readonly ProtectedEntry[] | undefined
  readonly hiddenData?: readonly HiddenEntry<Content>[] | undefined
  readonly secretData?: readonly SecretEntry<Content>[] | undefined
  /** Seconds. */
  readonly lingerTime?: number | undefined
  readonly minimumRuntimeVersion?: string | undefined
  readonly universalData?: string | undefined
  readonly moduleItems?: readonly ModuleItem[] | undefined
  readonly licenseTransfer?: LicenseTransfer | undefined
  readonly optionDependencies?: readonly OptionDependency[] | undefined
}

export interface ProtectedEntry {
  /** 0 to 127. */
  readonly dataNumber: number
  readonly content: string
}
export type HiddenEntry<Content = SealedContent> = Content & {
  readonly dataNumber: number
  readonly accessCode: number
}
export type SecretEntry<Content = SealedContent> = Content & { readonly dataNumber: number }

/** A part that rides on the license and inherits every option that it does not set. */
export interface ModuleItem {
  readonly productCode: number
  readonly displayText?: string | undefined
  readonly featureMap?: number | undefined
  readonly licenseQuantity?: number | undefined
}

/** What the user may move between own containers without the server. */
export interface LicenseTransfer {
  readonly transferScheme: 'complete' | 'units' | 'licenses' | 'borrow'
  readonly mayBePulled: boolean
  readonly mayBeReturned: boolean
  readonly firmItemMustExist: boolean
  readonly keepHistory: boolean
  readonly borrowHours: number
}

export const dependentOptions = [
  'productCode',
  'featureMap',
  'unitCounter',
  'expirationTime',
  'activationTime',
  'usagePeriod',
  'maintenancePeriod',
  'protectedData',
  'hiddenData',
  'secretData',
] as const

/** Ties an option to a counter of the container. */
export interface OptionDependency {
  readonly optionName: (typeof dependentOptions)[number]
  readonly dependsOn: 'firmAccessCounter' | 'firmUpdateCounter' | 'firmPreciseTime'
}

/** Who decides on a return, a reactivation or a restoring, and how often it may happen. */
export interface MoveRule {
  readonly policy: 'never' | 'automatic' | 'wait' | 'manual'
  /** Days to wait with policy `wait`, else 0. */
  readonly waitDays: number
  /** So many times in `periodDays`; 0: no limit. */
  readonly maximumCount: number
  /** 0: the whole life of the license. */
  readonly periodDays: number
}

/** Who keeps a license alive, and for how long at a time (domain.md §3.1, rule 9). */
export interface Subscription {
  /**
   * `erpRun`: valid to the next payment and its grace, extended by the back office. `checkpoint`: renewed at each contact
   * until it is cancelled. `fromActivation`: one period from the first activation; a new ticket renews.
   */
  readonly model: 'erpRun' | 'checkpoint' | 'fromActivation'
  readonly period: Period
  /** Days that the license outlives its period. */
  readonly graceDays: number
}

export interface ItemParameter {
  readonly name: string
  readonly valueKind: 'text' | 'integer' | 'decimal' | 'date' | 'boolean'
  readonly givenAt: 'order' | 'activation'
  readonly mandatory: boolean
  /** Least value of a number or date. */
  readonly minimumValue?: string | undefined
  /** Greatest value of a number or date; for text the greatest length. */
  readonly maximumValue?: string | undefined
}

/**
 * The same item in the one form in which it is stored and compared: an empty list is no list, an expiration on 9999-12-31
 * is none (design §3), and a renewal that is never allowed need not be said.
 */
export function normaliseItem(draft: ItemDraft): ItemDraft {
  const { options, renewalRule, ...named } = draft
  const { upgradeBases, moduleBases, containerTypeNames, subscription, trialCount, idleReleaseHours, ...always } = named
  const normalised = Object.entries(options).filter(([name, value]) => {
    return isSet(value) && !(name === 'expirationTime' && String(value).startsWith('9999-12-31'))
  })
  const sometimes = { upgradeBases, moduleBases, containerTypeNames, subscription, trialCount, idleReleaseHours }
  const special = Object.entries({ ...sometimes, renewalRule: isNever(renewalRule) ? undefined : renewalRule })
  const set = special.filter(([, value]) => isSet(value))
  return { ...always, options: Object.fromEntries(normalised), ...Object.fromEntries(set) }
}

function isNever(rule: MoveRule | undefined): boolean {
  return rule?.policy === 'never' && rule.waitDays + rule.maximumCount + rule.periodDays === 0
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}

/** The highest count that a License Quantity or Unit Counter of a container can show. */
export const highestQuantity = 2_147_483_647
export const highestUnits = 4_294_967_295

/**
 * How many pieces one order line of this item may have. With `oneLicense` the multiplied License Quantity or Unit Counter
 * has to fit its 32 bits.
 */
export function mostPieces(item: ItemDefinition<unknown>): number {
  if (item.licenseCounting === 'perPiece') return highestQuantity
  const { licenseQuantity, unitCounter } = item.options
  if (licenseQuantity !== undefined) return Math.floor(highestQuantity / licenseQuantity)
  return Math.min(highestQuantity, Math.floor(highestUnits / (unitCounter?.units ?? 1)))
}

/** The options of a license that stands for `factor` pieces of a `oneLicense` item (design §3); factor 1 changes nothing. */
export function multiplyOptions<Content>(options: LicenseOptions<Content>, factor: number): LicenseOptions<Content> {
  if (factor === 1) return options
  const { licenseQuantity, unitCounter } = options
  if (licenseQuantity !== undefined) return { ...options, licenseQuantity: licenseQuantity * factor }
  if (unitCounter !== undefined)
    return { ...options, unitCounter: { ...unitCounter, units: unitCounter.units * factor } }
  return options
}
