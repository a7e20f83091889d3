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
  /**
   * Id of this call, made by the caller. For a cloud container it counts within the client; the others need none, as
   * nothing is stored.
   */
  requestId?: string | undefined
  /** check: everything is checked, nothing is stored or signed. */
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

/** Request of ReturnLicenses. */
export interface ReturnLicenses {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same update. Counts within the
   * container.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no update is made. */
  runMode?: RunMode | undefined
  /** What comes back. */
  licenseReturn: LicenseReturn
}

/** Answer of ReturnLicenses. */
export interface ReturnLicensesResponse {
  /** The update, and how each license fared. */
  result: MoveResult
}

/** Request of ReactivateLicenses. */
export interface ReactivateLicenses {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same update. Counts within the
   * container. A call that only began a waiting time is not remembered by it.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no waiting time begins. */
  runMode?: RunMode | undefined
  /** What is to be issued anew, and where. */
  reactivation: Reactivation
}

/** Answer of ReactivateLicenses. */
export interface ReactivateLicensesResponse {
  /** The update, and how each license fared. */
  result: MoveResult
}

/** Request of RestoreContainer. */
export interface RestoreContainer {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same update. Counts within the new
   * container. A call that only began a waiting time is not remembered by it.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no waiting time begins. */
  runMode?: RunMode | undefined
  /** From where to where. */
  restoration: Restoration
}

/** Answer of RestoreContainer. */
export interface RestoreContainerResponse {
  /** The update, and how each license fared. */
  result: RestorationResult
}

/** Request of CheckContainer. */
export interface CheckContainer {
  /** The container. */
  containerSerial: string
}

/** Answer of CheckContainer. */
export interface CheckContainerResponse {
  /** Whether it is blocked. */
  result: ContainerCheck
}

/** Request of GetBlockList. */
export interface GetBlockList {
  /** The firm code. */
  firmCode: number
}

/** Answer of GetBlockList. */
export interface GetBlockListResponse {
  /** The list, signed. */
  result: BlockList
}

/** Request of RenewLicense. */
export interface RenewLicense {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same answer. Counts within the
   * container.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no update is made. */
  runMode?: RunMode | undefined
  /** What is to be renewed. */
  renewal: Renewal
}

/** Answer of RenewLicense. */
export interface RenewLicenseResponse {
  /** The update with the new end, or offers. */
  result: RenewalResult
}

/** Request of OpenSession. */
export interface OpenSession {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same session. Counts within the
   * container.
   */
  requestId: string
  /** check: everything is checked by the same code, no seat is taken. */
  runMode?: RunMode | undefined
  /** What is to be used. */
  sessionWish: SessionWish
}

/** Answer of OpenSession. */
export interface OpenSessionResponse {
  /** The session and its lease. */
  result: SessionResult
}

/** Request of KeepSession. */
export interface KeepSession {
  /** Id of this call, made by the caller. Needed by nobody: a call that is repeated gives a lease that is as good. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored, no lease is made. */
  runMode?: RunMode | undefined
  /** Which session. */
  sessionKey: SessionKey
}

/** Answer of KeepSession. */
export interface KeepSessionResponse {
  /** The session and its new lease. */
  result: SessionResult
}

/** Request of CloseSession. */
export interface CloseSession {
  /** Id of this call, made by the caller. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which session. */
  sessionKey: SessionKey
}

/** Answer of CloseSession. */
export interface CloseSessionResponse {
  /** When it ended. */
  result: SessionEnd
}

/** Request of UseUnits. */
export interface UseUnits {
  /** Id of this call, made by the caller; the same id takes the units once. Counts within the session. */
  requestId: string
  /** check: everything is checked by the same code, no unit is taken. */
  runMode?: RunMode | undefined
  /** How many. */
  unitUse: UnitUse
}

/** Answer of UseUnits. */
export interface UseUnitsResponse {
  /** What is left. */
  result: UnitsResult
}

/** Request of ChangeCredential. */
export interface ChangeCredential {
  /**
   * Id of this call, made by the caller; the same id with the same content gives the same file. Counts within the
   * container.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The new keys, and the proof that the old ones are there. */
  credentialChange: CredentialChange
}

/** Answer of ChangeCredential. */
export interface ChangeCredentialResponse {
  /** The credential that counts now. */
  result: CredentialResult
}

/** check: try without storing. normal: the same as leaving it out. */
export type RunMode = 'check' | 'normal'

/** yes or no. */
export type YesNo = 'yes' | 'no'

/** software: bound to a machine. dongle: a PKCS#11 token. cloud: bound to a user. */
export type ContainerKind = 'software' | 'dongle' | 'cloud'

/** all: every license that can be collected. */
export type Selection = 'all'

/**
 * strict: every part of the machine has to stay. tolerant: k of n parts. operator: an identity signed by the operator
 * of the machines.
 */
export type BindingScheme = 'strict' | 'tolerant' | 'operator'

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
  /** Whether it can be given back: never, automatic, wait or manual. Values may be added. */
  returnPolicy: string
  /** Whether it can be issued anew if its container is lost: never, automatic, wait or manual. Values may be added. */
  reactivationPolicy: string
  /** A reactivation was asked for and waits: when it is possible. */
  reactivationAt?: Date | undefined
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
  /** How a software container is bound to its machine; absent: strict. */
  bindingScheme?: BindingScheme | undefined
  /**
   * Cloud only, and needed there: the user that it belongs to, as the client calls him. A user has one container in the
   * order scope of the client. Example: emuster
   */
  userId?: string | undefined
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
  /** Cloud only: the signed credential (.odk). Absent with runMode=check. */
  credentialFile?: string | undefined
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
  /**
   * The signed update (.odu) for this container. Absent with runMode=check, and for a cloud container, which has the
   * licenses already.
   */
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
   * Withdraw, Replace, Extend, Recycle (the container is erased), Assign (the license is dedicated to this container)
   * or Recall (it was issued anew elsewhere, and this is the old copy). Values may be added.
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
  /** With code WAIT or QUOTA_EXCEEDED: when it can move. */
  waitUntil?: Date | undefined
}

/** A receipt. */
export interface Confirmation {
  /** A context (.odc) made after the update was imported. */
  contextFile: string
  /**
   * After NEED_PROOF: updates that the container has kept, so that a server which was put back to an older state learns
   * again what it issued.
   */
  proofFiles?: ProofFiles | undefined
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
   * The signed update (.odu) for this container. Absent if nothing waits for it and it has confirmed everything, with
   * runMode=check, and for a cloud container, for which it is done already.
   */
  updateFile?: string | undefined
  /**
   * How many licenses the update changes because the vendor has decided so. It can hold others as well: those that were
   * activated and are not confirmed.
   */
  vendorChangeCount: number
  /** The first 100 of them, in the order in which they are done. */
  vendorChanges: VendorChanges
  /** Cloud only: how many licenses of the firm code it holds now. Of the others 0, as they show it themselves. */
  heldCount: number
  /** Cloud only: the first 300 of them, the oldest first. */
  heldLicenses: HeldLicenses
}

/** List of licenses. */
export interface HeldLicenses {
  /** One license. */
  heldLicense: HeldLicense[]
}

/** A license in a cloud container. */
export interface HeldLicense {
  /** The license; OpenSession takes it. */
  licenseId: string
  /** Item that was sold. */
  itemNumber: string
  /** Name of the item. */
  name: string
  /** What the program asks for. Example: 1001 */
  productCode: bigint
  /** Confirmed, or WithdrawPending until it is taken out. */
  state: string
  /** Valid before this instant; absent: no end. */
  expirationTime?: Date | undefined
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

/** Licenses that come back. */
export interface LicenseReturn {
  /** Which licenses; absent: see selection. */
  licenseIds?: LicenseIds | undefined
  /**
   * all: every license that the container holds for the firm code of the context. Not together with licenseIds; one of
   * the two has to be there.
   */
  selection?: Selection | undefined
  /** A fresh context (.odc) of the container. */
  contextFile: string
  /** Who returns them, for the records of the licensee. */
  collector?: Collector | undefined
  /** For the history. */
  comment?: string | undefined
}

/** What a return or reactivation did. */
export interface MoveResult {
  /** The container of the context. */
  containerSerial: string
  /** Id of the transfer; ContinueTransfer takes it. Absent if there is no update, and with runMode=check. */
  transferId?: string | undefined
  /**
   * The signed update (.odu) for this container. Absent if there is none, with runMode=check, and for a cloud
   * container, for which it is done already.
   */
  updateFile?: string | undefined
  /** How many licenses move. */
  movedCount: number
  /** How many do not. */
  refusedCount: number
  /** How each license fared; at most 300, the refused ones first if there are more. */
  licenseResults: LicenseResults
  /** Present if licenses have to wait: when the first of them can move. Come again then with the same wish. */
  waitUntil?: Date | undefined
  /** How many licenses the update changes because the vendor has decided so. */
  vendorChangeCount: number
  /** The first 100 of them, in the order in which they are done. */
  vendorChanges: VendorChanges
}

/** Licenses that are issued anew. */
export interface Reactivation {
  /** The ticket that they are on. */
  ticketId: string
  /** Which licenses of it. The modules that ride on them come along. */
  licenseIds: LicenseIds
  /** A context (.odc) of the container that they are to go into. */
  contextFile: string
  /** yes: the user knows that the old copies become invalid for good. */
  acceptTerms: YesNo
  /**
   * Values of the parameters that the items ask for at activation; those of the last activation count where none is
   * given.
   */
  parameters?: Parameters | undefined
  /** Who asks, for the records of the licensee. */
  collector?: Collector | undefined
  /** For the history. */
  comment?: string | undefined
}

/** A container that takes the place of another. */
export interface Restoration {
  /** A context (.odc) of the new container. */
  contextFile: string
  /** The container that is lost; absent: the one that was on this machine. */
  oldSerial?: string | undefined
  /** yes: the user knows that the old container is blocked for good. */
  acceptTerms: YesNo
  /** Who asks, for the records of the licensee. */
  collector?: Collector | undefined
  /** For the history. */
  comment?: string | undefined
}

/** What RestoreContainer did. */
export interface RestorationResult {
  /** The new container. */
  containerSerial: string
  /** The container whose place it takes. */
  oldSerial: string
  /** How well the machine fits the one that the old container was bound to: from 0 to 1. */
  bindingScore: string
  /** Id of the transfer; ContinueTransfer takes it. Absent if there is no update, and with runMode=check. */
  transferId?: string | undefined
  /**
   * The signed update (.odu) for the new container. Absent if there is none, with runMode=check, and for a cloud
   * container, for which it is done already.
   */
  updateFile?: string | undefined
  /** How many licenses move. */
  movedCount: number
  /** How many do not. */
  refusedCount: number
  /** How each license fared; at most 300, the refused ones first if there are more. */
  licenseResults: LicenseResults
  /** Present if licenses have to wait: when the first of them can move. Come again then with the same wish. */
  waitUntil?: Date | undefined
  /** How many licenses the update changes because the vendor has decided so. */
  vendorChangeCount: number
  /** The first 100 of them, in the order in which they are done. */
  vendorChanges: VendorChanges
}

/** Whether a container is blocked. */
export interface ContainerCheck {
  /** The container. */
  containerSerial: string
  /** ok or blocked. Values may be added. */
  state: string
}

/** Blocked containers and licenses of a firm code. */
export interface BlockList {
  /** The firm code. */
  firmCode: number
  /** How many containers are on the list. */
  containerCount: number
  /**
   * How many licenses are on it, each with the generation below which its copies are void. At most 100000, those that
   * were issued anew last.
   */
  licenseCount: number
  /** The signed list (.odb). */
  blockListFile: string
}

/** A license that is to be renewed. */
export interface Renewal {
  /** The ticket that it is on. */
  ticketId: string
  /** The license. */
  licenseId: string
  /** A fresh context (.odc) of the container that holds it. */
  contextFile: string
  /** For the history. */
  comment?: string | undefined
}

/** What RenewLicense did. */
export interface RenewalResult {
  /** The license. */
  licenseId: string
  /** Id of the transfer; ContinueTransfer takes it. Absent if there is no update, and with runMode=check. */
  transferId?: string | undefined
  /**
   * The signed update (.odu) for this container. Absent if the renewal module made offers instead, with runMode=check,
   * and for a cloud container, for which it is done already.
   */
  updateFile?: string | undefined
  /** The new end. Absent if it was not renewed. */
  expirationTime?: Date | undefined
  /** What the vendor offers, by the renewal module; empty where there is none. */
  renewalOffers: RenewalOffers
}

/** A license that is to be used. */
export interface SessionWish {
  /** A fresh context (.odc), signed by the credential of the cloud container. */
  contextFile: string
  /** The license. */
  licenseId: string
  /** The device that it is used on, for the user's list of sessions. Example: laptop-17 */
  deviceName?: string | undefined
}

/** A session of a cloud container. */
export interface SessionResult {
  /** The secret by which the session is kept. Absent with runMode=check. */
  sessionId?: string | undefined
  /** The signed lease (.ods). Absent with runMode=check. */
  leaseFile?: string | undefined
  /** When the program is to come again; the server sets the pace. */
  nextContactAt: Date
  /** Until when the lease is good without contact. */
  validUntil: Date
  /** How many seats the license has. */
  seatCount: number
  /** How many of them are taken now, this one included. */
  seatsTaken: number
}

/** Names a session. */
export interface SessionKey {
  /** As OpenSession gave it. */
  sessionId: string
}

/** A session that has ended. */
export interface SessionEnd {
  /** When it ended. */
  closedAt: Date
  /** When its seat is free, after the linger time. */
  seatFreeAt: Date
}

/** Units that are used. */
export interface UnitUse {
  /** The session of the license. */
  sessionId: string
  /** How many. Example: 10 */
  units: number
}

/** Units of a license. */
export interface UnitsResult {
  /** The license. */
  licenseId: string
  /** All that were used so far. */
  usedUnits: bigint
  /** What is left. */
  unitsLeft: bigint
}

/** New keys for a cloud container. */
export interface CredentialChange {
  /** A fresh context (.odc), signed by the credential that counts until now. */
  contextFile: string
  /** The new public signing key, a JWK as JSON text. */
  signingKey: string
  /** The new public key agreement key, a JWK as JSON text. */
  agreementKey: string
  /** For the history. */
  comment?: string | undefined
}

/** The credential of a cloud container. */
export interface CredentialResult {
  /** The container; its serial stays what it was. */
  containerSerial: string
  /** The signed credential (.odk) for the new keys. Absent with runMode=check. */
  credentialFile?: string | undefined
}

/** Updates that a container has kept. */
export interface ProofFiles {
  /** One update (.odu), as it was imported. The newest first. */
  proofFile: string[]
}

/** List of offers. */
export interface RenewalOffers {
  /** One offer. */
  renewalOffer: RenewalOffer[]
}

/** Something that the vendor offers. */
export interface RenewalOffer {
  /** What it is. */
  name: string
  /** In words for the user. */
  text: string
  /** Where to get it, a web address. */
  address?: string | undefined
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
   * first license. A cloud container lives here and belongs to a user: an API client with the role sales, which names
   * itself by HTTP Basic, enrolls it for him, and it is known at once. The same user with other keys, because the
   * credential is lost, has the same container: they become its credential, and the old one is void. Faults:
   * FIRM_CODE_UNKNOWN, CONTAINER_KIND, KEY_INVALID, FORBIDDEN, CONTAINER_BLOCKED, REQUEST_CONFLICT.
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
   * CONTEXT_STALE, FIRM_CODE_OTHER, CONTAINER_UNKNOWN, CONTAINER_KIND, CONTAINER_BLOCKED, BASE_LICENSE_MISSING,
   * QUOTA_EXCEEDED, CHECK_REFUSED, NOTHING_TO_DO, TRANSFER_OPEN, NEED_PROOF, MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  ActivateLicenses: { input: ActivateLicenses; output: ActivateLicensesResponse }

  /**
   * Takes the receipt for an update: simply the next context of the container. Every other call with a context confirms
   * as well. A cloud container, which lives on the server, has nothing to confirm. Faults: CONTAINER_UNKNOWN,
   * CONTAINER_BLOCKED, CONTAINER_KIND, CONTEXT_INVALID, CONTEXT_STALE, NEED_PROOF, MANIPULATION_DETECTED,
   * REQUEST_CONFLICT.
   */
  ConfirmUpdate: { input: ConfirmUpdate; output: ConfirmUpdateResponse }

  /**
   * Gives a container everything that waits for it, without a ticket. That is what the vendor has decided about its
   * licenses, those that are dedicated to it, subscriptions that renew themselves at a contact, and whatever it has not
   * confirmed. Takes a context file, which is a receipt as always, and gives a signed update file; none if there is
   * nothing for the container, which is no fault, so a program can ask from time to time. What has no room in one
   * update comes with the next call after the import. Faults: CONTEXT_INVALID, CONTEXT_STALE, CONTAINER_UNKNOWN,
   * CONTAINER_BLOCKED, NEED_PROOF, MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  AutoUpdate: { input: AutoUpdate; output: AutoUpdateResponse }

  /**
   * Gives the update of an open transfer once more: the same bytes as before. For a lost answer, a lost file, or a
   * server that stopped in the middle. There is none for a cloud container, which lives on the server. Faults:
   * TRANSFER_UNKNOWN, CONTAINER_UNKNOWN, CONTAINER_KIND, CONTAINER_BLOCKED, CONTEXT_INVALID, CONTEXT_STALE, NEED_PROOF,
   * MANIPULATION_DETECTED.
   */
  ContinueTransfer: { input: ContinueTransfer; output: ContinueTransferResponse }

  /**
   * Gives the public keys of a firm code: the root that containers pin, and the certificates of the signing keys.
   * Faults: FIRM_CODE_UNKNOWN.
   */
  GetKeys: { input: GetKeys; output: GetKeysResponse }

  /**
   * Gives licenses of a container back, so that they can be collected again, here or elsewhere. Takes a context file,
   * whose signature is the credential; no ticket is needed. Gives a signed update that takes the licenses out; the
   * receipt, which is the next context, makes the return final, and from then on it is as if they had never been
   * collected, but for their ends, which they keep. A base goes with the modules that ride on it. The rule of the item
   * says whether and how often a license may be returned. What the vendor has decided about the container comes first,
   * in the same update. Licenses may fail one by one. Faults: LICENSE_UNKNOWN, LICENSE_STATE, RETURN_NOT_ALLOWED, WAIT,
   * APPROVAL_NEEDED, QUOTA_EXCEEDED, CONTAINER_UNKNOWN, CONTEXT_INVALID, CONTEXT_STALE, FIRM_CODE_OTHER,
   * CONTAINER_BLOCKED, NOTHING_TO_DO, TRANSFER_OPEN, NEED_PROOF, MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  ReturnLicenses: { input: ReturnLicenses; output: ReturnLicensesResponse }

  /**
   * Issues licenses anew into another container, because the one that they were in is lost. The old copies are blocked:
   * they stand on the block list, and are taken out if the old container ever comes back; its other licenses are not
   * touched. The rule of the item decides: never, automatically, after a waiting time from the first request on, or by
   * approval of the vendor's support; and how often. While licenses have to wait, waitUntil says when the same call
   * succeeds; the vendor is told. Ends are kept. Licenses may fail one by one. Faults: TERMS_NOT_ACCEPTED,
   * TICKET_MALFORMED, TICKET_UNKNOWN, LICENSE_UNKNOWN, LICENSE_STATE, PARAMETER_INVALID, REACTIVATION_NOT_ALLOWED,
   * APPROVAL_NEEDED, QUOTA_EXCEEDED, CONTEXT_INVALID, CONTEXT_STALE, FIRM_CODE_OTHER, CONTAINER_UNKNOWN,
   * CONTAINER_KIND, CONTAINER_BLOCKED, BASE_LICENSE_MISSING, CHECK_REFUSED, NOTHING_TO_DO, TRANSFER_OPEN, NEED_PROOF,
   * MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  ReactivateLicenses: { input: ReactivateLicenses; output: ReactivateLicensesResponse }

  /**
   * Puts everything that the server ever put into a container, and that is still there by its books, into a new one,
   * because the machine was installed anew or its container was lost. The old container is blocked. Without oldSerial
   * the server finds it by the fingerprint of the machine; with oldSerial the fingerprint has to fit as well, or the
   * support has to have approved it (ApproveReactivation with the serial). The restore rule of each item decides as for
   * a reactivation. The context is of one firm code; the licenses of another follow by a call with a context for that.
   * Licenses may fail one by one. Faults: TERMS_NOT_ACCEPTED, CONTAINER_UNKNOWN, REACTIVATION_NOT_ALLOWED,
   * APPROVAL_NEEDED, QUOTA_EXCEEDED, CONTEXT_INVALID, CONTEXT_STALE, CONTAINER_KIND, CONTAINER_BLOCKED, NOTHING_TO_DO,
   * TRANSFER_OPEN, NEED_PROOF, MANIPULATION_DETECTED, REQUEST_CONFLICT.
   */
  RestoreContainer: { input: RestoreContainer; output: RestoreContainerResponse }

  /** Tells whether a container is on the block list. One that is not known here is not on it. Faults: none. */
  CheckContainer: { input: CheckContainer; output: CheckContainerResponse }

  /**
   * Gives the signed list of blocked containers and licenses of a firm code, for software that checks it, online or
   * shipped along. Faults: FIRM_CODE_UNKNOWN.
   */
  GetBlockList: { input: GetBlockList; output: GetBlockListResponse }

  /**
   * Renews one license that has an end, by its ticket, and gives the update that carries the new end into its
   * container. The renewal rule of the item decides whether and how often the user may do that alone; where a renewal
   * module of the vendor is configured, it is asked first, and can refuse, or make offers instead. A subscription that
   * renews itself at a contact is renewed if it is due. Until the receipt the same wish gets the update that is on its
   * way, and nothing is renewed twice. Faults: TICKET_MALFORMED, TICKET_UNKNOWN, LICENSE_UNKNOWN, LICENSE_STATE,
   * RENEWAL_NOT_ALLOWED, WAIT, APPROVAL_NEEDED, QUOTA_EXCEEDED, CONTEXT_INVALID, CONTEXT_STALE, FIRM_CODE_OTHER,
   * CONTAINER_UNKNOWN, CONTAINER_BLOCKED, NOTHING_TO_DO, TRANSFER_OPEN, NEED_PROOF, MANIPULATION_DETECTED,
   * REQUEST_CONFLICT.
   */
  RenewLicense: { input: RenewLicense; output: RenewLicenseResponse }

  /**
   * Begins to use a license in a cloud container: takes one of its seats, as many as its License Quantity says, and
   * gives a signed lease, with which the program goes on through a short outage. The program comes again (KeepSession)
   * when nextContactAt says; a session that stays away past the end of its lease loses its seat. Faults:
   * CONTEXT_INVALID, CONTEXT_STALE, CONTAINER_UNKNOWN, CONTAINER_KIND, CONTAINER_BLOCKED, LICENSE_UNKNOWN,
   * LICENSE_STATE, SEATS_TAKEN, SESSION_UNKNOWN, REQUEST_CONFLICT.
   */
  OpenSession: { input: OpenSession; output: OpenSessionResponse }

  /**
   * Keeps a session of a cloud container: gives a fresh lease. Faults: SESSION_UNKNOWN, CONTAINER_BLOCKED,
   * LICENSE_STATE.
   */
  KeepSession: { input: KeepSession; output: KeepSessionResponse }

  /**
   * Ends a session of a cloud container. Its seat is free at once, or after the linger time of the license. Closed
   * again, it stays closed. Faults: SESSION_UNKNOWN.
   */
  CloseSession: { input: CloseSession; output: CloseSessionResponse }

  /**
   * Takes units of a license in a cloud container, within a session. Each unit is taken once, however many programs ask
   * at the same time and however often an answer is lost. Faults: SESSION_UNKNOWN, CONTAINER_BLOCKED, LICENSE_STATE,
   * UNITS_USED_UP, REQUEST_CONFLICT.
   */
  UseUnits: { input: UseUnits; output: UseUnitsResponse }

  /**
   * Gives a cloud container another credential, as when the user changes the password: the client makes new keys, the
   * old credential file is void from then on, and every session of it ends with its lease. The licenses stay. Faults:
   * CONTEXT_INVALID, CONTEXT_STALE, CONTAINER_UNKNOWN, CONTAINER_KIND, CONTAINER_BLOCKED, KEY_INVALID, NOTHING_TO_DO,
   * REQUEST_CONFLICT.
   */
  ChangeCredential: { input: ChangeCredential; output: ChangeCredentialResponse }
}
