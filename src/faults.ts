/**
 * The one table of fault codes: what went wrong, who can mend it, and whether the caller should try again.
 *
 * `docs/faults.md` and the fault paragraph of each WSDL are generated from it (`npm run generate`), and the operations
 * list in their `xsd:documentation` which of these codes they can give.
 */

/** What the caller may do after a fault: nothing, wait (see `waitUntil`), or come again with a fresh context. */
export type Retry = 'never' | 'later' | 'newContext'

interface FaultMeaning {
  /** One sentence for the integrator who meets the code for the first time. */
  readonly meaning: string
  /** Who can put it right. */
  readonly fixedBy: 'caller' | 'buyer' | 'vendor' | 'operator'
  readonly retry: Retry
}

const means = (fixedBy: FaultMeaning['fixedBy'], retry: Retry, meaning: string): FaultMeaning => ({
  meaning,
  fixedBy,
  retry,
})

const table = {
  INVALID_REQUEST: means(
    'caller',
    'never',
    'The message does not follow the WSDL; the text names the path, the value and the rule.',
  ),
  UNKNOWN_OPERATION: means('caller', 'never', 'The first element of the body is no operation of this interface.'),
  ACTION_MISMATCH: means('caller', 'never', 'The SOAPAction names another operation than the body.'),
  FORBIDDEN: means('operator', 'never', 'The client is known, but its roles or firm codes do not allow this.'),
  LIMIT_EXCEEDED: means('caller', 'never', 'The request is larger than one call may be; the limit is in the details.'),
  FIRM_CODE_UNKNOWN: means(
    'vendor',
    'never',
    'No firm code of this number is registered; PutFirmCode or "opendepot firm create" registers it.',
  ),
  ITEM_UNKNOWN: means('vendor', 'never', 'No item has this item number.'),
  ITEM_RETIRED: means('vendor', 'never', 'The item exists but is no longer sold.'),
  ITEM_INVALID: means(
    'vendor',
    'never',
    'The item definition contradicts itself or breaks a rule of the catalogue; the text names the option.',
  ),
  PARAMETER_INVALID: means(
    'caller',
    'never',
    'A parameter is missing, unknown to the item, or has a value of the wrong form.',
  ),
  ORDER_UNKNOWN: means('caller', 'never', 'No order of this number exists in the order scope of the client.'),
  ORDER_CONFLICT: means(
    'caller',
    'never',
    'The order or one of its lines is already known with other content; the details list each differing field, old and new.',
  ),
  REQUEST_CONFLICT: means('caller', 'never', 'The requestId was used before for a request with other content.'),
  REQUEST_ID_REQUIRED: means(
    'caller',
    'never',
    'This call needs a requestId, because nothing else in it tells a retry from a second wish.',
  ),
  TICKET_MALFORMED: means(
    'buyer',
    'never',
    'The ticket is mistyped: wrong length, a character that no ticket has, or a wrong check character.',
  ),
  TICKET_UNKNOWN: means('buyer', 'never', 'No such ticket can be used here.'),
  LICENSE_UNKNOWN: means('caller', 'never', 'The ticket or container holds no license of this licenseId.'),
  LICENSE_STATE: means('caller', 'never', 'The state of the license does not allow this.'),
  CUSTOMER_UNKNOWN: means('caller', 'never', 'No order of this customer is known here.'),
  CLIENT_UNKNOWN: means('operator', 'never', 'No API client has this name.'),
  CLIENT_INVALID: means(
    'operator',
    'never',
    'The definition of the API client contradicts itself; the text names the field.',
  ),
  USER_INVALID: means('operator', 'never', 'The definition of the user contradicts itself; the text names the field.'),
  CURSOR_INVALID: means(
    'caller',
    'never',
    'The cursor was not given out by this installation, or not in its present epoch.',
  ),
  CONTAINER_UNKNOWN: means('caller', 'never', 'No container of this serial is known here.'),
  CONTAINER_BLOCKED: means('vendor', 'never', 'The container is on the block list.'),
  CONTAINER_KIND: means(
    'buyer',
    'never',
    'The item does not allow this kind of container, or the container cannot hold one of its options.',
  ),
  CONTEXT_INVALID: means(
    'caller',
    'newContext',
    'The context file is damaged, not a context, or not signed by the key of its container.',
  ),
  CONTEXT_STALE: means(
    'caller',
    'newContext',
    'The container has sent a newer context before; import the update in the details, if there is one, and come again with a new context.',
  ),
  FIRM_CODE_OTHER: means(
    'caller',
    'newContext',
    'The license belongs to another firm code than the context; send a context for that firm code.',
  ),
  KEY_INVALID: means('caller', 'never', 'A public key is damaged or not of the suite that the container kind uses.'),
  NOTHING_TO_DO: means('caller', 'never', 'The request would change nothing; the details say why for each license.'),
  BASE_LICENSE_MISSING: means(
    'buyer',
    'never',
    'An upgrade or a module needs its base license in the same container, and there is none.',
  ),
  RETURN_NOT_ALLOWED: means('vendor', 'never', 'The item does not allow this return, or not this often.'),
  REACTIVATION_NOT_ALLOWED: means('vendor', 'never', 'The item does not allow a reactivation, or not this often.'),
  WAIT: means('buyer', 'later', 'A waiting time has to pass; waitUntil says when to come again.'),
  APPROVAL_NEEDED: means('vendor', 'never', 'The support of the vendor has to approve this first.'),
  TERMS_NOT_ACCEPTED: means('buyer', 'never', 'The consequences have to be accepted with acceptTerms.'),
  MANIPULATION_DETECTED: means(
    'vendor',
    'never',
    'The container is in a state that this server did not bring about; the support of the vendor has to decide.',
  ),
  TRANSFER_OPEN: means(
    'caller',
    'newContext',
    'Too many updates for this container are not confirmed yet; import them and send a new context.',
  ),
  TRANSFER_UNKNOWN: means('caller', 'never', 'No such transfer, or the container has no open one.'),
  NEED_PROOF: means('caller', 'newContext', 'The container is ahead of this server; send the kept updates along.'),
  QUOTA_EXCEEDED: means(
    'buyer',
    'never',
    'A quota is used up: this container has had all trials of the item that it may have, or the license has moved as often as its item allows.',
  ),
  CHECK_REFUSED: means(
    'vendor',
    'never',
    'The check that the vendor has put before each activation refused it; the text is his.',
  ),
  RENEWAL_NOT_ALLOWED: means('vendor', 'never', 'The item does not let its user renew it, or the vendor refused it.'),
  SEATS_TAKEN: means(
    'buyer',
    'later',
    'All seats of the license are in use; waitUntil says when the first lease ends.',
  ),
  SESSION_UNKNOWN: means(
    'caller',
    'never',
    'No such session, or its lease has ended and its seat was given away; open a new one.',
  ),
  UNITS_USED_UP: means('buyer', 'never', 'The license has fewer units left than were asked for; none was taken.'),
  LOGIN_REFUSED: means(
    'operator',
    'never',
    'No credentials, unknown or wrong ones, or not from this address; sent with HTTP 401.',
  ),
  RATE_LIMITED: means(
    'caller',
    'later',
    'Too many requests, or too many failed attempts, from this client, address or network; sent with HTTP 429 and Retry-After.',
  ),
  UNAVAILABLE: means(
    'operator',
    'later',
    'Trouble on our side that passes (database, signer, overload, shutdown); sent with HTTP 503 and Retry-After.',
  ),
  INTERNAL: means('operator', 'never', 'An error of ours; the trace id finds it in the log.'),
} satisfies Record<string, FaultMeaning>

/** A code of the table; the wire shows exactly these words. */
export type FaultCode = keyof typeof table

export const faults: Readonly<Record<FaultCode, FaultMeaning>> = table

/** What a fault tells beside its code and text. */
export interface FaultFacts {
  /** Path of the request field at fault, for example `order/orderLines/orderLine[2]/quantity`. */
  readonly field?: string
  /** Where waiting helps: the first moment at which the same call can succeed. */
  readonly waitUntil?: Date
  /** Further facts a program can read: `{ 'orderLine[2]/quantity/old': '5' }`. */
  readonly details?: Readonly<Record<string, string>>
  /** With `RATE_LIMITED`: when to come again, for the header `Retry-After`. */
  readonly retryAfterSeconds?: number
  /**
   * The caller named something that is as good as a password, and there is none: it counts as a failed attempt of a
   * sender without an account.
   */
  readonly isMiss?: true
  /** The error behind it, for the log; never sent. */
  readonly cause?: unknown
}

/**
 * A refusal with a code of the table. Thrown anywhere, turned into a SOAP fault in one place (`soap/endpoint.ts`).
 * The message is for the integrator: what is wrong, and what to do.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  readonly facts: FaultFacts

  constructor(code: FaultCode, message: string, facts: FaultFacts = {}) {
    super(message, { cause: facts.cause })
    this.code = code
    this.facts = facts
  }
}
