import type { Refusal } from './activation-rules.ts'
import type { ContainerKind } from './item.ts'
import { isWithUser, type LicenseState } from './license.ts'

/** A license as an explanation looks at it. */
export interface ExplainedLicense {
  readonly state: LicenseState
  readonly item: { readonly containerKinds: readonly ContainerKind[] }
}

/** Whether a license could be activated, in words. */
export type Verdict = { readonly allowed: true; readonly text: string } | ({ readonly allowed: false } & Refusal)

/** What would become of a license, for one container. */
export function verdictOn({ state }: ExplainedLicense, refusal: Refusal | undefined): Verdict {
  if (refusal !== undefined) return { allowed: false, ...refusal }
  const text = isWithUser(state)
    ? 'It is on its way into the container; the update that holds it would be given again.'
    : 'An update would put it into the container.'
  return { allowed: true, text }
}

/**
 * What would become of a license in a new container, by the kind of it: only the kinds that its item allows count, and
 * where none will do, the first of them says why.
 */
export function verdictOnKinds(
  { item }: ExplainedLicense,
  refusals: ReadonlyMap<ContainerKind, Refusal | undefined>,
): Verdict {
  const kinds = item.containerKinds.filter((kind) => refusals.has(kind))
  const fitting = kinds.filter((kind) => refusals.get(kind) === undefined)
  if (fitting.length > 0) {
    return { allowed: true, text: `An update would put it into a new ${fitting.join(' or ')} container.` }
  }
  const [refusal] = kinds.flatMap((kind) => refusals.get(kind) ?? [])
  if (refusal === undefined) throw new Error('an item that allows no kind of container was sold')
  return { allowed: false, ...refusal }
}
