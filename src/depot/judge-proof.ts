import type { Step as KnownStep } from '../entities/step.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { firstDigest, nextDigest } from '../formats/digest.ts'
import { plainStep, type LicensePut, type Step, type Update } from '../formats/update.ts'
import { actionsOf } from '../licenses/step-actions.ts'

/** What this server knows by itself of a container that proves its state. */
export interface KnownGround {
  /** Generations of the licenses that are in it by our books. */
  readonly licenses: ReadonlyMap<string, number>
  /** The steps that it is known to have taken in, in their order. */
  readonly steps: readonly Pick<KnownStep, 'counterTo' | 'digest' | 'actions'>[]
}

/** What the updates of a proof tell of the licenses in their container. */
export interface Proven {
  /** The puts by which they came in, as far as the updates hold them. */
  readonly puts: ReadonlyMap<string, LicensePut>
  /** By a license that came in: the one that went out just before, by the same step, so that it may have taken its place. */
  readonly exchanged: ReadonlyMap<string, string>
}

export type ProofVerdict =
  /** This server issued what the context shows. */
  | { readonly verdict: 'holds'; readonly proven: Proven }
  /** The state is ours, but nothing shows that these licenses came in by it: their updates are not among those sent. */
  | { readonly verdict: 'incomplete'; readonly lacking: readonly string[] }
  | { readonly verdict: 'false'; readonly reason: string }

type Shown = Pick<ReceivedContext, 'counter' | 'digest' | 'licenses'>

/**
 * Judges what a container shows by updates that it has kept (design §4.2), whose signatures are verified. One of their steps
 * has to lead to the counter and digest of the context; steps follow from those before, as far as these are known; and each
 * license has to have come in by one of the steps and not gone out by a later one, unless it is there by our own books.
 */
export function judgeProof(
  { counter, digest, licenses }: Shown,
  updates: readonly Pick<Update, 'steps'>[],
  ground: KnownGround,
): ProofVerdict {
  const steps = new Map(updates.flatMap((update) => update.steps.map((step) => [step.to, step])))
  const broken = brokenStep(updates, steps, ground)
  if (broken !== undefined) return lie(`step ${broken.to} of its updates does not follow from what was before`)
  if (steps.get(counter)?.digest.equals(digest) !== true) {
    return lie(`none of its updates leads to step ${counter} as it shows it`)
  }
  const copies = copiesAt(counter, [...steps.values()], ground)
  const lacking = licenses.filter(({ licenseId, generation }) => copies.get(licenseId)?.generation !== generation)
  if (lacking.length > 0) return { verdict: 'incomplete', lacking: lacking.map(({ licenseId }) => licenseId) }
  const puts = licenses.flatMap(({ licenseId }) => copies.get(licenseId)?.put ?? [])
  const done = [...steps.values()].filter(({ to }) => to <= counter)
  const exchanged = new Map(done.flatMap(({ actions }) => exchangesOf(actions)))
  return { verdict: 'holds', proven: { puts: new Map(puts.map((put) => [put.licenseId, put])), exchanged } }
}

function exchangesOf(actions: Step['actions']): (readonly [string, string])[] {
  return actions.flatMap((action, index) => {
    const before = actions[index - 1]
    if (!('put' in action) || before === undefined || !('remove' in before)) return []
    return [[action.put.licenseId, before.remove.licenseId] as const]
  })
}

function lie(reason: string): ProofVerdict {
  return { verdict: 'false', reason }
}

/** A step that is not the same everywhere, or does not follow from the one before; of a gap before it nothing can be said. */
function brokenStep(
  updates: readonly Pick<Update, 'steps'>[],
  steps: ReadonlyMap<number, Step>,
  { steps: known }: KnownGround,
): Step | undefined {
  const ours = new Map(known.map(({ counterTo, digest }) => [counterTo, digest]))
  const before = (counter: number) => (counter === 0 ? firstDigest : (steps.get(counter)?.digest ?? ours.get(counter)))
  const isSame = ({ to, digest }: Step) =>
    digest.equals(ours.get(to) ?? digest) && digest.equals(steps.get(to)?.digest ?? digest)
  const follows = (step: Step) => {
    const from = before(step.from)
    return from === undefined || nextDigest(from, plainStep(step)).equals(step.digest)
  }
  return (
    updates.flatMap((update) => update.steps).find((step) => !isSame(step)) ??
    [...steps.values()].find((step) => !follows(step))
  )
}

interface Copy {
  readonly generation: number
  /** Undefined where only our own books know how it came in. */
  readonly put?: LicensePut
}

/** What is in the container at a counter, by our books and then by each step in its order. */
function copiesAt(counter: number, steps: readonly Step[], { licenses, steps: known }: KnownGround): Map<string, Copy> {
  const copies = new Map<string, Copy>([...licenses].map(([id, generation]) => [id, { generation }]))
  const mine = known.flatMap((step) => actionsOf(step).map((action) => ({ to: step.counterTo, action })))
  const theirs = steps.flatMap(({ to, actions }) => actions.map((action) => ({ to, action })))
  // The sort is stable: of one step, what the container has kept says more than our books, and comes last.
  for (const { to, action } of [...mine, ...theirs].toSorted((a, b) => a.to - b.to)) {
    if (to > counter) break
    if ('remove' in action) copies.delete(action.remove.licenseId)
    else copies.set(action.put.licenseId, { generation: action.put.generation, put: action.put })
  }
  return copies
}
