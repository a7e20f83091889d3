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

const table = {
  INVALID_REQUEST: {
    meaning: 'The message does not follow the WSDL; the text names the path, the value and the rule.',
    fixedBy: 'caller',
    retry: 'never',
  },
  UNKNOWN_OPERATION: {
    meaning: 'The first element of the body is no operation of this interface.',
    fixedBy: 'caller',
    retry: 'never',
  },
  ACTION_MISMATCH: {
    meaning: 'The SOAPAction names another operation than the body.',
    fixedBy: 'caller',
    retry: 'never',
  },
  FORBIDDEN: {
    meaning: 'The client is known, but its roles or firm codes do not allow this.',
    fixedBy: 'operator',
    retry: 'never',
  },
  LIMIT_EXCEEDED: {
    meaning: 'The request is larger than one call may be; the limit is in the details.',
    fixedBy: 'caller',
    retry: 'never',
  },
  FIRM_CODE_UNKNOWN: {
    meaning: 'No firm code of this number is registered; PutFirmCode or "opendepot firm create" registers it.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  ITEM_UNKNOWN: {
    meaning: 'No item has this item number.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  ITEM_RETIRED: {
    meaning: 'The item exists but is no longer sold.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  ITEM_INVALID: {
    meaning: 'The item definition contradicts itself or breaks a rule of the catalogue; the text names the option.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  PARAMETER_INVALID: {
    meaning: 'A parameter is missing, unknown to the item, or has a value of the wrong form.',
    fixedBy: 'caller',
    retry: 'never',
  },
  ORDER_UNKNOWN: {
    meaning: 'No order of this number exists in the order scope of the client.',
    fixedBy: 'caller',
    retry: 'never',
  },
  ORDER_CONFLICT: {
    meaning:
      'The order or one of its lines is already known with other content; the details list each differing field, old and new.',
    fixedBy: 'caller',
    retry: 'never',
  },
  REQUEST_CONFLICT: {
    meaning: 'The requestId was used before for a request with other content.',
    fixedBy: 'caller',
    retry: 'never',
  },
  REQUEST_ID_REQUIRED: {
    meaning: 'This call needs a requestId, because nothing else in it tells a retry from a second wish.',
    fixedBy: 'caller',
    retry: 'never',
  },
  TICKET_MALFORMED: {
    meaning: 'The ticket is mistyped: wrong length, a character that no ticket has, or a wrong check character.',
    fixedBy: 'buyer',
    retry: 'never',
  },
  TICKET_UNKNOWN: {
    meaning: 'No such ticket can be used here.',
    fixedBy: 'buyer',
    retry: 'never',
  },
  LICENSE_UNKNOWN: {
    meaning: 'The ticket or container holds no license of this licenseId.',
    fixedBy: 'caller',
    retry: 'never',
  },
  LICENSE_STATE: {
    meaning: 'The state of the license does not allow this.',
    fixedBy: 'caller',
    retry: 'never',
  },
  CUSTOMER_UNKNOWN: {
    meaning: 'No order of this customer is known here.',
    fixedBy: 'caller',
    retry: 'never',
  },
  CLIENT_UNKNOWN: {
    meaning: 'No API client has this name.',
    fixedBy: 'operator',
    retry: 'never',
  },
  CLIENT_INVALID: {
    meaning: 'The definition of the API client contradicts itself; the text names the field.',
    fixedBy: 'operator',
    retry: 'never',
  },
  USER_INVALID: {
    meaning: 'The definition of the user contradicts itself; the text names the field.',
    fixedBy: 'operator',
    retry: 'never',
  },
  CURSOR_INVALID: {
    meaning: 'The cursor was not given out by this installation, or not in its present epoch.',
    fixedBy: 'caller',
    retry: 'never',
  },
  CONTAINER_UNKNOWN: {
    meaning: 'No container of this serial is known here.',
    fixedBy: 'caller',
    retry: 'never',
  },
  CONTAINER_BLOCKED: {
    meaning: 'The container is on the block list.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  CONTAINER_KIND: {
    meaning: 'The item does not allow this kind of container, or the container cannot hold one of its options.',
    fixedBy: 'buyer',
    retry: 'never',
  },
  CONTEXT_INVALID: {
    meaning: 'The context file is damaged, not a context, or not signed by the key of its container.',
    fixedBy: 'caller',
    retry: 'newContext',
  },
  CONTEXT_STALE: {
    meaning:
      'The container has sent a newer context before; import the update in the details, if there is one, and come again with a new context.',
    fixedBy: 'caller',
    retry: 'newContext',
  },
  FIRM_CODE_OTHER: {
    meaning: 'The license belongs to another firm code than the context; send a context for that firm code.',
    fixedBy: 'caller',
    retry: 'newContext',
  },
  KEY_INVALID: {
    meaning: 'A public key is damaged or not of the suite that the container kind uses.',
    fixedBy: 'caller',
    retry: 'never',
  },
  NOTHING_TO_DO: {
    meaning: 'The request would change nothing; the details say why for each license.',
    fixedBy: 'caller',
    retry: 'never',
  },
  BASE_LICENSE_MISSING: {
    meaning: 'The upgrade needs its base license in the same container.',
    fixedBy: 'buyer',
    retry: 'never',
  },
  RETURN_NOT_ALLOWED: {
    meaning: 'The item does not allow this return, or not this often.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  REACTIVATION_NOT_ALLOWED: {
    meaning: 'The item does not allow a reactivation, or not this often.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  WAIT: {
    meaning: 'A waiting time has to pass; waitUntil says when to come again.',
    fixedBy: 'buyer',
    retry: 'later',
  },
  APPROVAL_NEEDED: {
    meaning: 'The support of the vendor has to approve this first.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  TERMS_NOT_ACCEPTED: {
    meaning: 'The consequences have to be accepted with acceptTerms.',
    fixedBy: 'buyer',
    retry: 'never',
  },
  MANIPULATION_DETECTED: {
    meaning:
      'The container is in a state that this server did not bring about; the support of the vendor has to decide.',
    fixedBy: 'vendor',
    retry: 'never',
  },
  TRANSFER_OPEN: {
    meaning: 'Too many updates for this container are not confirmed yet; import them and send a new context.',
    fixedBy: 'caller',
    retry: 'newContext',
  },
  TRANSFER_UNKNOWN: {
    meaning: 'No such transfer, or the container has no open one.',
    fixedBy: 'caller',
    retry: 'never',
  },
  NEED_PROOF: {
    meaning: 'The container is ahead of this server; send the kept updates along.',
    fixedBy: 'caller',
    retry: 'newContext',
  },
  QUOTA_EXCEEDED: {
    meaning: 'The quota of the installation is used up.',
    fixedBy: 'operator',
    retry: 'never',
  },
  UNAVAILABLE: {
    meaning:
      'Trouble on our side that passes (database, signer, overload, shutdown); sent with HTTP 503 and Retry-After.',
    fixedBy: 'operator',
    retry: 'later',
  },
  INTERNAL: {
    meaning: 'An error of ours; the trace id finds it in the log.',
    fixedBy: 'operator',
    retry: 'never',
  },
} as const satisfies Record<string, FaultMeaning>

/** A code of the table; the wire shows exactly these words. */
export type FaultCode = keyof typeof table

export const faults: Readonly<Record<FaultCode, FaultMeaning>> = table

/** What a fault tells beside its code and text. */
export interface FaultFacts {
  /** Path of the request field at fault, for example `order/orderLines/orderLine[2]/quantity`. */
  readonly field?: string
  /** Only with `retry: later`: the first moment at which the same call can succeed. */
  readonly waitUntil?: Date
  /** Further facts a program can read: `{ 'orderLine[2]/quantity/old': '5' }`. */
  readonly details?: Readonly<Record<string, string>>
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
