import type { BindingJudgement } from '../domain/container.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { Chain } from '../entities/chain.ts'
import type { Container, StoredJudgement } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { fingerprint, fingerprintJson, type Fingerprint } from '../formats/fingerprint.ts'
import type { Json } from '../formats/encoding.ts'

/**
 * The fingerprints by which a container is bound, as its row holds them: one for each salt, since each firm has a salt of
 * its own and fingerprints of different salts say nothing about each other (docs/formats.md §7.1).
 */
export type StoredBinding = readonly ReturnType<typeof fingerprintJson>[]

/**
 * Why a container cannot be compared with the machine that it is bound to. The salt follows from the root of the firm, which
 * never changes: once there is a chain, another one is no new beginning.
 */
export function saltFault(
  container: Container,
  chain: Chain | undefined,
  { serial, root, fingerprint: shown }: ReceivedContext,
): Fault | undefined {
  if (chain === undefined || shown === undefined || boundFor(container, shown) !== undefined) return undefined
  const text = `Container ${serial} pinned another root for this firm code before, not ${root}.`
  return new Fault('CONTEXT_INVALID', text)
}

/** Whether a container is where it was bound to; it is, too, if it shows itself to this firm for the first time. */
export function judgeMachine(
  container: Container,
  { kind, fingerprint: shown }: Pick<ReceivedContext, 'kind' | 'fingerprint'>,
): BindingJudgement {
  return containerOfKind(kind).judgeBinding(boundFor(container, shown), shown)
}

/** A judgement as the row of its container keeps it. */
export function storedJudgement(
  { holds, score, reasons }: BindingJudgement,
  { firmCode, contextSeq }: Pick<ReceivedContext, 'firmCode' | 'contextSeq'>,
): StoredJudgement {
  return { holds, score: Math.round(score * 100) / 100, reasons, firmCode, contextSeq }
}

/** The binding with what this context shows, if that is by a new salt; undefined when there is nothing new. */
export function extendedBinding(
  container: Container | undefined,
  shown: Fingerprint | undefined,
): StoredBinding | undefined {
  if (shown === undefined) return undefined
  if (container === undefined) return [fingerprintJson(shown)]
  return boundFor(container, shown) === undefined ? [...bindingOf(container), fingerprintJson(shown)] : undefined
}

/** The binding of a container that is to be bound to the machine that it shows, whatever it was bound to. */
export function reboundBinding(container: Container, shown: Fingerprint | undefined): StoredBinding {
  if (shown === undefined) return bindingOf(container)
  const old = boundFor(container, shown)
  const others = bindingOf(container).filter((stored) => old === undefined || stored.salt !== fingerprintJson(old).salt)
  return [...others, fingerprintJson(shown)]
}

/** Every part that a container is bound to, for whichever firm. */
export function partsBound({ binding }: Pick<Container, 'binding'>): readonly Fingerprint['parts'][number][] {
  return fingerprintsOf({ binding }).flatMap(({ parts }) => parts)
}

/** The fingerprint of a container that can be compared with this one, as they have the same salt. */
export function boundFor(
  container: Pick<Container, 'binding'>,
  shown: Fingerprint | undefined,
): Fingerprint | undefined {
  const bound = fingerprintsOf(container)
  // Without a fingerprint nothing can be the same: the first binding is then compared, and does not hold.
  return shown === undefined ? bound[0] : bound.find(({ salt }) => salt.equals(shown.salt))
}

function fingerprintsOf(container: Pick<Container, 'binding'>): Fingerprint[] {
  return bindingOf(container).map((stored, index) => fingerprint(stored as unknown as Json, `binding[${index}]`))
}

function bindingOf({ binding }: Pick<Container, 'binding'>): StoredBinding {
  return (binding ?? []) as StoredBinding
}
