import fc from 'fast-check'
import type { Connection } from '../attacks/attack.ts'
import { talk } from '../attacks/carry-out.ts'
import type { Target } from '../attacks/target.ts'
import { problemOf } from './judge.ts'
import { furnish } from './pools.ts'
import { connectionOf, type Request, requests } from './requests.ts'

export interface FuzzOptions {
  readonly seed: number
  readonly milliseconds: number
}

/** What a run of the fuzzer came to. */
export interface Fuzzed {
  readonly requests: number
  /** How often which answer was given: `200`, `500 ITEM_UNKNOWN`. */
  readonly answers: ReadonlyMap<string, number>
  /** What went wrong first, made as small as it goes, with the seed that brings it again. */
  readonly failure: string | undefined
}

/** Sends messages until the time is over or one is answered as none must be. */
export async function fuzz(target: Target, { seed, milliseconds }: FuzzOptions): Promise<Fuzzed> {
  const pools = await furnish(target)
  const answers = new Map<string, number>()
  let count = 0
  let last = ''
  const send = async (request: Request) => {
    count++
    const { text, answer } = await talk(connectionOf(request, target.authorization), target.port)
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
    last = problemOf(request, text) ?? (target.isAlive() ? '' : 'the process is gone')
    return last === ''
  }
  const result = await fc.check(fc.asyncProperty(requests(pools), send), {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: milliseconds,
    // A failure is made small in the time that is left, and for a minute more.
    endOnFailure: false,
  })
  if (!result.failed || result.counterexample === null) return { requests: count, answers, failure: undefined }
  const [request] = result.counterexample
  const connection = connectionOf(request, 'Basic …')
  await send(request)
  return {
    requests: count,
    answers,
    failure: [`seed ${seed}: ${last}`, ...shown(connection), ...target.internalErrors].join('\n'),
  }
}

function shown({ pieces }: Connection): string[] {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.toString('latin1')).slice(0, 4_000))
}
