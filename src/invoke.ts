import { demandRole } from './clients/demand-role.ts'
import { rolesFor } from './clients/roles.ts'
import type { Clock } from './domain/clock.ts'
import type { RandomSource } from './domain/random.ts'
import { normaliseRequestId } from './domain/request-id.ts'
import type { Call, Caller, Handlers, Operations } from './operation.ts'
import type { Invocation } from './soap/endpoint.ts'
import type { Points } from './store/points.ts'
import type { Store } from './store/store.ts'

/** What the transport knows about a request beside its message. */
export interface RequestContext {
  readonly caller: Caller
  /** The HTTP header `Idempotency-Key`; it names the request where body and envelope do not. */
  readonly idempotencyKey: string | undefined
  /**
   * Runs the work of somebody without an account, within the budget of failed attempts; undefined for everybody else.
   * Refuses with `RATE_LIMITED`.
   */
  readonly guard?: (<T>(input: unknown, work: () => Promise<T>) => Promise<T>) | undefined
  /** Collects the facts of the one log line. */
  note(facts: Readonly<Record<string, string | number | boolean>>): void
}

/** An operation as the server calls it; its types are known in its own file only. */
export type AnyHandler = (input: unknown, call: Call) => Promise<unknown>

/** The operations of one interface, and who may call them. */
export interface Face {
  readonly name: 'sales' | 'depot' | 'admin'
  readonly handlers: ReadonlyMap<string, AnyHandler>
  /** By the contract: takes `runMode`, so it writes. */
  isWrite(operation: string): boolean
}

/** What every call is given. */
export interface Surroundings {
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomSource
  readonly newId: () => string
  /** `TIME_ZONE` */
  readonly timeZone: string
  readonly points: Points
  /** Told of every error of ours that a call survives. */
  readonly onInternalError: (error: unknown, facts: { traceId: string; operation: string }) => void
}

/** The handlers of an interface with their parts, by the name of the operation. */
export function bind<Ops extends Operations<Ops>, Parts>(
  handlers: Handlers<Ops, Parts>,
  parts: Parts,
): ReadonlyMap<string, AnyHandler> {
  // The contract checks each input before it gets here, and each answer after; the compiler cannot see that.
  const entries = Object.entries(handlers) as [string, (input: unknown, call: Call, parts: Parts) => Promise<unknown>][]
  return new Map(entries.map(([name, handler]) => [name, (input, call) => handler(input, call, parts)]))
}

/**
 * Runs an operation: who may, under which request id, at which instant; and ties its answer to its transaction, so that
 * what is committed is what was checked and written. Gives the bytes of the answer.
 */
export function invoker(
  face: Face,
  surroundings: Surroundings,
): (invocation: Invocation<RequestContext>) => Promise<Uint8Array> {
  return async (invocation) => {
    const { operation, input, messageId, traceId, context } = invocation
    const handler = face.handlers.get(operation)
    if (handler === undefined) throw new Error(`${face.name} has no handler for ${operation}`)
    const { caller } = context
    demandRight(caller, face, operation)
    const named = [fieldOf(input, 'requestId'), messageId, context.idempotencyKey]
    const requestId = named.map(normaliseRequestId).find((id) => id !== undefined)
    if (requestId !== undefined) context.note({ requestId })
    const check = fieldOf(input, 'runMode') === 'check'

    let answer: { readonly output: unknown; readonly bytes: Uint8Array } | undefined
    const call: Call = {
      ...surroundings,
      operation,
      caller,
      now: surroundings.clock(),
      requestId,
      check,
      traceId,
      note: (facts) => context.note(facts),
      reportError: (error) => {
        surroundings.onInternalError(error, { traceId, operation })
      },
      answer: (work) =>
        surroundings.store.transact(work, {
          keep: !check,
          beforeCommit: (output) => {
            answer = { output, bytes: invocation.encode(output) }
          },
        }),
    }
    const work = () => handler(input, call)
    const output = await (context.guard === undefined ? work() : context.guard(input, work))
    return answer?.output === output && answer !== undefined ? answer.bytes : invocation.encode(output)
  }
}

/** @throws Fault `FORBIDDEN` */
export function demandRight(caller: Caller, face: Pick<Face, 'name' | 'isWrite'>, operation: string): void {
  const roles = rolesFor({ face: face.name, operation, isWrite: face.isWrite(operation) })
  if (roles !== undefined) demandRole(caller, roles, operation)
}

function fieldOf(input: unknown, name: 'requestId' | 'runMode'): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const value: unknown = (input as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}
