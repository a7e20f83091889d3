import { In } from 'typeorm'
import { RequestKey } from '../entities/request-key.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { findRow } from '../store/find-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Tx } from '../store/store.ts'
import { contentHash, hashVersion } from './content-hash.ts'

/** Days that a request is remembered at least, where it may be forgotten (design §2.2). */
const daysKept = 90
const millisecondsOfDay = 86_400_000

/** The last instant that every database can store; the clock of a test installation comes near it. */
const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** What a write wants its `requestId` to stand for. */
export interface RequestClaim {
  /** Everything that makes the request this one and no other: JSON-safe, without `requestId` and `runMode`. */
  readonly content: unknown
  /** Id, made before, of what the request does if it is new. */
  readonly reference: string
  /** True where nothing but the `requestId` tells a retry from a second wish. */
  readonly forEver?: boolean
  /** Whose requests these are: the client's, unless a container signed them. See `containerScope`. */
  readonly scope?: string
}

type Asking = Pick<Call, 'caller' | 'now' | 'operation' | 'requestId'>

/**
 * Claims the `requestId` of a call; the first thing that a write does in its transaction. Gives undefined when the
 * request is new (or has no id), and the reference of what was done when it was done before. Of two equal requests at
 * once the second meets the key of the first, runs again as a whole, and is then the one that was done before.
 * @throws Fault `REQUEST_CONFLICT` when the id stands for a request with other content
 */
export async function claimRequest(tx: Tx, call: Asking, claim: RequestClaim): Promise<string | undefined> {
  const known = await findRequest(tx, call, claim)
  if (known === undefined) await rememberRequest(tx, call, claim)
  return known
}

/** The first half of `claimRequest`, for a write that learns its reference only after it looked. */
export async function findRequest(
  tx: Tx,
  call: Asking,
  { content, scope = clientScope(call) }: Pick<RequestClaim, 'content' | 'scope'>,
): Promise<string | undefined> {
  const { operation, requestId } = call
  if (requestId === undefined) return undefined
  const known = await findRow(tx, RequestKey, { scope, operation, requestId })
  if (known === undefined) return undefined
  // By another rule of hashing, only the reference can still be trusted; it is as good as the answer of that time.
  if (known.hashVersion === hashVersion && !contentHash(content).equals(known.contentHash)) {
    throw new Fault(
      'REQUEST_CONFLICT',
      `The requestId was used before, for a call of ${operation} with other content.`,
      {
        field: 'requestId',
        details: { firstUsed: known.createdAt.toISOString() },
      },
    )
  }
  return known.reference
}

/**
 * The rest of a write whose request `findRequest` did not find. What it reads after that may show already what an equal
 * request at the same time has done, and the rules then refuse it although it is no second wish: it looks once more, and
 * runs again as the one that was done before.
 */
export async function unlessDone<T>(
  tx: Tx,
  call: Asking,
  { content }: Pick<RequestClaim, 'content'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Fault) || (await findRequest(tx, call, { content })) === undefined) throw error
    throw new RowChanged('the same request was done meanwhile')
  }
}

/** Which of these calls of one operation by one client were done before, whatever their content, in one statement. */
export async function requestIdsDone(tx: Tx, calls: readonly Asking[]): Promise<ReadonlySet<string>> {
  const [first] = calls
  const requestIds = calls.flatMap(({ requestId }) => requestId ?? [])
  if (first === undefined || requestIds.length === 0) return new Set()
  const where = { scope: clientScope(first), operation: first.operation, requestId: In(requestIds) }
  return new Set((await tx.findBy(RequestKey, where)).map(({ requestId }) => requestId))
}

/** The second half of `claimRequest`: the insert which only one of several equal requests achieves. */
export async function rememberRequest(tx: Tx, call: Asking, claim: RequestClaim): Promise<void> {
  await rememberRequests(tx, [{ call, claim }])
}

/** The same for several requests that are done by one transaction. */
export async function rememberRequests(
  tx: Tx,
  requests: readonly { readonly call: Asking; readonly claim: RequestClaim }[],
): Promise<void> {
  await insertRows(
    tx,
    RequestKey,
    requests.flatMap(({ call, claim }) => rowOf(call, claim)),
  )
}

/** A request without id is not remembered. */
function rowOf(call: Asking, claim: RequestClaim): RequestKey[] {
  const { operation, requestId, now } = call
  if (requestId === undefined) return []
  const forgetAt = Math.min(now.getTime() + daysKept * millisecondsOfDay, endOfTime)
  const keepUntil = claim.forEver === true ? null : new Date(forgetAt)
  return [
    {
      scope: claim.scope ?? clientScope(call),
      operation,
      requestId,
      hashVersion,
      contentHash: contentHash(claim.content),
      reference: claim.reference,
      createdAt: now,
      keepUntil,
    },
  ]
}

/** The requests that a container signed count within the container, whoever carries them. */
export function containerScope(serial: string): string {
  return `container:${serial}`
}

function clientScope(call: Asking): string {
  return `client:${call.caller.name}`
}
