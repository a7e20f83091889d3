// Generated from wsdl/depot.wsdl by `npm run generate`; change that file, not this one.

/** Request of GetTickets. */
export interface GetTickets {
  /** The tickets. */
  ticketIds: TicketIds
}

/** Answer of GetTickets. */
export interface GetTicketsResponse {
  /** The tickets, in the order they were asked for. */
  result: TicketList
}

/** Request of EnrollContainer. */
export interface EnrollContainer {
  /** Id of this call, made by the caller. */
  requestId?: string | undefined
  /** check: everything is checked, no template is signed. */
  runMode?: RunMode | undefined
  /** The container to be. */
  enrollment: Enrollment
}

/** Answer of EnrollContainer. */
export interface EnrollContainerResponse {
  /** Serial and template. */
  result: EnrollmentResult
}

/** Request of ActivateLicenses. */
export interface ActivateLicenses {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same update. Counts within the
   * container.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no update is made. */
  runMode?: RunMode | undefined
  /** What goes where. */
  activation: Activation
}

/** Answer of ActivateLicenses. */
export interface ActivateLicensesResponse {
  /** The update, and how each license fared. */
  result: ActivationResult
}

/** Request of ConfirmUpdate. */
export interface ConfirmUpdate {
  /** Id of this call, made by the caller. Counts within the container. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The receipt. */
  confirmation: Confirmation
}

/** Answer of ConfirmUpdate. */
export interface ConfirmUpdateResponse {
  /** What is confirmed now and what is still open. */
  result: ConfirmationResult
}

/** Request of AutoUpdate. */
export interface AutoUpdate {
  /**
   * Id of this call, made by the caller; the same id with the same context gives the same update. Counts within the
   * container, from the call on that gave an update.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no update is made. */
  runMode?: RunMode | undefined
  /** Who asks. */
  updateWish: UpdateWish
}

/** Answer of AutoUpdate. */
export interface AutoUpdateResponse {
  /** The update, if there is anything for the container. */
  result: AutoUpdateResult
}

/** Request of ContinueTransfer. */
export interface ContinueTransfer {
  /** Which transfer: its id, or a context of the container for its newest open one. */
  transferKey: TransferKey
}

/** Answer of ContinueTransfer. */
export interface ContinueTransferResponse {
  /** The update. */
  result: TransferResult
}

/** Request of GetKeys. */
export interface GetKeys {
  /** The firm code. Example: 6000010 */
  firmCode: number
}

/** Answer of GetKeys. */
export interface GetKeysResponse {
  /** Root and certificates. */
  result: FirmKeys
}

/** check: try without storing. normal: the same as leaving it out. */
export type RunMode = 'check' | 'normal'

/** yes or no. */
export type YesNo = 'yes' | 'no'

/** software: bound to a machine. dongle: a PKCS#11 token. cloud: bound to a user. */
export type ContainerKind = 'software' | 'dongle' | 'cloud'

/** all: every license that can be collected. */
export type Selection = 'all'

/** List of tickets. */
export interface TicketIds {
  /** A ticket, or several joined by semicolons; at most 20 in all. */
  ticketId: string[]
}

/** Tickets as they are now. */
export interface TicketList {
  /** One entry for each ticket. */
  ticketViews: TicketViews
}

/** List of tickets. */
export interface TicketViews {
  /** One ticket. */
  ticketView: TicketView[]
}

/** A ticket as the buyer sees it. */
export interface TicketView {
  /** The ticket in its full form. */
  ticketId: string
  /** yes: its licenses go together into one container. */
  inseparable: YesNo
  /** How many licenses are on it. */
  licenseCount: number
  /** The first 100 of them. */
  ticketLicenses: TicketLicenses
}

/** List of licenses on a ticket. */
export interface TicketLicenses {
  /** One license. */
  ticketLicense: TicketLicense[]
}

/** A license as the buyer sees it. */
export interface TicketLicense {
  /** Id of the license for all its life. */
  licenseId: string
  /** The item. */
  itemNumber: string
  /** Name of the item. */
  name: string
  /**
   * State of the license: NotCollected, Collected, Confirmed, Returning, WithdrawPending, Withdrawn, Replaced, Blocked.
   * Values may be added.
   */
  state: string
  /** The firm code that a context must be made for. */
  firmCode: number
  /** Kinds of container it may go into. */
  containerKinds: ContainerKinds
  /** Types of container that it goes into only, as its vendor calls them. Empty: any of these kinds. */
  containerTypeNames: ContainerTypeNames
  /** The container it is in, or on its way to. */
  containerSerial?: string | undefined
  /**
   * Whether it needs another license in its container: none; module: it goes only where one of baseItems is, or with it
   * in one activation, and is valid only with that; upgrade: it takes the place of one of baseItems. An upgrade that
   * has done so once says none. Values may be added.
   */
  baseRule: string
  /** The items of which one license is enough. Empty: it needs none. */
  baseItems: BaseItems
  /** A trial: one container gets so many licenses of the item in its life. 0: it is no trial. */
  trialCount: number
  /**
   * Valid while now is before this instant; of a module in its container the end of its base, if that comes first.
   * Absent: no end, or not fixed before activation.
   */
  expirationTime?: Date | undefined
  /** What can be done with it now. */
  nextActions: NextActions
}

/** List of container kinds. */
export interface ContainerKinds {
  /** One kind. */
  containerKind: ContainerKind[]
}

/** List of container types. */
export interface ContainerTypeNames {
  /** One type. Example: PLC-4000 */
  containerTypeName: string[]
}

/** List of items that a license can be based on. */
export interface BaseItems {
  /** One item. */
  baseItem: BaseItem[]
}

/** An item that a license can be based on. */
export interface BaseItem {
  /** The item. */
  itemNumber: string
  /** Name of the item as it is sold now. */
  name: string
}

/** List of actions. */
export interface NextActions {
  /** An operation of this interface. Example: ActivateLicenses */
  nextAction: string[]
}

/** A container that wants to be known. */
export interface Enrollment {
  /** Kind of container. */
  containerKind: ContainerKind
  /** The firm code whose licenses it is to hold first. */
  firmCode: number
  /** Public signing key of the container, a JWK as JSON text. */
  signingKey: string
  /** Public key agreement key of the container, a JWK as JSON text. */
  agreementKey: string
  /** Fingerprint of the machine; required for software containers. */
  fingerprint?: Fingerprint | undefined
  /** For the history. */
  comment?: string | undefined
}

/** What binds a container to a machine: salted hashes of named parts. */
export interface Fingerprint {
  /** One part. */
  fingerprintPart: FingerprintPart[]
}

/** One part of a fingerprint. */
export interface FingerprintPart {
  /** Name of the part, as docs/formats.md lists them. Example: machineId */
  name: string
  /** Salted SHA-256 of the part, base64url. */
  partHash: string
}

/** A container that may collect. */
export interface EnrollmentResult {
  /** Serial of the container: follows from its signing key, so the same key always has the same serial. */
  containerSerial: string
  /** The signed template (.odl). Absent with runMode=check. */
  templateFile?: string | undefined
}

/** Which licenses go into which container. */
export interface Activation {
  /** The ticket. */
  ticketId: string
  /** Which licenses of it; absent: see the operation. */
  licenseIds?: LicenseIds | undefined
  /** all: every license of the ticket that can be collected. Not together with licenseIds. */
  selection?: Selection | undefined
  /** A context (.odc) of the container, made for the firm code of the licenses. */
  contextFile: string
  /** Values of the parameters that the items ask for at activation. */
  parameters?: Parameters | undefined
  /** Who collects, for the records of the licensee. */
  collector?: Collector | undefined
  /** For the history. */
  comment?: string | undefined
}

/** List of license ids. */
export interface LicenseIds {
  /** One id. */
  licenseId: string[]
}

/** List of parameter values. */
export interface Parameters {
  /** One value. */
  parameter: Parameter[]
}

/** Value of a parameter of the item. */
export interface Parameter {
  /** Name of the parameter as the item defines it. */
  name: string
  /** Its value. */
  value: string
}

/** The person who collects. */
export interface Collector {
  /** Id of the user at the licensee. Example: emuster */
  userId: string
  /** Name of the user. */
  name?: string | undefined
}

/** What ActivateLicenses did. */
export interface ActivationResult {
  /** Id of the transfer; ContinueTransfer takes it. Absent with runMode=check. */
  transferId?: string | undefined
  /** The signed update (.odu) for this container. Absent with runMode=check. */
  updateFile?: string | undefined
  /** How many licenses are in the update. */
  activatedCount: number
  /** How many were refused. */
  refusedCount: number
  /** How each license fared; of more than 300 only so many, the refused ones first. GetTickets tells of the others. */
  licenseResults: LicenseResults
  /** How many licenses the update changes because the vendor has decided so; the user cannot skip it. */
  vendorChangeCount: number
  /** The first 100 of them, in the order in which they are done. */
  vendorChanges: VendorChanges
}

/** List of what the vendor has decided. */
export interface VendorChanges {
  /** One license. */
  vendorChange: VendorChange[]
}

/** What the vendor has decided about one license. */
export interface VendorChange {
  /** The license. */
  licenseId: string
  /**
   * Withdraw, Replace, Extend, Recycle (the container is erased) or Assign (the license is dedicated to this
   * container). Values may be added.
   */
  actionKind: string
  /**
   * put: the update puts the license into the container, or gives it new terms there. removed: it takes the license
   * out. Values may be added.
   */
  effect: string
}

/** List of results. */
export interface LicenseResults {
  /** One result. */
  licenseResult: LicenseResult[]
}

/** How one license fared. */
export interface LicenseResult {
  /** The license. */
  licenseId: string
  /** true: it is in the update. false: it is not, and code says why. */
  ok: boolean
  /** The fault code that this license alone would have given. */
  code?: string | undefined
  /** What is wrong and what to do. */
  text?: string | undefined
}

/** A receipt. */
export interface Confirmation {
  /** A context (.odc) made after the update was imported. */
  contextFile: string
  /** For the history. */
  comment?: string | undefined
}

/** What the server knows now. */
export interface ConfirmationResult {
  /** The container. */
  containerSerial: string
  /** How many licenses this context confirmed. */
  confirmedCount: number
  /** The first 100 of them. GetTickets tells of all. */
  confirmedLicenses: ConfirmedLicenses
  /** How many transfers are not confirmed yet. */
  openCount: number
  /** Those that reach furthest, at most 100. */
  openTransfers: OpenTransfers
}

/** A container that asks what there is for it. */
export interface UpdateWish {
  /** A fresh context (.odc) of the container; it is the receipt for all that was imported before. */
  contextFile: string
}

/** What AutoUpdate did. */
export interface AutoUpdateResult {
  /** The container. */
  containerSerial: string
  /** Id of the transfer; ContinueTransfer takes it. Absent if there is no update, and with runMode=check. */
  transferId?: string | undefined
  /**
   * The signed update (.odu) for this container. Absent if nothing waits for it and it has confirmed everything, and
   * with runMode=check.
   */
  updateFile?: string | undefined
  /**
   * How many licenses the update changes because the vendor has decided so. It can hold others as well: those that were
   * activated and are not confirmed.
   */
  vendorChangeCount: number
  /** The first 100 of them, in the order in which they are done. */
  vendorChanges: VendorChanges
}

/** List of licenses. */
export interface ConfirmedLicenses {
  /** One license. */
  confirmedLicense: ConfirmedLicense[]
}

/** A license that has arrived. */
export interface ConfirmedLicense {
  /** The license. */
  licenseId: string
  /** Its state now. */
  state: string
}

/** List of transfers. */
export interface OpenTransfers {
  /** One transfer. */
  openTransfer: OpenTransfer[]
}

/** A transfer that waits for its receipt. */
export interface OpenTransfer {
  /** Id for ContinueTransfer. */
  transferId: string
  /** When it was made. */
  createdAt: Date
}

/** Names a transfer. Exactly one of the two. */
export interface TransferKey {
  /** Id of the transfer. */
  transferId?: string | undefined
  /** A context (.odc) of the container. */
  contextFile?: string | undefined
}

/** An open transfer. */
export interface TransferResult {
  /** Its id. */
  transferId: string
  /** The container it is for. */
  containerSerial: string
  /** The signed update (.odu). */
  updateFile: string
}

/** Public keys of a firm code. */
export interface FirmKeys {
  /** The firm code. */
  firmCode: number
  /** Public root key, a JWK as JSON text. Pin it in your software; compare its thumbprint first. */
  rootKey: string
  /** RFC 7638 thumbprint of the root key, base64url. */
  rootThumbprint: string
  /** Certificates of the signing keys. */
  firmCertificates: FirmCertificates
}

/** List of certificates. */
export interface FirmCertificates {
  /** One certificate. */
  firmCertificate: FirmCertificate[]
}

/** A signing key, certified by the root. */
export interface FirmCertificate {
  /** RFC 7638 thumbprint of the signing key, base64url. */
  keyId: string
  /** next, active, retired or compromised. Values may be added. */
  state: string
  /** The certificate, a compact JWS signed by the root. */
  certificateFile: string
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

/** The operations of the Depot interface with their messages. */
export interface DepotOperations {
  /**
   * Shows what is on one or several tickets: licenses, their states, which kinds of container they may go into, which
   * firm codes are needed, and what can be done now. Faults: TICKET_MALFORMED, TICKET_UNKNOWN.
   */
  GetTickets: { input: GetTickets; output: GetTicketsResponse }

  /**
   * Gives a new container its serial and a signed template. The keys are made where the container lives; only the
   * public ones come here. For software and dongle containers nothing is stored: the container becomes known with its
   * first license. Faults: FIRM_CODE_UNKNOWN, CONTAINER_KIND, KEY_INVALID.
   */
  EnrollContainer: { input: EnrollContainer; output: EnrollContainerResponse }

  /**
   * Puts licenses of a ticket into a container: takes the ticket and a context file of the container, gives a signed
   * update file for exactly that container. Without licenseIds: one license of each item that this container lacks; all
   * of them with selection=all or if the ticket is inseparable. Sent again before the update is confirmed, it gives the
   * same update. A module goes with its base, an upgrade takes the place of its base in the same update. What the
   * vendor has decided about the container comes first, in the same update, also if none can be activated. Licenses may
   * fail one by one; a fault comes only if there is no update or the request as a whole is wrong. Faults:
   * TICKET_MALFORMED, TICKET_UNKNOWN, LICENSE_UNKNOWN, LICENSE_STATE, PARAMETER_INVALID, CONTEXT_INVALID,
   * CONTEXT_STALE, FIRM_CODE_OTHER, CONTAINER_KIND, CONTAINER_BLOCKED, BASE_LICENSE_MISSING, QUOTA_EXCEEDED,
   * NOTHING_TO_DO, TRANSFER_OPEN, MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  ActivateLicenses: { input: ActivateLicenses; output: ActivateLicensesResponse }

  /**
   * Takes the receipt for an update: simply the next context of the container. Every other call with a context confirms
   * as well. Faults: CONTAINER_UNKNOWN, CONTAINER_BLOCKED, CONTAINER_KIND, CONTEXT_INVALID, CONTEXT_STALE,
   * MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  ConfirmUpdate: { input: ConfirmUpdate; output: ConfirmUpdateResponse }

  /**
   * Gives a container everything that waits for it, without a ticket. That is what the vendor has decided about its
   * licenses, those that are dedicated to it, subscriptions that renew themselves at a contact, and whatever it has not
   * confirmed. Takes a context file, which is a receipt as always, and gives a signed update file; none if there is
   * nothing for the container, which is no fault, so a program can ask from time to time. What has no room in one
   * update comes with the next call after the import. Faults: CONTEXT_INVALID, CONTEXT_STALE, CONTAINER_KIND,
   * CONTAINER_BLOCKED, MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  AutoUpdate: { input: AutoUpdate; output: AutoUpdateResponse }

  /**
   * Gives the update of an open transfer once more: the same bytes as before. For a lost answer, a lost file, or a
   * server that stopped in the middle. Faults: TRANSFER_UNKNOWN, CONTAINER_UNKNOWN, CONTAINER_BLOCKED, CONTAINER_KIND,
   * CONTEXT_INVALID, CONTEXT_STALE, MANIPULATION_DETECTED.
   */
  ContinueTransfer: { input: ContinueTransfer; output: ContinueTransferResponse }

  /**
   * Gives the public keys of a firm code: the root that containers pin, and the certificates of the signing keys.
   * Faults: FIRM_CODE_UNKNOWN.
   */
  GetKeys: { input: GetKeys; output: GetKeysResponse }
}
