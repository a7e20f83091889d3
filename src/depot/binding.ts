import { containerOfKind } from '../domain/containers/index.ts'
import type { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
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
 * Why a container is not where it was bound to; undefined when it is, or shows itself to this firm for the first time. The
 * salt follows from the root of the firm, which never changes: once there is a chain, another one is no new beginning.
 */
export function bindingFault(
  container: Container,
  chain: Chain | undefined,
  { kind, serial, root, fingerprint: shown }: ReceivedContext,
): Fault | undefined {
  if (chain !== undefined && shown !== undefined && boundFor(container, shown) === undefined) {
    return new Fault(
      'CONTEXT_INVALID',
      `Container ${serial} pinned another root for this firm code before, not ${root}.`,
    )
  }
  const { holds, score, reasons } = containerOfKind(kind).judgeBinding(boundFor(container, shown), shown)
  if (holds) return undefined
  const text = `Container ${serial} is bound to a machine and comes from another: ${reasons.join(', ')}.`
  return new Fault('MANIPULATION_DETECTED', text, { details: { bindingScore: score.toFixed(2) } })
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

/** The binding of a container that a person accepted: from now on it is bound to the machine that it shows. */
export function acceptedBinding(container: Container, shown: Fingerprint | undefined): StoredBinding {
  if (shown === undefined) return bindingOf(container)
  const old = boundFor(container, shown)
  const others = bindingOf(container).filter((stored) => old === undefined || stored.salt !== fingerprintJson(old).salt)
  return [...others, fingerprintJson(shown)]
}

function boundFor(container: Container, shown: Fingerprint | undefined): Fingerprint | undefined {
  const bound = bindingOf(container).map((stored, index) => fingerprint(stored as unknown as Json, `binding[${index}]`))
  // Without a fingerprint nothing can be the same: the first binding is then compared, and does not hold.
  return shown === undefined ? bound[0] : bound.find(({ salt }) => salt.equals(shown.salt))
}

function bindingOf({ binding }: Container): StoredBinding {
  return (binding ?? []) as StoredBinding
}
