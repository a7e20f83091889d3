// Generated from wsdl/admin.wsdl by `npm run generate`; change that file, not this one.

/** Request of PutItem. */
export interface PutItem {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The item, whole: what is left out is not kept. */
  item: Item
}

/** Answer of PutItem. */
export interface PutItemResponse {
  /** What was done. */
  result: ItemResult
}

/** Request of GetItem. */
export interface GetItem {
  /** The item number. Example: CAD-PRO */
  itemNumber: string
}

/** Answer of GetItem. */
export interface GetItemResponse {
  /** The item. */
  result: ItemState
}

/** Request of ListItems. */
export interface ListItems {
  /** Which items; empty: all that are sold. */
  itemFilter: ItemFilter
  /** Rows asked for; 0: 100. A page may be shorter; only a missing nextCursor is the end. */
  pageSize: number
  /** nextCursor of the page before. */
  cursor?: string | undefined
}

/** Answer of ListItems. */
export interface ListItemsResponse {
  /** One page. */
  result: ItemPage
}

/** Request of RetireItem. */
export interface RetireItem {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which item. */
  retirement: Retirement
}

/** Answer of RetireItem. */
export interface RetireItemResponse {
  /** What was done. */
  result: RetirementResult
}

/** Request of PutFirmCode. */
export interface PutFirmCode {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The firm code. */
  firm: Firm
}

/** Answer of PutFirmCode. */
export interface PutFirmCodeResponse {
  /** What was done. */
  result: FirmResult
}

/** Request of PutClient. */
export interface PutClient {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The client, whole. */
  apiClient: ApiClient
}

/** Answer of PutClient. */
export interface PutClientResponse {
  /** What was done. */
  result: ClientResult
}

/** Request of RotateClientSecret. */
export interface RotateClientSecret {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId: string
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which client. */
  secretRotation: SecretRotation
}

/** Answer of RotateClientSecret. */
export interface RotateClientSecretResponse {
  /** The new secret. */
  result: SecretResult
}

/** Request of DisableClient. */
export interface DisableClient {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which client and why. */
  clientDisabling: ClientDisabling
}

/** Answer of DisableClient. */
export interface DisableClientResponse {
  /** What was done. */
  result: ClientResult
}

/** Request of SetTestClock. */
export interface SetTestClock {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The clock. */
  testClock: TestClock
}

/** Answer of SetTestClock. */
export interface SetTestClockResponse {
  /** What the clock shows. */
  result: TestClockResult
}

/** Request of PutItemPackage. */
export interface PutItemPackage {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The package, whole. */
  itemPackage: ItemPackage
}

/** Answer of PutItemPackage. */
export interface PutItemPackageResponse {
  /** What was done. */
  result: ItemPackageResult
}

/** Request of PutContainerType. */
export interface PutContainerType {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The container type, whole. */
  containerType: ContainerType
}

/** Answer of PutContainerType. */
export interface PutContainerTypeResponse {
  /** What was done. */
  result: ContainerTypeResult
}

/** Request of PutUser. */
export interface PutUser {
  /** Id of this call, made by the caller; the same id with other content is refused. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The user, whole. */
  user: User
}

/** Answer of PutUser. */
export interface PutUserResponse {
  /** What was done. */
  result: UserResult
}

/** Request of ListUsers. */
export interface ListUsers {
  /** Rows asked for; 0: 100. A page may be shorter; only a missing nextCursor is the end. */
  pageSize: number
  /** nextCursor of the page before. */
  cursor?: string | undefined
}

/** Answer of ListUsers. */
export interface ListUsersResponse {
  /** One page. */
  result: UserPage
}

/** Request of GetStatistics. */
export interface GetStatistics {
  /** Which items and months. */
  statisticsQuery: StatisticsQuery
  /** Items asked for; 0: 100. A page may be shorter; only a missing nextCursor is the end. */
  pageSize: number
  /** nextCursor of the page before. */
  cursor?: string | undefined
}

/** Answer of GetStatistics. */
export interface GetStatisticsResponse {
  /** The counts. */
  result: Statistics
}

/** check: try without storing. normal: the same as leaving it out. */
export type RunMode = 'check' | 'normal'

/** yes or no. */
export type YesNo = 'yes' | 'no'

/** yes or no, where it may be left out: a text, which no client leaves out by itself. */
export type YesNoText = 'yes' | 'no'

/**
 * replay: a known order number with the same content is answered from what was done. extend: it is more of the same
 * order.
 */
export type OrderRepeat = 'replay' | 'extend'

/** software: bound to a machine. dongle: a PKCS#11 token. cloud: bound to a user. */
export type ContainerKind = 'software' | 'dongle' | 'cloud'

/** How pieces become licenses. */
export type LicenseCounting = 'perPiece' | 'oneLicense'

/** How units reach the counter. */
export type CounterMode = 'set' | 'add'

/** Unit of a period. */
export type PeriodUnit = 'day' | 'month' | 'year'

/** Who decides on a move. */
export type MovePolicy = 'never' | 'automatic' | 'wait' | 'manual'

/** Form of a value. date: 2027-12-31. boolean: true or false. */
export type ValueKind = 'text' | 'integer' | 'decimal' | 'date' | 'boolean'

/** When a value is given. */
export type GivenAt = 'order' | 'activation'

/** What may be moved. */
export type TransferScheme = 'complete' | 'units' | 'licenses' | 'borrow'

/** An option. */
export type OptionName =
  | 'productCode'
  | 'featureMap'
  | 'unitCounter'
  | 'expirationTime'
  | 'activationTime'
  | 'usagePeriod'
  | 'maintenancePeriod'
  | 'protectedData'
  | 'hiddenData'
  | 'secretData'

/** A counter of a container. */
export type CounterName = 'firmAccessCounter' | 'firmUpdateCounter' | 'firmPreciseTime'

/** admin: catalogue, clients and users. sales: orders. support: reads, and decides on containers. */
export type Role = 'admin' | 'sales' | 'support'

/** How a container is bound. */
export type BindingScheme = 'strict' | 'tolerant' | 'operator'

/** Who keeps a subscription alive. */
export type SubscriptionModel = 'erpRun' | 'checkpoint' | 'fromActivation'

/** An item (article): what a customer can buy, under the number it has in the back office. */
export interface Item {
  /** Number of the item, the same as in the back office. Example: CAD-PRO */
  itemNumber: string
  /** Name for people. Example: CAD Professional */
  name: string
  /** Firm code of the vendor that the license belongs to. Example: 6000010 */
  firmCode: number
  /** Product code within the firm code, 0 to 4294967295. Example: 100 */
  productCode: bigint
  /**
   * perPiece: n pieces make n licenses. oneLicense: n pieces make one license, with n times its License Quantity or
   * Unit Counter.
   */
  licenseCounting: LicenseCounting
  /** Kinds of container it may go into, at least one. */
  containerKinds: ContainerKinds
  /** The Product Item Options. */
  licenseOptions: LicenseOptions
  /** Whether the user may give it back. */
  returnRule: ReturnRule
  /** Whether it may be issued anew after its machine was lost. */
  reactivationRule: ReactivationRule
  /** Whether it comes back when its container is restored. */
  restoreRule: RestoreRule
  /**
   * Whether its user may renew it alone (RenewLicense of the Depot Interface), each time by one period of its
   * subscription or expirationPeriod; absent: never.
   */
  renewalRule?: RenewalRule | undefined
  /**
   * Makes it an upgrade: its activation needs a license of one of these items in the same container, and takes its
   * place.
   */
  upgradeBases?: UpgradeBases | undefined
  /**
   * Makes it a module: it goes only into a container that holds a license of one of these items, and travels with it.
   */
  moduleBases?: ModuleBases | undefined
  /** Narrows containerKinds to these container types. */
  containerTypeNames?: ContainerTypeNames | undefined
  /** How it is kept alive; absent: it is no subscription. */
  subscription?: Subscription | undefined
  /** Makes it a trial; absent: it is none. */
  trialRule?: TrialRule | undefined
  /**
   * For hosts that come and go: a copy that makes no contact for some time is dead, and its license free for another
   * container; absent: only a return or a reactivation frees it.
   */
  idleRelease?: IdleRelease | undefined
  /** Values that are asked for at order time or at activation; may be empty. */
  itemParameters: ItemParameters
  /** For the history. */
  comment?: string | undefined
}

/** List of container kinds. */
export interface ContainerKinds {
  /** One kind. */
  containerKind: ContainerKind[]
}

/** The Product Item Options. An option that is absent is not set. */
export interface LicenseOptions {
  /** Text: shown to the user, at most 256 bytes. */
  displayText?: string | undefined
  /** Feature Map: modules or versions that are unlocked. */
  featureMap?: FeatureMap | undefined
  /** License Quantity: concurrent users. */
  licenseQuantity?: LicenseQuantity | undefined
  /** Unit Counter: units that the software uses up. */
  unitCounter?: UnitCounter | undefined
  /** Activation Time: valid from. */
  activationTime?: ActivationTime | undefined
  /** Expiration Time, kind Set: valid until a fixed instant. Not together with expirationPeriod. */
  expirationTime?: ExpirationTime | undefined
  /** Expiration Time, kind Add: valid for a period from the first activation; a move keeps the date. */
  expirationPeriod?: ExpirationPeriod | undefined
  /** Usage Period: days from the first use. The server cannot see it; prefer expirationPeriod. */
  usagePeriod?: UsagePeriod | undefined
  /** Maintenance Period: compared with the release date of the software. */
  maintenancePeriod?: MaintenancePeriod | undefined
  /** Customer Owned License Information: text of the customer, at most 256 bytes. */
  customerOwnedLicenseInfo?: string | undefined
  /** User Data: anyone may read and write it in the container. */
  userData?: Buffer | undefined
  /** Protected Data: anyone may read, only the vendor may write. */
  protectedData?: Buffer | undefined
  /** Extended Protected Data: up to 128 numbered entries. */
  extendedProtectedData?: ExtendedProtectedData | undefined
  /** Hidden Data: readable with an access code; up to 128 numbered entries. */
  hiddenData?: HiddenData | undefined
  /** Secret Data: never readable, a source of keys; up to 128 numbered entries. */
  secretData?: SecretData | undefined
  /** Linger Time: how long a floating license stays taken after its last use. */
  lingerTime?: LingerTime | undefined
  /** Minimum Runtime Version. Example: 1.4.0 */
  minimumRuntimeVersion?: string | undefined
  /** Universal Data: bytes of the vendor. */
  universalData?: Buffer | undefined
  /** Module Items: parts that ride on this license and travel with it. */
  moduleItems?: ModuleItems | undefined
  /** License Transfer: moves between containers of the user without the server. */
  licenseTransfer?: LicenseTransfer | undefined
  /** Dependency flags: ties options to counters of the container. */
  optionDependencies?: OptionDependencies | undefined
}

/** A 32 bit mask. */
export interface FeatureMap {
  /** The mask as a number, 0 to 4294967295. Example: 7 */
  mask: bigint
}

/** Concurrent users. */
export interface LicenseQuantity {
  /** How many at once; 0: only on the machine of the container. */
  licenseCount: number
}

/** Units that the software uses up. */
export interface UnitCounter {
  /** Units put into the container. */
  units: bigint
  /** set: the counter becomes this. add: the units are added to what is there. */
  counterMode: CounterMode
}

/** When a license begins. */
export interface ActivationTime {
  /** Valid from this instant. */
  startAt: Date
}

/** When a license ends. */
export interface ExpirationTime {
  /** Valid while now is before this instant. */
  endAt: Date
}

/** How long a license lasts. */
export interface ExpirationPeriod {
  /** So many days, months or years. Example: 12 */
  periodCount: number
  /**
   * day, month or year, by the calendar of the zone of the installation. A month from 31 January ends on the last day
   * of February.
   */
  periodUnit: PeriodUnit
}

/** How long a license lasts from its first use. */
export interface UsagePeriod {
  /** Days. */
  usageDays: number
}

/** Releases that a license is good for. */
export interface MaintenancePeriod {
  /** First release date covered. */
  startAt: Date
  /** Releases before this instant are covered. */
  endAt: Date
}

/** List of data entries. */
export interface ExtendedProtectedData {
  /** One entry. */
  extendedProtectedEntry: ExtendedProtectedEntry[]
}

/** One entry of Extended Protected Data. */
export interface ExtendedProtectedEntry {
  /** Number of the entry. */
  dataNumber: number
  /** Its bytes. */
  content: Buffer
}

/** List of data entries. */
export interface HiddenData {
  /** One entry. */
  hiddenEntry: HiddenEntry[]
}

/** One entry of Hidden Data. */
export interface HiddenEntry {
  /** Number of the entry. */
  dataNumber: number
  /** Code that opens it. */
  accessCode: bigint
  /** Its bytes. Required in PutItem, or contentHash to keep the bytes stored before; never in an answer. */
  content?: Buffer | undefined
  /** SHA-256 of the bytes, lower case hex. */
  contentHash?: string | undefined
}

/** List of data entries. */
export interface SecretData {
  /** One entry. */
  secretEntry: SecretEntry[]
}

/** One entry of Secret Data. */
export interface SecretEntry {
  /** Number of the entry. */
  dataNumber: number
  /** Its bytes. Required in PutItem, or contentHash to keep the bytes stored before; never in an answer. */
  content?: Buffer | undefined
  /** SHA-256 of the bytes, lower case hex. */
  contentHash?: string | undefined
}

/** How long a floating license stays taken. */
export interface LingerTime {
  /** Seconds. */
  lingerSeconds: number
}

/** List of module items. */
export interface ModuleItems {
  /** One module item. */
  moduleItem: ModuleItem[]
}

/** A part that rides on the license: it inherits every option that it does not set. */
export interface ModuleItem {
  /** Product code of the part. */
  productCode: bigint
  /** Text shown to the user. */
  displayText?: string | undefined
  /** Feature map of its own. */
  featureMap?: FeatureMap | undefined
  /** License quantity of its own. */
  licenseQuantity?: LicenseQuantity | undefined
}

/** What the user may move between containers without the server. */
export interface LicenseTransfer {
  /** complete: the whole license. units: units of it. licenses: n of m. borrow: for a time. */
  transferScheme: TransferScheme
  /** The receiving container may ask for it. */
  mayBePulled: boolean
  /** It may be given back before its time. */
  mayBeReturned: boolean
  /** The receiving container must already hold something of this firm code. */
  firmItemMustExist: boolean
  /** Each move is recorded in the license. */
  keepHistory: boolean
  /** Longest time to borrow; 0: none. */
  borrowHours: number
}

/** List of dependencies. */
export interface OptionDependencies {
  /** One dependency. */
  optionDependency: OptionDependency[]
}

/** Ties an option to a counter of the container. */
export interface OptionDependency {
  /** The option. */
  optionName: OptionName
  /** The counter. */
  dependsOn: CounterName
}

/** Rule for giving a license back. */
export interface ReturnRule {
  /** never, automatic, wait (for waitDays) or manual (the support of the vendor approves). */
  policy: MovePolicy
  /** Days to wait with policy wait, else 0. */
  waitDays: number
  /** So many times in periodDays; 0: no limit. */
  maximumCount: number
  /** Days over which maximumCount counts; 0: the whole life of the license. */
  periodDays: number
}

/** Rule for issuing a license anew. */
export interface ReactivationRule {
  /** never, automatic, wait (for waitDays) or manual (the support of the vendor approves). */
  policy: MovePolicy
  /** Days to wait with policy wait, else 0. */
  waitDays: number
  /** So many times in periodDays; 0: no limit. */
  maximumCount: number
  /** Days over which maximumCount counts; 0: the whole life of the license. */
  periodDays: number
}

/** Rule for restoring a license with its container. */
export interface RestoreRule {
  /** never, automatic, wait (for waitDays) or manual (the support of the vendor approves). */
  policy: MovePolicy
  /** Days to wait with policy wait, else 0. */
  waitDays: number
  /** So many times in periodDays; 0: no limit. */
  maximumCount: number
  /** Days over which maximumCount counts; 0: the whole life of the license. */
  periodDays: number
}

/** Rule for renewing a license by its user. */
export interface RenewalRule {
  /** never, automatic, wait (for waitDays) or manual (the support of the vendor approves). */
  policy: MovePolicy
  /** Days to wait with policy wait, else 0. */
  waitDays: number
  /** So many times in periodDays; 0: no limit. */
  maximumCount: number
  /** Days over which maximumCount counts; 0: the whole life of the license. */
  periodDays: number
}

/** List of parameters. */
export interface ItemParameters {
  /** One parameter. */
  itemParameter: ItemParameter[]
}

/** A value that is asked for; it goes into the license, where the software reads it. */
export interface ItemParameter {
  /** Name of the parameter. Example: licensee */
  name: string
  /** Form of its value. */
  valueKind: ValueKind
  /** order: with the order line. activation: when the license is collected. */
  givenAt: GivenAt
  /** true: it must be given. */
  mandatory: boolean
  /** Least value of a number or date. */
  minimumValue?: string | undefined
  /** Greatest value of a number or date; for text the greatest length. */
  maximumValue?: string | undefined
}

/** What PutItem did. */
export interface ItemResult {
  /** The item. */
  itemNumber: string
  /** Its version now. */
  versionNumber: number
  /** created, changed, unchanged, or replayed: this requestId was done before. Values may be added. */
  outcome: string
  /** Advice on the definition; may be empty. */
  warnings: Warnings
}

/** List of advice. */
export interface Warnings {
  /** One piece of advice. */
  warning: string[]
}

/** An item or a package as it is sold now. */
export interface ItemState {
  /** The item; absent for a package. */
  item?: Item | undefined
  /** The package; absent for an item. */
  itemPackage?: ItemPackage | undefined
  /** Its version. */
  versionNumber: number
  /** When it was created. */
  createdAt: Date
  /** When it was last changed. */
  changedAt: Date
  /** When it was retired; absent: it is sold. */
  retiredAt?: Date | undefined
}

/** Which items to list. */
export interface ItemFilter {
  /** Only items whose number starts like this. */
  itemNumberStart?: string | undefined
  /** Only items of this firm code. */
  firmCode?: number | undefined
  /** yes: retired items too. */
  retired?: YesNoText | undefined
}

/** One page of items. */
export interface ItemPage {
  /** The rows. */
  itemRows: ItemRows
  /** For the next page; absent: this was the last one. */
  nextCursor?: string | undefined
}

/** List of items. */
export interface ItemRows {
  /** One item. */
  itemRow: ItemRow[]
}

/** An item or a package in a list. */
export interface ItemRow {
  /** The number. */
  itemNumber: string
  /** item or package. Values may be added. */
  itemKind: string
  /** Its name. */
  name: string
  /** Its firm code; of a package that of the first item in it. */
  firmCode: number
  /** Its product code; of a package that of the first item in it. */
  productCode: bigint
  /** Its version. */
  versionNumber: number
  /** When it was last changed. */
  changedAt: Date
  /** When it was retired; absent: it is sold. */
  retiredAt?: Date | undefined
}

/** Which item to retire. */
export interface Retirement {
  /** The item number. */
  itemNumber: string
  /** For the history. */
  comment?: string | undefined
}

/** What RetireItem did. */
export interface RetirementResult {
  /** The item. */
  itemNumber: string
  /** retired, unchanged if it was already, or replayed: this requestId was done before. Values may be added. */
  outcome: string
}

/** A firm code of the vendor. */
export interface Firm {
  /** The firm code. Example: 6000010 */
  firmCode: number
  /** Name for people. Example: Example Software GmbH */
  name: string
  /** For the history. */
  comment?: string | undefined
}

/** What PutFirmCode did. */
export interface FirmResult {
  /** The firm code. */
  firmCode: number
  /** created, changed, unchanged, or replayed: this requestId was done before. Values may be added. */
  outcome: string
  /** yes: signing keys exist, licenses can be activated. no: "opendepot firm create" has not been run. */
  signingReady: YesNo
}

/** A program that may call the Sales and Admin interfaces. What is absent gets its default, also in a change. */
export interface ApiClient {
  /** Its name, with which it logs in. Example: sap-prod */
  clientName: string
  /** What it may do, at least one. */
  roles: Roles
  /**
   * Order numbers are unique within this scope; clients of one back office share one. Default: its name. An
   * administrator of some firm codes cannot give one that a client of others has.
   */
  orderScope?: string | undefined
  /** Firm codes it may touch; empty: all. */
  firmCodes: FirmCodes
  /** Addresses it may come from; empty: any. */
  ipRanges: IpRanges
  /** For the history. */
  comment?: string | undefined
  /**
   * TLS client certificates that stand for its name and secret; absent or empty: none. Several may live at once, so
   * that one can follow another without a pause. Each is of one client only.
   */
  certificates?: Certificates | undefined
  /**
   * What its orders mean that have a known number. Default: replay. extend is for programs that cannot number their
   * lines.
   */
  orderRepeat?: OrderRepeat | undefined
  /**
   * yes: it may log in by a password digest of WS-Security, with secrets that are made from now on; they are then
   * stored encrypted and not only as a hash. Default: no.
   */
  passwordDigest?: YesNoText | undefined
}

/** List of roles. */
export interface Roles {
  /** One role. */
  role: Role[]
}

/** List of firm codes. */
export interface FirmCodes {
  /** One firm code. */
  firmCode: number[]
}

/** List of address ranges. */
export interface IpRanges {
  /** An address, or a range in CIDR form. Example: 10.20.0.0/16 */
  ipRange: string[]
}

/** List of client certificates. */
export interface Certificates {
  /**
   * The certificate as PEM; or its SHA-256 fingerprint in hexadecimal digits, as sha256:4f2a...; or the names of its
   * subject and issuer, for one that a trusted authority (TLS_CLIENT_CA, or that of the trusted proxy) renews. Example:
   * subject:CN=sap-prod,O=Example;issuer:CN=Example CA,O=Example
   */
  certificate: string[]
}

/** What was done with a client. */
export interface ClientResult {
  /** The client. */
  clientName: string
  /** created, changed, disabled, unchanged, or replayed: this requestId was done before. Values may be added. */
  outcome: string
  /** The secret of a new client. Keep it now; it is shown again only to a repetition with the same requestId. */
  clientSecret?: string | undefined
}

/** A client that is to get a new secret. */
export interface SecretRotation {
  /** The client. */
  clientName: string
  /** yes: the old secrets stop at once. */
  retireOld: YesNo
  /** For the history. */
  comment?: string | undefined
}

/** A new secret. */
export interface SecretResult {
  /** The client. */
  clientName: string
  /** The new secret. Absent with runMode=check, and in a repetition once the secret is retired. */
  clientSecret?: string | undefined
}

/** A client to refuse. */
export interface ClientDisabling {
  /** The client. */
  clientName: string
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A moved clock. */
export interface TestClock {
  /** What the clock shall show now; it runs on from there. */
  instant: Date
  /** For the history. */
  comment?: string | undefined
}

/** A moved clock. */
export interface TestClockResult {
  /** What the clock shows now. */
  instant: Date
}

/** What went wrong, for a program (code, field, faultDetails) and for a person (text). */
export interface FaultInfo {
  /** The fault code; docs/faults.md lists them all. Codes may be added. Example: TICKET_UNKNOWN */
  code: string
  /** What is wrong and what to do, in English. */
  text: string
  /** Path of the request field at fault. Example: order/orderLines/orderLine[2]/quantity */
  field?: string | undefined
  /**
   * never: the same bytes fail again. later: come again at waitUntil. newContext: come again with a fresh context file.
   */
  retry: string
  /** Only with retry=later: the first moment at which the same call can succeed. */
  waitUntil?: Date | undefined
  /** Finds this call in the log of the server. */
  traceId: string
  /** Further facts for a program; may be empty. */
  faultDetails: FaultDetails
}

/** List of facts about a fault. */
export interface FaultDetails {
  /** One fact. */
  faultDetail: FaultDetail[]
}

/** One fact about a fault. */
export interface FaultDetail {
  /** Name of the fact. Example: orderLine[000020]/quantity/old */
  name: string
  /** Its value. */
  value: string
}

/**
 * A package: an item number that expands to several items when it is ordered. A line of n pieces sells n of everything
 * in it.
 */
export interface ItemPackage {
  /** Number of the package, the same as in the back office. Example: CAD-SUITE */
  itemNumber: string
  /** Name for people. */
  name: string
  /** What is in it. */
  packageItems: PackageItems
  /** For the history. */
  comment?: string | undefined
}

/** What PutItemPackage did. */
export interface ItemPackageResult {
  /** The package. */
  itemNumber: string
  /** Its version now. */
  versionNumber: number
  /** created, changed, unchanged, or replayed: this requestId was done before. Values may be added. */
  outcome: string
}

/** A kind of container, refined. */
export interface ContainerType {
  /** Name of the type. Example: PLC-4000 */
  containerTypeName: string
  /** The kind it refines. */
  containerKind: ContainerKind
  /** How its containers are bound. Software: strict, tolerant or operator; dongle and cloud: operator. */
  bindingScheme: BindingScheme
  /** Most licenses in one such container, counted when an item that names the type goes in; 0: no limit. */
  licenseLimit: number
  /** For the history. */
  comment?: string | undefined
}

/** What PutContainerType did. */
export interface ContainerTypeResult {
  /** The container type. */
  containerTypeName: string
  /** created, changed, unchanged, or replayed: this requestId was done before. Values may be added. */
  outcome: string
}

/** A person who works with the admin pages. */
export interface User {
  /** The name to log in with; not an e-mail address. */
  userName: string
  /** Name for people. */
  displayName: string
  /** For notices. */
  email?: string | undefined
  /** What the user may do, at least one. */
  roles: Roles
  /** Firm codes the user may touch; empty: all. */
  firmCodes: FirmCodes
  /** no: the user is refused. */
  active: YesNo
  /** For the history. */
  comment?: string | undefined
}

/** What PutUser did. */
export interface UserResult {
  /** The user. */
  userName: string
  /** created, changed, unchanged, or replayed: this requestId was done before. Values may be added. */
  outcome: string
}

/** One page of users. */
export interface UserPage {
  /** The rows. */
  userRows: UserRows
  /** For the next page; absent: this was the last one. */
  nextCursor?: string | undefined
}

/** What to count. */
export interface StatisticsQuery {
  /** Only items whose number starts like this. */
  itemNumberStart?: string | undefined
  /** First month, UTC. Example: 2026-01 */
  firstMonth: string
  /** Last month, at most 24 months after the first. */
  lastMonth: string
  /** What counts as soon, in days; 0: 30. */
  expiringDays: number
}

/** One page of counts, by item. */
export interface Statistics {
  /** One entry for each item of which a license was ever sold, by item number. */
  itemCounts: ItemCounts
  /** The newest change that is counted; changes are counted within seconds. Absent: nothing was ever sold. */
  countedUntil?: Date | undefined
  /** For the next page; absent: this was the last one. */
  nextCursor?: string | undefined
}

/** List of items that an upgrade can start from. */
export interface UpgradeBases {
  /** One item. */
  upgradeBase: UpgradeBase[]
}

/** List of items that a module can ride on. */
export interface ModuleBases {
  /** One item. */
  moduleBase: ModuleBase[]
}

/** List of container types. */
export interface ContainerTypeNames {
  /** Name of a container type. */
  containerTypeName: string[]
}

/** How a license is kept alive. */
export interface Subscription {
  /**
   * erpRun: valid to the next payment plus grace, extended by the back office. checkpoint: renewed by itself at each
   * contact until cancelled. fromActivation: one period from activation, a new ticket to renew.
   */
  subscriptionModel: SubscriptionModel
  /** Length of a period: so many days, months or years. */
  periodCount: number
  /** day, month or year. */
  periodUnit: PeriodUnit
  /** Days that the license outlives its period. */
  graceDays: number
}

/** Makes an item a trial. */
export interface TrialRule {
  /** So many times in the life of one container. Example: 1 */
  trialCount: number
}

/** How long a copy lives without contact. */
export interface IdleRelease {
  /** Hours after the last contact, 1 to 8784; each contact in the second half of them renews the copy. Example: 48 */
  idleReleaseHours: number
}

/** List of items in a package. */
export interface PackageItems {
  /** One item. */
  packageItem: PackageItem[]
}

/** List of users. */
export interface UserRows {
  /** One user. */
  userRow: UserRow[]
}

/** List of counts by month. */
export interface ItemMonths {
  /** One month. */
  itemMonth: ItemMonth[]
}

/** List of counts by item. */
export interface ItemCounts {
  /** One item. */
  itemCount: ItemCount[]
}

/** An item that an upgrade can start from. */
export interface UpgradeBase {
  /** The item. */
  itemNumber: string
}

/** An item that a module can ride on. */
export interface ModuleBase {
  /** The item. */
  itemNumber: string
}

/** One item of a package. */
export interface PackageItem {
  /** The item; not itself a package. */
  itemNumber: string
  /** Pieces of it in one package. */
  quantity: number
}

/** A user in a list. */
export interface UserRow {
  /** The name to log in with. */
  userName: string
  /** Name for people. */
  displayName: string
  /** For notices. */
  email?: string | undefined
  /** What the user may do. */
  roles: Roles
  /** Firm codes the user may touch; empty: all. */
  firmCodes: FirmCodes
  /** no: the user is refused. */
  active: YesNo
  /** When it was last changed. */
  changedAt: Date
}

/** What happened to an item in a month, UTC. */
export interface ItemMonth {
  /** The month. */
  monthName: string
  /** Licenses sold. What only takes the place of a license of the same item is not sold again. */
  soldCount: number
  /** Activations. */
  activatedCount: number
  /** Returns. */
  returnedCount: number
  /** Licenses in a container at the end of the month; of the running month: now. */
  activeCount: number
}

/** Where the licenses of an item are now, and what happened to them. */
export interface ItemCount {
  /** The item. */
  itemNumber: string
  /** Licenses sold and not withdrawn, replaced or blocked. */
  licenseCount: number
  /** In a container now, or on the way into one. */
  activeCount: number
  /** Activations in all. */
  transferCount: number
  /** Licenses that end within the days asked for. */
  expiringCount: number
  /** The months asked for in which something happened, the oldest first. */
  itemMonths: ItemMonths
}

/** The operations of the Admin interface with their messages. */
export interface AdminOperations {
  /**
   * Creates an item or changes it. A change makes a new version; licenses that were sold keep the version they were
   * sold with. The same content again changes nothing. A retired item is sold again after PutItem. The items and
   * container types that it names have to be there. Roles: admin. Faults: ITEM_INVALID, FIRM_CODE_UNKNOWN,
   * REQUEST_CONFLICT.
   */
  PutItem: { input: PutItem; output: PutItemResponse }

  /**
   * Gives an item or a package as it is sold now. Contents of secret and hidden data are never given out, only their
   * hashes. Roles: admin. Faults: ITEM_UNKNOWN.
   */
  GetItem: { input: GetItem; output: GetItemResponse }

  /**
   * Lists items and packages by item number, page by page. A package is found under the firm code of the first item in
   * it. Roles: admin. Faults: CURSOR_INVALID.
   */
  ListItems: { input: ListItems; output: ListItemsResponse }

  /**
   * Stops selling an item or a package. What was sold is not touched. A package that contains a retired item cannot be
   * ordered either. Roles: admin. Faults: ITEM_UNKNOWN, REQUEST_CONFLICT.
   */
  RetireItem: { input: RetireItem; output: RetireItemResponse }

  /**
   * Registers a firm code or changes its name. Its keys are made by "opendepot firm create", where the root key can
   * stay offline. Roles: admin. Faults: REQUEST_CONFLICT.
   */
  PutFirmCode: { input: PutFirmCode; output: PutFirmCodeResponse }

  /**
   * Creates an API client or changes what it may do. A new client gets a secret, which is shown here and never again in
   * clear. Roles: admin. Faults: CLIENT_INVALID, REQUEST_CONFLICT.
   */
  PutClient: { input: PutClient; output: PutClientResponse }

  /**
   * Gives an API client a new secret; the one before works on until the next rotation, unless it is retired at once. A
   * disabled client gets none. Roles: admin. Faults: CLIENT_UNKNOWN, CLIENT_INVALID, REQUEST_CONFLICT.
   */
  RotateClientSecret: { input: RotateClientSecret; output: RotateClientSecretResponse }

  /**
   * Refuses an API client from its next call on, on every node, for good. Roles: admin. Faults: CLIENT_UNKNOWN,
   * REQUEST_CONFLICT.
   */
  DisableClient: { input: DisableClient; output: DisableClientResponse }

  /**
   * Moves the clock of a test installation (TEST_MODE); all rules and all containers' updates use it. Refused
   * elsewhere. Roles: admin. Faults: REQUEST_CONFLICT.
   */
  SetTestClock: { input: SetTestClock; output: SetTestClockResponse }

  /**
   * Creates a package or changes it: one item number that the back office sells and that expands to several items. A
   * change makes a new version; what was sold stays as it was sold. A number is an item or a package, never both. The
   * items are sold as they are when the package is ordered. A retired package is sold again after PutItemPackage.
   * Roles: admin. Faults: ITEM_INVALID, ITEM_UNKNOWN, REQUEST_CONFLICT.
   */
  PutItemPackage: { input: PutItemPackage; output: PutItemPackageResponse }

  /**
   * Creates a container type or changes its binding or limit: a kind of container refined by the vendor, to which items
   * can restrict themselves. It keeps its kind, and can be bound only as the kind can. A change counts from the next
   * activation on, also for licenses that were sold before. Roles: admin. Faults: CONTAINER_KIND, REQUEST_CONFLICT.
   */
  PutContainerType: { input: PutContainerType; output: PutContainerTypeResponse }

  /**
   * Creates a user of the admin pages or changes what he may do. Roles: admin. Faults: USER_INVALID, REQUEST_CONFLICT.
   */
  PutUser: { input: PutUser; output: PutUserResponse }

  /** Lists users by name, page by page. Roles: admin. Faults: CURSOR_INVALID. */
  ListUsers: { input: ListUsers; output: ListUsersResponse }

  /**
   * Counts what was sold, activated and returned, what is active and what expires soon, by item and month. Months are
   * those of UTC, items those of the firm codes that the client may touch. Reads counters that follow the ledger within
   * seconds, so it costs the same however many licenses there are. Roles: admin. Faults: CURSOR_INVALID.
   */
  GetStatistics: { input: GetStatistics; output: GetStatisticsResponse }
}
