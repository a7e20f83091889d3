// Generated from wsdl/sales.wsdl by `npm run generate`; change that file, not this one.

/** Request of CreateOrder. */
export interface CreateOrder {
  /**
   * Id of this call, made by the caller; the same id with the same content is answered from what was done. Required
   * where orderNumber is absent. If absent, the SAP or WS-Addressing message id or the HTTP header Idempotency-Key is
   * used. Example: 0050568f1a2b1eda
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The order. */
  order: Order
}

/** Answer of CreateOrder. */
export interface CreateOrderResponse {
  /** What was done. */
  result: OrderResult
}

/** Request of GetOrder. */
export interface GetOrder {
  /** The order number, within the order scope of the client. Example: 4711 */
  orderNumber: string
}

/** Answer of GetOrder. */
export interface GetOrderResponse {
  /** The order as it is now. */
  result: OrderState
}

/** Request of GetTicket. */
export interface GetTicket {
  /** The ticket; case, blanks and missing dashes do not matter. Example: ABCDE-FGHJK-MNPQR-STVWX-YZ234 */
  ticketId: string
}

/** Answer of GetTicket. */
export interface GetTicketResponse {
  /** The ticket as it is now. */
  result: TicketState
}

/** Request of CreateOrders. */
export interface CreateOrders {
  /**
   * Not needed: each entry has its own. If given, the same id with the same entries is answered from what was done;
   * entries without an id are known by it and their place.
   */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The orders. */
  orderEntries: OrderEntries
}

/** Answer of CreateOrders. */
export interface CreateOrdersResponse {
  /** What became of each order, in the order they were sent. */
  result: BatchResult
}

/** Request of GetLicense. */
export interface GetLicense {
  /** The license. */
  licenseId: string
}

/** Answer of GetLicense. */
export interface GetLicenseResponse {
  /** The license. */
  result: LicenseDetail
}

/** Request of FindTickets. */
export interface FindTickets {
  /** Which tickets; empty: all. */
  ticketQuery: TicketQuery
  /** Rows asked for; 0: 100. A page may be shorter; only a missing nextCursor is the end. */
  pageSize: number
  /** nextCursor of the page before. */
  cursor?: string | undefined
}

/** Answer of FindTickets. */
export interface FindTicketsResponse {
  /** One page. */
  result: TicketPage
}

/** Request of FindLicenses. */
export interface FindLicenses {
  /** Which licenses; empty: all. */
  licenseQuery: LicenseQuery
  /** Rows asked for; 0: 100. A page may be shorter; only a missing nextCursor is the end. */
  pageSize: number
  /** nextCursor of the page before. */
  cursor?: string | undefined
}

/** Answer of FindLicenses. */
export interface FindLicensesResponse {
  /** One page. */
  result: LicensePage
}

/** Request of ListHistory. */
export interface ListHistory {
  /** Whose history; at least one of its fields. */
  historyQuery: HistoryQuery
  /** Rows asked for; 0: 100. A page may be shorter; only a missing nextCursor is the end. */
  pageSize: number
  /** nextCursor of the page before. */
  cursor?: string | undefined
}

/** Answer of ListHistory. */
export interface ListHistoryResponse {
  /** One page. */
  result: HistoryPage
}

/** Request of ListChanges. */
export interface ListChanges {
  /** Rows asked for; 0: 100. A page may be shorter; ask again with nextCursor. */
  pageSize: number
  /** nextCursor of the page before; absent: from the beginning. */
  cursor?: string | undefined
}

/** Answer of ListChanges. */
export interface ListChangesResponse {
  /** One page. */
  result: ChangePage
}

/** Request of WithdrawLicenses. */
export interface WithdrawLicenses {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which licenses and why. */
  withdrawal: Withdrawal
}

/** Answer of WithdrawLicenses. */
export interface WithdrawLicensesResponse {
  /** How each license fared. */
  result: ActionResult
}

/** Request of CancelWithdrawal. */
export interface CancelWithdrawal {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which licenses. */
  withdrawalCancel: WithdrawalCancel
}

/** Answer of CancelWithdrawal. */
export interface CancelWithdrawalResponse {
  /** How each license fared. */
  result: ActionResult
}

/** Request of AssignContainer. */
export interface AssignContainer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which licenses, which container. */
  assignment: Assignment
}

/** Answer of AssignContainer. */
export interface AssignContainerResponse {
  /** How each license fared. */
  result: ActionResult
}

/** Request of ReleaseContainer. */
export interface ReleaseContainer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which licenses. */
  containerRelease: ContainerRelease
}

/** Answer of ReleaseContainer. */
export interface ReleaseContainerResponse {
  /** How each license fared. */
  result: ActionResult
}

/** Request of RotateTicket. */
export interface RotateTicket {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which ticket and why. */
  rotation: Rotation
}

/** Answer of RotateTicket. */
export interface RotateTicketResponse {
  /** The new ticket. */
  result: RotationResult
}

/** Request of EraseCustomer. */
export interface EraseCustomer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Whom and why. */
  erasure: Erasure
}

/** Answer of EraseCustomer. */
export interface EraseCustomerResponse {
  /** What was forgotten. */
  result: ErasureResult
}

/** Request of ReplaceLicense. */
export interface ReplaceLicense {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId: string
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which license, by what. */
  replacement: Replacement
}

/** Answer of ReplaceLicense. */
export interface ReplaceLicenseResponse {
  /** Old and new license. */
  result: ReplacementResult
}

/** Request of ReplaceOrder. */
export interface ReplaceOrder {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId: string
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** The new configuration. */
  orderReplacement: OrderReplacement
}

/** Answer of ReplaceOrder. */
export interface ReplaceOrderResponse {
  /** What differs and what was done about it. */
  result: OrderDifference
}

/** Request of SplitLicense. */
export interface SplitLicense {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId: string
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which license, how much. */
  licenseSplit: LicenseSplit
}

/** Answer of SplitLicense. */
export interface SplitLicenseResponse {
  /** Both licenses. */
  result: SplitResult
}

/** Request of ExtendLicenses. */
export interface ExtendLicenses {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId: string
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which licenses, by what. */
  extension: Extension
}

/** Answer of ExtendLicenses. */
export interface ExtendLicensesResponse {
  /** How each license fared. */
  result: ActionResult
}

/** Request of ResolveContainer. */
export interface ResolveContainer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** What is decided. */
  resolution: Resolution
}

/** Answer of ResolveContainer. */
export interface ResolveContainerResponse {
  /** The container as it is now. */
  result: ContainerState
}

/** Request of BlockContainer. */
export interface BlockContainer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which and why. */
  containerBlock: ContainerBlock
}

/** Answer of BlockContainer. */
export interface BlockContainerResponse {
  /** The container as it is now. */
  result: ContainerState
}

/** Request of UnblockContainer. */
export interface UnblockContainer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which and why. */
  containerUnblock: ContainerUnblock
}

/** Answer of UnblockContainer. */
export interface UnblockContainerResponse {
  /** The container as it is now. */
  result: ContainerState
}

/** Request of RecycleContainer. */
export interface RecycleContainer {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which and why. */
  recycling: Recycling
}

/** Answer of RecycleContainer. */
export interface RecycleContainerResponse {
  /** The container as it is now. */
  result: ContainerState
}

/** Request of ReconcileOrders. */
export interface ReconcileOrders {
  /** The orders as the back office knows them. */
  orderExports: OrderExports
}

/** Answer of ReconcileOrders. */
export interface ReconcileOrdersResponse {
  /** The differences. */
  result: Reconciliation
}

/** Request of CancelSubscription. */
export interface CancelSubscription {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which licenses and why. */
  subscriptionCancel: SubscriptionCancel
}

/** Answer of CancelSubscription. */
export interface CancelSubscriptionResponse {
  /** How each license fared. */
  result: ActionResult
}

/** Request of CreatePushUpdate. */
export interface CreatePushUpdate {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** Which container. */
  pushOrder: PushOrder
}

/** Answer of CreatePushUpdate. */
export interface CreatePushUpdateResponse {
  /** The update. */
  result: PushResult
}

/** Request of ApproveReactivation. */
export interface ApproveReactivation {
  /** Id of this call, made by the caller; the same id with the same content is answered from what was done. */
  requestId?: string | undefined
  /** check: everything is checked by the same code, nothing is stored. */
  runMode?: RunMode | undefined
  /** What is decided. */
  approval: Approval
}

/** Answer of ApproveReactivation. */
export interface ApproveReactivationResponse {
  /** What is in force now. */
  result: ApprovalResult
}

/** Request of ExplainTicket. */
export interface ExplainTicket {
  /** The ticket. */
  ticketId: string
  /** The container it should go into; may be empty. */
  explainTarget: ExplainTarget
}

/** Answer of ExplainTicket. */
export interface ExplainTicketResponse {
  /** The answer for each license. */
  result: Explanation
}

/** check: try without storing. normal: the same as leaving it out. */
export type RunMode = 'check' | 'normal'

/** yes or no. */
export type YesNo = 'yes' | 'no'

/** yes or no, where it may be left out: a text, which no client leaves out by itself. */
export type YesNoText = 'yes' | 'no'

/** Unit of a period. */
export type PeriodUnit = 'day' | 'month' | 'year'

/** A decision. */
export type Decision = 'accept' | 'reject'

/** software: bound to a machine. dongle: a PKCS#11 token. cloud: bound to a user. */
export type ContainerKind = 'software' | 'dongle' | 'cloud'

/**
 * An order as the back office sends it. Customer name, e-mail, customer fields and comment may change when an order is
 * sent again; all other content is what ORDER_CONFLICT compares.
 */
export interface Order {
  /**
   * Number of the order in the back office, unique within the order scope of the client. If absent, one is made, and a
   * requestId is required. Leading zeros count. Example: 0000004711
   */
  orderNumber?: string | undefined
  /** Who buys. */
  customer: Customer
  /**
   * An existing ticket that the licenses go to, instead of a new one: of the same customer, and with an order of the
   * same order scope. A known order need not repeat it.
   */
  ticketId?: string | undefined
  /**
   * Makes all licenses of the order dedicated to this container: they are delivered to it without a ticket. Example:
   * 130-482911
   */
  containerSerial?: string | undefined
  /**
   * yes: all licenses of the ticket go together into one and the same container, later additions too. Counts for a new
   * ticket only; a known order need not repeat it. Default no.
   */
  inseparable?: YesNoText | undefined
  /** For the history. Example: Phone order, see mail of 3 May */
  comment?: string | undefined
  /** The lines: the whole order or any part of it, known and new ones mixed. */
  orderLines: OrderLines
}

/** The buyer. Only customerId is a key; the rest is for people and can be erased. */
export interface Customer {
  /** Number of the customer in the back office. Leading zeros count. Example: 0000100023 */
  customerId: string
  /** Name of the customer. Example: Muster GmbH */
  name?: string | undefined
  /** Where mails about the ticket may go. Example: einkauf@muster.example */
  email?: string | undefined
  /** Further facts of your own. */
  customerFields?: CustomerFields | undefined
}

/** List of customer facts. */
export interface CustomerFields {
  /** One fact. */
  customerField: CustomerField[]
}

/** A fact about the customer that the back office wants to find again. */
export interface CustomerField {
  /** Name of the fact. Example: region */
  name: string
  /** Its value. Example: EMEA */
  value: string
}

/** List of order lines. */
export interface OrderLines {
  /** One line. */
  orderLine: OrderLine[]
}

/** A line of an order: so many pieces of one item. */
export interface OrderLine {
  /** Number of the line in the back office, unique in its order. Leading zeros count. Example: 000010 */
  lineNumber: string
  /** Number of the item or package, the same as in the back office. Example: CAD-PRO */
  itemNumber: string
  /**
   * Pieces. A line of quantity n makes n licenses, unless the item is counted as one license with quantity; of a
   * package it makes n times all of its licenses. Example: 5
   */
  quantity: number
  /** Makes the licenses of this line dedicated to this container. */
  containerSerial?: string | undefined
  /** Values of the parameters that the item asks for at order time. */
  parameters?: Parameters | undefined
}

/** List of parameter values. */
export interface Parameters {
  /** One value. */
  parameter: Parameter[]
}

/** Value of a parameter of the item. */
export interface Parameter {
  /** Name of the parameter as the item defines it. Example: licensee */
  name: string
  /** Its value. Example: Erika Mustermann */
  value: string
}

/** What CreateOrder did. */
export interface OrderResult {
  /** The order number, or the one that was made. */
  orderNumber: string
  /** The ticket. Absent only with runMode=check, if a new ticket would be made. */
  ticketId?: string | undefined
  /** Address where the buyer redeems the ticket, if the installation has one. */
  ticketUrl?: string | undefined
  /**
   * created: a new order. extended: new lines on a known order and its ticket. replayed: all lines were known, nothing
   * was done. Values may be added.
   */
  outcome: string
  /** How many licenses belong to the lines of this request. */
  licenseCount: number
  /** The first 300 of them. */
  licenses: Licenses
}

/** List of licenses of an order. */
export interface Licenses {
  /** One license. */
  license: License[]
}

/** A license, as it stands on the order. */
export interface License {
  /** Id of the license for all its life. Example: 0190f3a4-7c11-7d2e-9a01-5f2c8e6b7a10 */
  licenseId: string
  /** The order line that bought it. */
  lineNumber: string
  /** The item. */
  itemNumber: string
  /**
   * State of the license: NotCollected, Collected, Confirmed, Returning, WithdrawPending, Withdrawn, Replaced, Blocked.
   * Values may be added.
   */
  state: string
}

/** An order as it is now. */
export interface OrderState {
  /** The order number. */
  orderNumber: string
  /** The buyer. */
  customer: Customer
  /** The ticket of the order. For the role support alone only its last group: *****-*****-*****-*****-UVWXY. */
  ticketId: string
  /** Address where the buyer redeems the ticket, if the installation has one. Not for the role support alone. */
  ticketUrl?: string | undefined
  /** The container that the order as a whole is dedicated to. */
  containerSerial?: string | undefined
  /** yes: the licenses of the ticket go together into one container. */
  inseparable: YesNoText
  /** The newest comment sent with the order. */
  comment?: string | undefined
  /** When the order came in. */
  createdAt: Date
  /** When the order was last extended or changed. */
  changedAt: Date
  /** How many lines the order has. */
  lineCount: number
  /** The first 100 of them, in line order. */
  lineStates: LineStates
  /** How many licenses the order has. */
  licenseCount: number
  /** The first 100 of them, in line order. */
  licenseStates: LicenseStates
}

/** List of order lines as they are now. */
export interface LineStates {
  /** One line. */
  lineState: LineState[]
}

/** An order line as it is now. */
export interface LineState {
  /** Number of the line. */
  lineNumber: string
  /** The item or package. */
  itemNumber: string
  /** Pieces bought. */
  quantity: number
  /** The container that the line is dedicated to. */
  containerSerial?: string | undefined
  /** The parameter values given with the line. */
  parameters: Parameters
  /** Licenses of this line. */
  licenseCount: number
  /** How many of them are in a container now: Collected, Confirmed, Returning or WithdrawPending. */
  collectedCount: number
}

/** List of licenses as they are now. */
export interface LicenseStates {
  /** One license. */
  licenseState: LicenseState[]
}

/** A license as it is now. */
export interface LicenseState {
  /** Id of the license for all its life. */
  licenseId: string
  /** The ticket it is on. For the role support alone only its last group: *****-*****-*****-*****-UVWXY. */
  ticketId: string
  /** The order that bought it. */
  orderNumber: string
  /** The line that bought it. */
  lineNumber: string
  /** The item. */
  itemNumber: string
  /** Version of the item that was sold; later changes of the item do not touch it. */
  itemVersion: number
  /**
   * State of the license: NotCollected, Collected, Confirmed, Returning, WithdrawPending, Withdrawn, Replaced, Blocked.
   * Values may be added.
   */
  state: string
  /** Raised whenever the license is issued anew; a lower one in a container is outdated. 0: never issued. */
  generation: number
  /** Pieces that this one license stands for: 1, or more for an item counted as one license with quantity. */
  licenseQuantity: number
  /** The container it is in, or on its way to. */
  containerSerial?: string | undefined
  /** The container it is dedicated to. */
  dedicatedSerial?: string | undefined
  /**
   * The license is valid while now is before this instant; of a module in its container the end of its base, if that
   * comes first. Absent: no end, or not fixed before activation.
   */
  expirationTime?: Date | undefined
  /** When the state last changed. */
  changedAt: Date
}

/** A ticket as it is now. */
export interface TicketState {
  /** The ticket. For the role support alone only its last group: *****-*****-*****-*****-UVWXY. */
  ticketId: string
  /** Address where the buyer redeems the ticket, if the installation has one. Not for the role support alone. */
  ticketUrl?: string | undefined
  /** The customer the ticket was made for. */
  customerId: string
  /** yes: the licenses of the ticket go together into one container. */
  inseparable: YesNoText
  /**
   * Open: nothing collected yet. InUse: some licenses can still be collected. AllCollected: none is left to collect.
   * Closed: all were withdrawn. Values may be added.
   */
  state: string
  /** When the ticket was made. */
  createdAt: Date
  /** When anything on it last changed. */
  changedAt: Date
  /** How many licenses are on the ticket. */
  licenseCount: number
  /** The first 100 of them, in the order they were bought. */
  licenseStates: LicenseStates
}

/** List of orders to take. */
export interface OrderEntries {
  /** One order. */
  orderEntry: OrderEntry[]
}

/** One order of a batch. */
export interface OrderEntry {
  /**
   * Id of this order's call, as requestId is for CreateOrder; an id that was used there counts here as well. Required
   * where orderNumber is absent, unless the batch has a requestId.
   */
  entryRequestId?: string | undefined
  /** The order. */
  order: Order
}

/** What CreateOrders did. */
export interface BatchResult {
  /** One result for each entry. */
  entryResults: EntryResults
}

/** List of results. */
export interface EntryResults {
  /** One result. */
  entryResult: EntryResult[]
}

/** What became of one order of a batch; compact, so that 500 of them stay small. */
export interface EntryResult {
  /** The order number, or the one that was made. */
  orderNumber?: string | undefined
  /** true: taken or replayed. false: refused, and code says why. */
  ok: boolean
  /** created, extended or replayed. Values may be added. */
  outcome?: string | undefined
  /** The ticket. */
  ticketId?: string | undefined
  /** Licenses that belong to the lines of this entry; 0 if it was refused. */
  licenseCount: number
  /** The fault code that CreateOrder would have given. */
  code?: string | undefined
  /** What is wrong and what to do. */
  text?: string | undefined
  /** Path of the field at fault, within the entry. */
  field?: string | undefined
  /** Whether the same entry can succeed later: never, later or newContext. */
  retry?: string | undefined
}

/** A license with all that is known of it. */
export interface LicenseDetail {
  /** The license as it is now. */
  licenseState: LicenseState
  /** The customer who bought it. */
  customerId: string
  /** Name of the item, as it was sold. */
  name: string
  /** Firm code. */
  firmCode: number
  /** Product code. */
  productCode: bigint
  /** Parameter values given with its order line. */
  parameters: Parameters
  /** When it was bought. */
  createdAt: Date
  /** How often it was put into a container. */
  transferCount: number
  /** Units that were granted to it so far, used ones included. Absent: its item counts none. */
  units?: bigint | undefined
  /** Releases before this instant are covered. Absent: its item has no maintenance period. */
  maintenanceUntil?: Date | undefined
  /** The license whose place it took. */
  replacesLicenseId?: string | undefined
  /** The license that took its place. */
  replacedByLicenseId?: string | undefined
  /**
   * Of a module the license that it rides on, or rode on last; of an upgrade the one whose place it took at its first
   * activation. Absent: it needs none, or has had none yet.
   */
  baseLicenseId?: string | undefined
  /** How it is kept alive. Absent: its item is no subscription. */
  subscriptionState?: SubscriptionState | undefined
  /** What ApproveReactivation has decided on the license as it is in its container now. Absent: nothing. */
  moveDecision?: MoveDecision | undefined
  /** What the vendor has decided and the container has not taken yet; delivered in this order. */
  pendingActions: PendingActions
}

/** How a license is kept alive. */
export interface SubscriptionState {
  /**
   * erpRun: extended by the back office. checkpoint: renewed at each contact of its container. fromActivation: runs one
   * period from its activation. Values may be added.
   */
  subscriptionModel: string
  /** Days that it outlives what is paid, by the calendar of the zone of the installation; its end has them in it. */
  graceDays: number
  /** Its end without the grace. Absent: it has no end, or gets one by its activation. */
  paidUntil?: Date | undefined
  /** When CancelSubscription stopped its renewal. Absent: it is renewed, if its model is checkpoint. */
  renewalCancelledAt?: Date | undefined
}

/** A decision on the moves of a license. */
export interface MoveDecision {
  /** accept or reject. Values may be added. */
  decided: string
  /** When. */
  decidedAt: Date
  /** Why. */
  reason: string
}

/** List of vendor actions that wait for their container; the first 100. */
export interface PendingActions {
  /** One action. */
  pendingAction: PendingAction[]
}

/** A vendor action that waits for its container. */
export interface PendingAction {
  /**
   * Withdraw, Replace, Extend, Recycle or Recall (an old copy is taken out of a container that comes back, since the
   * license was issued anew elsewhere). Values may be added.
   */
  actionKind: string
  /** When it was decided. */
  createdAt: Date
  /** Why. */
  reason?: string | undefined
}

/** Which tickets to find; all conditions must hold. */
export interface TicketQuery {
  /** Of this customer. */
  customerId?: string | undefined
  /** This ticket. */
  ticketId?: string | undefined
  /** Of this order, in the order scope of the client. */
  orderNumber?: string | undefined
  /** In this state, see TicketState. */
  state?: string | undefined
  /** Changed at or after this instant. */
  changedSince?: Date | undefined
}

/** One page of tickets. */
export interface TicketPage {
  /** The rows. */
  ticketRows: TicketRows
  /** For the next page; absent: this was the last one. */
  nextCursor?: string | undefined
}

/** List of tickets. */
export interface TicketRows {
  /** One ticket. */
  ticketRow: TicketRow[]
}

/** A ticket in a list. */
export interface TicketRow {
  /** The ticket. For the role support alone only its last group: *****-*****-*****-*****-UVWXY. */
  ticketId: string
  /** The customer the ticket was made for. */
  customerId: string
  /** yes: the licenses of the ticket go together into one container. */
  inseparable: YesNoText
  /** Open, InUse, AllCollected or Closed. Values may be added. */
  state: string
  /** Licenses on it. */
  licenseCount: number
  /** How many of them are in a container now. */
  collectedCount: number
  /** When it was made. */
  createdAt: Date
  /** When anything on it last changed. */
  changedAt: Date
}

/** Which licenses to find; all conditions must hold. */
export interface LicenseQuery {
  /** Of this customer. */
  customerId?: string | undefined
  /** On this ticket. */
  ticketId?: string | undefined
  /** Of this item. */
  itemNumber?: string | undefined
  /** In this state, see LicenseState. */
  state?: string | undefined
  /** In this container, on its way there, or dedicated to it. */
  containerSerial?: string | undefined
  /** Of this order, in the order scope of the client. */
  orderNumber?: string | undefined
  /** Changed at or after this instant. */
  changedSince?: Date | undefined
  /** Ending before this instant. */
  expiresBefore?: Date | undefined
}

/** One page of licenses. */
export interface LicensePage {
  /** The rows. */
  licenseStates: LicenseStates
  /** For the next page; absent: this was the last one. */
  nextCursor?: string | undefined
}

/** Whose history. Several fields: entries of any of them. */
export interface HistoryQuery {
  /** Of this order and its licenses. */
  orderNumber?: string | undefined
  /** Of this ticket and its licenses. */
  ticketId?: string | undefined
  /** Of this license. */
  licenseId?: string | undefined
  /** Of this container. */
  containerSerial?: string | undefined
  /** Of this item or package of the catalogue. */
  itemNumber?: string | undefined
}

/** One page of history. */
export interface HistoryPage {
  /** The entries. */
  historyEntries: HistoryEntries
  /** For the next page; absent: this was the last one. */
  nextCursor?: string | undefined
}

/** List of history entries. */
export interface HistoryEntries {
  /** One entry. */
  historyEntry: HistoryEntry[]
}

/** One change of one thing. */
export interface HistoryEntry {
  /** When. */
  changedAt: Date
  /** Who: the API client, or depot for a container. */
  actor: string
  /** By which operation. */
  operation: string
  /** Under which id of the call. */
  requestId?: string | undefined
  /** What changed: order, ticket, license, container, item, client or user. Values may be added. */
  subjectKind: string
  /** Its id. */
  subjectId: string
  /** Its version after the change. */
  versionNumber: number
  /** What happened. Example: LicenseCollected */
  changeName: string
  /**
   * The changed values as they were, as a JSON object. Values too long for an answer are left out, and their names
   * listed under leftOut.
   */
  beforeText?: string | undefined
  /** The changed values as they are now, in the same form. */
  afterText?: string | undefined
  /** Why. */
  comment?: string | undefined
}

/** One page of the feed. */
export interface ChangePage {
  /** Raised when the installation was restored from a backup; cursors of an older epoch are CURSOR_INVALID. */
  ledgerEpoch: number
  /** The changes. */
  ledgerChanges: LedgerChanges
  /** Where to go on, now or later; always there. */
  nextCursor?: string | undefined
  /** yes: these were all there are by now. */
  caughtUp: YesNo
}

/** List of changes. */
export interface LedgerChanges {
  /** One change. */
  ledgerChange: LedgerChange[]
}

/** One numbered change. */
export interface LedgerChange {
  /** Its number. Numbers rise; what the client does not see is left out. */
  sequenceText: string
  /** What happened. */
  historyEntry: HistoryEntry
}

/** Licenses to withdraw. */
export interface Withdrawal {
  /** The licenses. */
  licenseIds: LicenseIds
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** Withdrawals to take back. */
export interface WithdrawalCancel {
  /** The licenses. */
  licenseIds: LicenseIds
  /** For the history. */
  comment?: string | undefined
}

/** Licenses to dedicate. */
export interface Assignment {
  /** The licenses. */
  licenseIds: LicenseIds
  /** The container; it need not be known yet. */
  containerSerial: string
  /** For the history. */
  comment?: string | undefined
}

/** Licenses to release. */
export interface ContainerRelease {
  /** The licenses. */
  licenseIds: LicenseIds
  /** For the history. */
  comment?: string | undefined
}

/** List of license ids. */
export interface LicenseIds {
  /** One id. */
  licenseId: string[]
}

/** How each license fared. */
export interface ActionResult {
  /** One entry for each license. */
  actionOutcomes: ActionOutcomes
}

/** List of outcomes. */
export interface ActionOutcomes {
  /** One license. */
  actionOutcome: ActionOutcome[]
}

/** How one license fared. */
export interface ActionOutcome {
  /** The license. */
  licenseId: string
  /** true: done, or decided and waiting for its container. false: not done, and code says why. */
  ok: boolean
  /** Its state now. Values may be added. */
  state?: string | undefined
  /** yes: decided, and delivered at the next contact of its container. */
  pending: YesNo
  /** The fault code that this license alone would have given. */
  code?: string | undefined
  /** What is wrong and what to do. */
  text?: string | undefined
}

/** A ticket to renew. */
export interface Rotation {
  /** The ticket as it leaked. */
  ticketId: string
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A renewed ticket. */
export interface RotationResult {
  /** The ticket from now on. Absent with runMode=check. */
  ticketId?: string | undefined
  /** Address where the buyer redeems the ticket, if the installation has one. */
  ticketUrl?: string | undefined
  /** Licenses on it. */
  licenseCount: number
}

/** A customer to forget. */
export interface Erasure {
  /** The customer. */
  customerId: string
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** What was forgotten. */
export interface ErasureResult {
  /** The customer. */
  customerId: string
  /** Orders from which names, mails and fields went. */
  orderCount: number
}

/** A license to replace. */
export interface Replacement {
  /** The old license. */
  licenseId: string
  /** The item that takes its place. */
  itemNumber: string
  /** Values of the parameters that the new item asks for at order time. */
  parameters?: Parameters | undefined
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** Old and new license. */
export interface ReplacementResult {
  /** The old license, then the new one (absent with runMode=check). */
  licenses: Licenses
  /** yes: the old one is with a user, the exchange happens in its container. */
  pending: YesNo
}

/** The whole new configuration of an order. */
export interface OrderReplacement {
  /** The order. */
  orderNumber: string
  /** All its lines from now on. */
  orderLines: OrderLines
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** What differs and what was done about it. */
export interface OrderDifference {
  /** The order. */
  orderNumber: string
  /** Its ticket, the same as before. */
  ticketId: string
  /** One entry for each line of the old and the new configuration. */
  lineChanges: LineChanges
}

/** List of line changes. */
export interface LineChanges {
  /** One line. */
  lineChange: LineChange[]
}

/** What became of one line. */
export interface LineChange {
  /** The line. */
  lineNumber: string
  /** kept, added, removed, more, fewer or replaced. Values may be added. */
  changeKind: string
  /** Its item now, or before if it was removed. */
  itemNumber: string
  /** Its item before, if it was replaced. */
  oldItemNumber?: string | undefined
  /** Pieces now. */
  newQuantity: number
  /** Pieces before. */
  oldQuantity: number
  /** Licenses whose change waits for their container. */
  pendingCount: number
  /** The same in words. */
  text: string
}

/** A license to split. */
export interface LicenseSplit {
  /** The license. */
  licenseId: string
  /** Pieces, or units, that the new license gets. */
  splitOff: number
  /** For the history. */
  comment?: string | undefined
}

/** Both licenses. */
export interface SplitResult {
  /** The license that was split, then the new one (absent with runMode=check). */
  licenseStates: LicenseStates
}

/**
 * What licenses get. At least one of expirationSet, expirationAdd, unitsAdd and maintenanceSet; not both of the first
 * two.
 */
export interface Extension {
  /** The licenses. */
  licenseIds: LicenseIds
  /** A new end. */
  expirationSet?: ExpirationSet | undefined
  /** A period more. */
  expirationAdd?: ExpirationAdd | undefined
  /** More units. */
  unitsAdd?: UnitsAdd | undefined
  /** Maintenance until. */
  maintenanceSet?: MaintenanceSet | undefined
  /** For the history. */
  comment?: string | undefined
}

/** A new end of licenses. */
export interface ExpirationSet {
  /**
   * Valid while now is before this instant; a subscription is paid until then, and its grace comes on top. Not before
   * the present end; on 9999-12-31: no end.
   */
  endAt: Date
}

/**
 * A period that is added to the present end, or, where that has passed, to now, by the calendar of the zone of the
 * installation: the end of a day stays the end of a day when clocks are changed. Months and years keep the day of the
 * month on which the license first ended: 31 January, 28 February, 31 March. A license that runs a period from its
 * first activation and waits for it runs so much longer.
 */
export interface ExpirationAdd {
  /** So many days, months or years, at least 1. Example: 12 */
  periodCount: number
  /** day, month or year. */
  periodUnit: PeriodUnit
}

/** Units that are added. */
export interface UnitsAdd {
  /** How many. */
  units: bigint
}

/** Releases before this instant are covered. */
export interface MaintenanceSet {
  /** The new end of the maintenance period. */
  endAt: Date
}

/** A decision on a container. */
export interface Resolution {
  /** The container. */
  containerSerial: string
  /** accept or reject. */
  decision: Decision
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A container to block. */
export interface ContainerBlock {
  /** The container. */
  containerSerial: string
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A container to take off the block list. */
export interface ContainerUnblock {
  /** The container. */
  containerSerial: string
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A container to erase. */
export interface Recycling {
  /** The container. */
  containerSerial: string
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A container as it is now. */
export interface ContainerState {
  /** The container. */
  containerSerial: string
  /** Its kind. */
  containerKind: ContainerKind
  /** known, manipulation or blocked. Values may be added. */
  state: string
  /** Licenses that are in it or on their way. */
  licenseCount: number
  /** What waits for its next contact, in this order. */
  pendingActions: PendingActions
  /** When it became known. */
  createdAt: Date
  /** When it last changed. */
  changedAt: Date
  /** Serial number by the maker of the token that it is on. Absent: it is on no token, or that has none. */
  containerLabel?: string | undefined
}

/** List of orders. */
export interface OrderExports {
  /** One order. */
  orderExport: OrderExport[]
}

/** An order as the back office knows it. */
export interface OrderExport {
  /** The order number. */
  orderNumber: string
  /** Its lines. */
  exportLines: ExportLines
}

/** List of lines. */
export interface ExportLines {
  /** One line. */
  exportLine: ExportLine[]
}

/** A line as the back office knows it. */
export interface ExportLine {
  /** The line. */
  lineNumber: string
  /** Its item. */
  itemNumber: string
  /** Pieces. */
  quantity: number
}

/** The differences, line by line. */
export interface Reconciliation {
  /** Lines of the export. */
  comparedCount: number
  /** Lines that are the same here. */
  equalCount: number
  /** Lines that the back office has and this server has not. */
  missingLines: MissingLines
  /** Lines that this server has, in the orders of the export, and the back office has not. */
  extraLines: ExtraLines
  /** Lines that both have with other content. */
  differentLines: DifferentLines
}

/** List of lines. */
export interface MissingLines {
  /** One line. */
  missingLine: MissingLine[]
}

/** A line that is missing here. */
export interface MissingLine {
  /** The order. */
  orderNumber: string
  /** The line. */
  lineNumber: string
  /** Its item. */
  itemNumber: string
  /** Pieces. */
  quantity: number
}

/** List of lines. */
export interface ExtraLines {
  /** One line. */
  extraLine: ExtraLine[]
}

/** A line that is too many here. */
export interface ExtraLine {
  /** The order. */
  orderNumber: string
  /** The line. */
  lineNumber: string
  /** Its item. */
  itemNumber: string
  /** Pieces. */
  quantity: number
}

/** List of lines. */
export interface DifferentLines {
  /** One line. */
  differentLine: DifferentLine[]
}

/** A line that both have with other content. */
export interface DifferentLine {
  /** The order. */
  orderNumber: string
  /** The line. */
  lineNumber: string
  /** Its item here. */
  itemNumber: string
  /** Pieces here. */
  quantity: number
  /** Its item in the export. */
  exportItemNumber: string
  /** Pieces in the export. */
  exportQuantity: number
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

/** Subscriptions to cancel. */
export interface SubscriptionCancel {
  /** The licenses. */
  licenseIds: LicenseIds
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** A container that is to get a push update. */
export interface PushOrder {
  /** The container. */
  containerSerial: string
  /** For the licenses of this firm code. */
  firmCode: number
  /** For the history. */
  comment?: string | undefined
}

/** A push update. */
export interface PushResult {
  /** Id of the transfer. Absent with runMode=check. */
  transferId?: string | undefined
  /** The signed update (.odu). Absent with runMode=check. */
  updateFile?: string | undefined
  /** The licenses that are in it. */
  actionOutcomes: ActionOutcomes
}

/** A decision on the moves of licenses that their items leave to a person. One of licenseId and containerSerial. */
export interface Approval {
  /** One license. */
  licenseId?: string | undefined
  /** All licenses of a container. */
  containerSerial?: string | undefined
  /**
   * accept or reject. It stands for the license as it is in its container now, until it has left it, and can be changed
   * until then.
   */
  decision: Decision
  /** Why; for the history. */
  reason: string
  /** For the history. */
  comment?: string | undefined
}

/** What is in force now. */
export interface ApprovalResult {
  /** For how many licenses the decision is in force. */
  decidedCount: number
  /** For how many there is nothing to decide. */
  refusedCount: number
  /** One entry for each license, at most 300; where there are more, those with nothing to decide first. */
  actionOutcomes: ActionOutcomes
}

/**
 * A container, known or new, and what would be said with the activation. With neither serial nor kind: a new container
 * of whichever kind the license allows.
 */
export interface ExplainTarget {
  /** A container that is known here, as it was at its last contact. */
  containerSerial?: string | undefined
  /** A new container of this kind; not together with containerSerial. */
  containerKind?: ContainerKind | undefined
  /** Values for the parameters that items ask for at activation. */
  parameters?: Parameters | undefined
}

/** The answer for each license of a ticket. */
export interface Explanation {
  /** Licenses on the ticket. */
  licenseCount: number
  /** Of these, such as could be activated now. */
  allowedCount: number
  /** The first 100 of them, the oldest first. */
  licenseVerdicts: LicenseVerdicts
}

/** List of verdicts. */
export interface LicenseVerdicts {
  /** One license. */
  licenseVerdict: LicenseVerdict[]
}

/** Whether one license could be activated now. */
export interface LicenseVerdict {
  /** The license. */
  licenseId: string
  /** Its item. */
  itemNumber: string
  /** Its firm code; each activation needs a context for one firm code. */
  firmCode: number
  /** Its state. Values may be added. */
  state: string
  /**
   * true: ActivateLicenses, with a context for its firm code and all licenses of the ticket named, would give an update
   * that puts it into the container.
   */
  allowed: boolean
  /** The fault code that ActivateLicenses would give for it. */
  ruleCode?: string | undefined
  /** The rule in words; of an allowed license, what would happen. */
  text: string
  /** What would change it. */
  remedy?: string | undefined
  /** From when on it is possible, if time alone changes it. */
  possibleAt?: Date | undefined
}

/** The operations of the Sales interface with their messages. */
export interface SalesOperations {
  /**
   * Takes an order and gives its ticket. The business key is (order scope of the client, orderNumber, lineNumber): a
   * line that is known with the same content is replayed, a new line of a known order extends its ticket, and a line
   * that is known with other content is refused. It is therefore always safe to send an order again. Only for a client
   * with orderRepeat=extend, which cannot number its lines, a known orderNumber means more of the same order: each call
   * adds its lines, a taken lineNumber becomes the next free one, and only a requestId or message id makes a repetition
   * a replay. A package expands to its items as they are sold now; the licenses of a piece belong together. Roles:
   * sales. Faults: ITEM_UNKNOWN, ITEM_RETIRED, PARAMETER_INVALID, ORDER_CONFLICT, REQUEST_CONFLICT,
   * REQUEST_ID_REQUIRED, TICKET_MALFORMED, TICKET_UNKNOWN, CONTAINER_KIND.
   */
  CreateOrder: { input: CreateOrder; output: CreateOrderResponse }

  /**
   * Gives an order with its lines and licenses as they are now: at most 100 of each, with their counts. Roles: sales,
   * support. Faults: ORDER_UNKNOWN.
   */
  GetOrder: { input: GetOrder; output: GetOrderResponse }

  /**
   * Gives a ticket with its licenses as they are now: at most 100, with their count. Roles: sales, support. Faults:
   * TICKET_MALFORMED, TICKET_UNKNOWN.
   */
  GetTicket: { input: GetTicket; output: GetTicketResponse }

  /**
   * Takes many orders in one call, at most 500 with at most 5000 lines in all, in a body of up to 8 MiB. Each order
   * stands for itself: it is taken exactly once by the rules of CreateOrder, whole or not at all, and a bad one does
   * not touch the others. There is never a fault because of a single order. Roles: sales. Faults: REQUEST_CONFLICT.
   */
  CreateOrders: { input: CreateOrders; output: CreateOrdersResponse }

  /**
   * Gives one license as it is now, with everything a support desk asks. Roles: sales, support. Faults:
   * LICENSE_UNKNOWN.
   */
  GetLicense: { input: GetLicense; output: GetLicenseResponse }

  /**
   * Finds tickets, page by page, newest first. The pages stay right while tickets are added. Roles: sales, support.
   * Faults: CURSOR_INVALID, TICKET_MALFORMED.
   */
  FindTickets: { input: FindTickets; output: FindTicketsResponse }

  /**
   * Finds licenses, page by page, newest first. The pages stay right while licenses are added: each license stands on
   * exactly one page. Roles: sales, support. Faults: CURSOR_INVALID, TICKET_MALFORMED.
   */
  FindLicenses: { input: FindLicenses; output: FindLicensesResponse }

  /**
   * Gives the history of an order, ticket, license, container or item, newest first, page by page: who changed what,
   * when and why. Roles: sales, support. Faults: CURSOR_INVALID, ORDER_UNKNOWN, TICKET_MALFORMED, TICKET_UNKNOWN,
   * LICENSE_UNKNOWN, CONTAINER_UNKNOWN, ITEM_UNKNOWN.
   */
  ListHistory: { input: ListHistory; output: ListHistoryResponse }

  /**
   * The feed of everything that changed, by rising number, oldest first. Keep nextCursor and ask again with it: nothing
   * is lost and nothing comes twice. A change appears within moments of its commit, never before. A client sees orders,
   * tickets and licenses of its order scope, containers that these were put into (with the role support those of its
   * firm codes), items of its firm codes, and container types; with the role admin and all firm codes it sees
   * everything. The numbers of what it does not see are left out, nothing else. A page may be short, or empty, while
   * more follows: go by caughtUp. Roles: sales, support. Faults: CURSOR_INVALID.
   */
  ListChanges: { input: ListChanges; output: ListChangesResponse }

  /**
   * Takes licenses back, for a mistake or a refund: at once if never collected or given back, else at the next contact
   * of the container, which cannot skip it. Each license fares for itself; a fault is given only when nothing can be
   * done with any: the code on which all agree, else NOTHING_TO_DO. Roles: sales, support. Faults: LICENSE_UNKNOWN,
   * LICENSE_STATE, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  WithdrawLicenses: { input: WithdrawLicenses; output: WithdrawLicensesResponse }

  /**
   * Takes back a withdrawal that its container has not been given yet. Each license fares for itself; a fault is given
   * only when nothing can be done with any: the code on which all agree, else NOTHING_TO_DO. Roles: sales, support.
   * Faults: LICENSE_UNKNOWN, LICENSE_STATE, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  CancelWithdrawal: { input: CancelWithdrawal; output: CancelWithdrawalResponse }

  /**
   * Dedicates licenses that are not collected to a container: it gets them at its next contact, without a ticket. Each
   * license fares for itself; a fault is given only when nothing can be done with any: the code on which all agree,
   * else NOTHING_TO_DO. The container need not be known yet; one that is known and holds licenses of other order scopes
   * is FORBIDDEN for a client with the role sales alone. Roles: sales. Faults: LICENSE_UNKNOWN, LICENSE_STATE,
   * CONTAINER_KIND, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  AssignContainer: { input: AssignContainer; output: AssignContainerResponse }

  /**
   * Takes the dedication off licenses that are not collected. Each license fares for itself; a fault is given only when
   * nothing can be done with any: the code on which all agree, else NOTHING_TO_DO. Roles: sales. Faults:
   * LICENSE_UNKNOWN, LICENSE_STATE, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  ReleaseContainer: { input: ReleaseContainer; output: ReleaseContainerResponse }

  /**
   * Gives a ticket new characters, because the old ones leaked: the old ones are dead at once, the licenses stay. Send
   * a requestId, so that a lost answer can be asked for again. The client needs the firm code of every license on it.
   * Roles: sales. Faults: TICKET_MALFORMED, TICKET_UNKNOWN, REQUEST_CONFLICT.
   */
  RotateTicket: { input: RotateTicket; output: RotateTicketResponse }

  /**
   * Forgets the name, e-mail and fields of a customer in all orders of the order scope, and who collected his licenses.
   * Comments and parameters stay, as they belong to orders and licenses. The ledger stays: it holds only customerId.
   * Roles: sales. Faults: CUSTOMER_UNKNOWN, REQUEST_CONFLICT.
   */
  EraseCustomer: { input: EraseCustomer; output: EraseCustomerResponse }

  /**
   * Puts another item in the place of a license on its ticket. The old one leaves the ticket and stays in the history.
   * While the old one is with a user, the new one can be collected only into the same container, in one step that
   * removes the old and puts the new. Of the same item, it keeps the end, units and maintenance that the old one was
   * given. Roles: sales. Faults: LICENSE_UNKNOWN, LICENSE_STATE, ITEM_UNKNOWN, ITEM_RETIRED, PARAMETER_INVALID,
   * CONTAINER_KIND, REQUEST_CONFLICT.
   */
  ReplaceLicense: { input: ReplaceLicense; output: ReplaceLicenseResponse }

  /**
   * Takes the whole new configuration of an order, as a configurator sends it, computes the difference to what was
   * sold, and brings it about: equal lines stay, missing ones are withdrawn, new ones are sold, changed ones are
   * replaced. Of fewer pieces those licenses go first that nobody has collected; a package goes as a whole, and one
   * that becomes another is replaced license by license, each by one of the same item where there is one. Afterwards
   * CreateOrder with the new lines is a repetition, with the old ones a conflict. runMode=check shows the difference
   * without doing it. Roles: sales. Faults: ORDER_UNKNOWN, ITEM_UNKNOWN, ITEM_RETIRED, PARAMETER_INVALID,
   * CONTAINER_KIND, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  ReplaceOrder: { input: ReplaceOrder; output: ReplaceOrderResponse }

  /**
   * Splits a license that stands for many pieces or units and is not collected: one keeps the rest, a new one on the
   * same ticket gets what is split off. A license of several pieces is split by pieces, one of a single piece by its
   * units. Roles: sales. Faults: LICENSE_UNKNOWN, LICENSE_STATE, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  SplitLicense: { input: SplitLicense; output: SplitLicenseResponse }

  /**
   * Extends licenses: a later end, more units, longer maintenance; each license gets all of it or nothing, and nothing
   * is shortened. The ticket stays. What is with a user becomes pending and is delivered at the next contact of the
   * container. The end of a subscription that runs from its activation cannot be moved: a new license renews it. Roles:
   * sales. Faults: LICENSE_UNKNOWN, LICENSE_STATE, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  ExtendLicenses: { input: ExtendLicenses; output: ExtendLicensesResponse }

  /**
   * Decides on a container that is stopped because of a state that this server did not bring about, or because it is on
   * another machine. accept: its next context is believed, for each firm code, and the container goes on from there;
   * licenses that it lacks then can be collected again. reject: it is blocked. FORBIDDEN for a client with the role
   * sales alone if the container holds licenses of other order scopes. Roles: sales, support. Faults:
   * CONTAINER_UNKNOWN, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  ResolveContainer: { input: ResolveContainer; output: ResolveContainerResponse }

  /**
   * Puts a container on the block list: it is lost or stolen, and gets nothing more. FORBIDDEN for a client with the
   * role sales alone if the container holds licenses of other order scopes. Roles: sales, support. Faults:
   * CONTAINER_UNKNOWN, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  BlockContainer: { input: BlockContainer; output: BlockContainerResponse }

  /**
   * Takes a container off the block list. FORBIDDEN for a client with the role sales alone if the container holds
   * licenses of other order scopes. Roles: sales, support. Faults: CONTAINER_UNKNOWN, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  UnblockContainer: { input: UnblockContainer; output: UnblockContainerResponse }

  /**
   * Erases a container at its next contact and forgets its activations, so that it can be used like new. Its licenses
   * become collectable again. FORBIDDEN for a client with the role sales alone if the container holds licenses of other
   * order scopes. Roles: sales. Faults: CONTAINER_UNKNOWN, CONTAINER_BLOCKED, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  RecycleContainer: { input: RecycleContainer; output: RecycleContainerResponse }

  /**
   * Compares an export of the back office, of up to 500 orders with 5000 lines in all, in a body of up to 8 MiB, with
   * what was sold here, and gives only the differences. A package counts while any of its licenses is left. Roles:
   * sales, support. Faults: none.
   */
  ReconcileOrders: { input: ReconcileOrders; output: ReconcileOrdersResponse }

  /**
   * Stops the automatic renewal of checkpoint licenses; each runs to the end that it has, grace in it. Each license is
   * judged for itself. Roles: sales. Faults: LICENSE_UNKNOWN, LICENSE_STATE, NOTHING_TO_DO, REQUEST_CONFLICT.
   */
  CancelSubscription: { input: CancelSubscription; output: CancelSubscriptionResponse }

  /**
   * Makes an update with everything that waits for a container, without asking it: for a container whose state the
   * server knows. The file can be mailed and imported in one step. FORBIDDEN for a client with the role sales alone if
   * the container holds licenses of other order scopes. Roles: sales. Faults: CONTAINER_UNKNOWN, CONTAINER_BLOCKED,
   * MANIPULATION_DETECTED, TRANSFER_OPEN, NOTHING_TO_DO, FIRM_CODE_UNKNOWN, REQUEST_CONFLICT.
   */
  CreatePushUpdate: { input: CreatePushUpdate; output: CreatePushUpdateResponse }

  /**
   * Decides on what an item with the policy manual leaves to the support. The decision is whether a license that is
   * with a user may be issued anew because its container is lost, be restored with it, or be given back; one license,
   * or all of a container. By the serial it is decided also on licenses whose rules leave nothing to the support: where
   * the machine does not fit, RestoreContainer restores only what was approved. Nothing moves by it: the user asks
   * again. Roles: sales, support. Faults: LICENSE_UNKNOWN, CONTAINER_UNKNOWN, REACTIVATION_NOT_ALLOWED, NOTHING_TO_DO,
   * REQUEST_CONFLICT.
   */
  ApproveReactivation: { input: ApproveReactivation; output: ApproveReactivationResponse }

  /**
   * Says for each license of a ticket whether it could be activated now, by which rule not, and what would change that.
   * Runs the very rules of ActivateLicenses, once for each firm code of the ticket, and changes nothing. What only the
   * next context of the container shows, it cannot know. Roles: sales, support. Faults: TICKET_MALFORMED,
   * TICKET_UNKNOWN, CONTAINER_UNKNOWN, PARAMETER_INVALID.
   */
  ExplainTicket: { input: ExplainTicket; output: ExplainTicketResponse }
}
