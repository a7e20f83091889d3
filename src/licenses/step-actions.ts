import type { StepCause } from '../domain/vendor-action.ts'
import type { Step } from '../entities/step.ts'
import { actionSize, stepSize } from '../formats/update-size.ts'
import type { LicensePut } from '../formats/update.ts'

/**
 * What a stored step does: the action as it goes into an update, without what is only made when it is signed. `sealFrom`
 * names the item version whose hidden and secret data are sealed for the container then, `sealedLength` how long they may
 * become. `by` names what the vendor has decided, where he has; else the user asked for it.
 */
export type StoredAction = StoredPut | StoredRemoval

export interface StoredPut {
  readonly put: Pick<LicensePut, 'licenseId' | 'generation' | 'options'>
  readonly sealFrom?: string
  readonly sealedLength?: number
  readonly by?: StepCause
}

export interface StoredRemoval {
  readonly remove: { readonly licenseId: string }
  readonly by?: StepCause
}

/** One license goes out and another comes in, by the same step (see `exchangeInStep` in src/vendor-actions/exchange.ts). */
export function exchangeActions(oldLicenseId: string, put: StoredPut): readonly StoredAction[] {
  const { by } = put
  return [{ remove: { licenseId: oldLicenseId }, ...(by && { by }) }, put]
}

/** What the ground of an accepted container holds instead of actions: a license that was found in it. It is never sent. */
export interface FoundLicense {
  readonly found: { readonly licenseId: string }
}

/** What a step does; the ground of an accepted container does nothing. */
export function actionsOf({ actions }: Pick<Step, 'actions'>): readonly StoredAction[] {
  return allOf(actions).flatMap((action) => ('found' in action ? [] : [action]))
}

function allOf(actions: unknown): readonly (StoredAction | FoundLicense)[] {
  return actions as readonly (StoredAction | FoundLicense)[]
}

/** Bytes that an action takes in an update, at most. */
export function sizeOfAction(action: StoredAction): number {
  return 'put' in action ? actionSize({ put: action.put }, action.sealedLength) : actionSize({ remove: action.remove })
}

/** Bytes that a step takes in an update, at most. */
export function sizeOfStep(step: Pick<Step, 'actions'>): number {
  return stepSize(actionsOf(step).map(sizeOfAction))
}

/** The licenses that steps put into their container and leave there, by id, with the values of their parameters. */
export function parametersPut(steps: readonly Pick<Step, 'actions'>[]): Map<string, Readonly<Record<string, string>>> {
  const values = new Map<string, Readonly<Record<string, string>>>()
  for (const action of steps.flatMap(actionsOf)) {
    if ('put' in action) values.set(action.put.licenseId, action.put.options.parameters ?? {})
    else values.delete(action.remove.licenseId)
  }
  return values
}

/** Ids of the licenses of which the receipt of a step tells: those that it put into its container, or found there. */
export function licensesShown({ actions }: Pick<Step, 'actions'>): string[] {
  return allOf(actions).flatMap((action) => {
    if ('found' in action) return [action.found.licenseId]
    return 'put' in action ? [action.put.licenseId] : []
  })
}

/** Ids of the licenses that steps take out of their container and do not put in again. */
export function licensesRemoved(steps: readonly Pick<Step, 'actions'>[]): Set<string> {
  const removed = new Set<string>()
  for (const action of steps.flatMap(actionsOf)) {
    if ('remove' in action) removed.add(action.remove.licenseId)
    else removed.delete(action.put.licenseId)
  }
  return removed
}

/** The copies that steps put into their container, by license; of two of one license the later one. */
export function generationsPut(steps: readonly Pick<Step, 'actions'>[]): Map<string, number> {
  const puts = steps.flatMap(actionsOf).flatMap((action) => ('put' in action ? [action.put] : []))
  return new Map(puts.map(({ licenseId, generation }) => [licenseId, generation]))
}

/** Ids of the licenses that a step puts into its container. */
export function licensesPut(step: Pick<Step, 'actions'>): string[] {
  return actionsOf(step).flatMap((action) => ('put' in action ? [action.put.licenseId] : []))
}
