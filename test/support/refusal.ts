import { Fault, type FaultFacts } from '../../src/faults.ts'

/** What a refused call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<FaultFacts & { code: string; message: string }> {
  const error: unknown = await call.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof Fault)) throw error
  return { code: error.code, message: error.message, ...error.facts }
}
