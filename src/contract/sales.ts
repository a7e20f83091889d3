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

/** check: try without storing. normal: the same as leaving it out. */
export type RunMode = 'check' | 'normal'

/** yes or no. */
export type YesNo = 'yes' | 'no'

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
  inseparable?: YesNo | undefined
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
  /** Number of the item, the same as in the back office. Example: CAD-PRO */
  itemNumber: string
  /**
   * Pieces. A line of quantity n makes n licenses, unless the item is counted as one license with quantity. Example: 5
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
  /** The ticket of the order. */
  ticketId: string
  /** Address where the buyer redeems the ticket, if the installation has one. */
  ticketUrl?: string | undefined
  /** The container that the order as a whole is dedicated to. */
  containerSerial?: string | undefined
  /** yes: the licenses of the ticket go together into one container. */
  inseparable: YesNo
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
  /** The item. */
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
  /** The license is valid while now is before this instant. Absent: no end, or not fixed before activation. */
  expirationTime?: Date | undefined
  /** When the state last changed. */
  changedAt: Date
}

/** A ticket as it is now. */
export interface TicketState {
  /** The ticket. */
  ticketId: string
  /** Address where the buyer redeems the ticket, if the installation has one. */
  ticketUrl?: string | undefined
  /** The customer the ticket was made for. */
  customerId: string
  /** yes: the licenses of the ticket go together into one container. */
  inseparable: YesNo
  /**
   * Open: nothing collected yet. InUse: some licenses can still be collected. AllCollected: none is left to collect.
   * Values may be added.
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

/** The operations of the Sales interface with their messages. */
export interface SalesOperations {
  /**
   * Takes an order and gives its ticket. The business key is (order scope of the client, orderNumber, lineNumber): a
   * line that is known with the same content is replayed, a new line of a known order extends its ticket, and a line
   * that is known with other content is refused. It is therefore always safe to send an order again. Faults:
   * ITEM_UNKNOWN, ITEM_RETIRED, PARAMETER_INVALID, ORDER_CONFLICT, REQUEST_CONFLICT, REQUEST_ID_REQUIRED,
   * TICKET_MALFORMED, TICKET_UNKNOWN, CONTAINER_KIND.
   */
  CreateOrder: { input: CreateOrder; output: CreateOrderResponse }

  /**
   * Gives an order with its lines and licenses as they are now: at most 100 of each, with their counts. Faults:
   * ORDER_UNKNOWN.
   */
  GetOrder: { input: GetOrder; output: GetOrderResponse }

  /**
   * Gives a ticket with its licenses as they are now: at most 100, with their count. Faults: TICKET_MALFORMED,
   * TICKET_UNKNOWN.
   */
  GetTicket: { input: GetTicket; output: GetTicketResponse }
}
