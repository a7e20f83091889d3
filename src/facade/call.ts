import { Fault, type FaultCode } from '../faults.ts'
import type { Invocation } from '../soap/endpoint.ts'
import { faultDescriber, type FaultTranslator } from '../soap/fault-info.ts'
import type { OtherFace } from './face.ts'
import type { FaceOperation, Reachable } from './operation.ts'

/** What a call may note in the log line of its request. */
interface Noting {
  note(facts: Readonly<Record<string, string>>): void
}

type Invoke<C> = (invocation: Invocation<C>) => Promise<Uint8Array>

/** Our side of the calls. */
export interface Ours<C> {
  readonly invokers: Readonly<Record<Reachable, Invoke<C>>>
  /** Asked before anything of the message is made ours: may the caller do this? Throws `FORBIDDEN`. */
  demandRight(face: Reachable, operation: string, context: C): void
  /** Told of each fault, whatever the caller is told in its place. */
  onFault(code: FaultCode, context: C): void
}

/**
 * Carries out calls of another WSDL by our operations: who may, under which id and in which transaction is decided where
 * ours are, and the answer in the words of the other WSDL is written and checked before the commit.
 */
export function callerOf<C extends Noting>(face: OtherFace, { invokers, ...ours }: Ours<C>): Invoke<C> {
  const describe = faultDescriber(face.contract.model.fault.type)
  return async (invocation) => {
    const operation = face.operations.get(invocation.operation)
    if (operation === undefined) throw new Error(`the face ${face.name} has nothing for ${invocation.operation}`)
    const { context, traceId } = invocation
    context.note({ operationOfOurs: operation.operation })
    try {
      ours.demandRight(operation.face, operation.operation, context)
      return await invokers[operation.face]({
        ...invocation,
        operation: operation.operation,
        input: operation.toOurs(invocation.input),
        encode: (output) => invocation.encode(operation.fromOurs(output)),
      })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      ours.onFault(error.code, context)
      const fault = asTheySee(error, operation)
      const answer = operation.faults.answerOf(fault.code, () => describe(fault, traceId))
      if (answer === undefined) throw fault
      context.note({ answeredFault: fault.code })
      return invocation.encode(answer)
    }
  }
}

/** A fault names fields by our paths; the caller knows only his own. */
function asTheySee(fault: Fault, { placeOf }: FaceOperation): Fault {
  const { field } = fault.facts
  const place = field === undefined ? undefined : placeOf(field)
  if (field === undefined || place === undefined || place === field) return fault
  return new Fault(fault.code, fault.message.replaceAll(field, place), { ...fault.facts, field: place })
}

/**
 * What the endpoint tells of a fault: as the WSDL declares it, else as ours, with the code before the text for those who
 * read no more than that.
 * @param onError told when a declared fault cannot be written, which must not keep the fault itself from the caller
 */
export function faultsOf(face: OtherFace, onError: (error: unknown) => void): FaultTranslator {
  return (info, name) => {
    const text = String(info['text'])
    try {
      const detail = face.operations.get(name ?? '')?.faults.detailOf(info)
      if (detail !== undefined) return { text, detail }
    } catch (error) {
      onError(error)
    }
    return { text: `${String(info['code'])}: ${text}`, detail: undefined }
  }
}
