import type { Step } from '../entities/step.ts'
import { actionSize, stepSize } from '../formats/update-size.ts'
import type { LicensePut } from '../formats/update.ts'

/**
 * What a stored step does: the action as it goes into an update, without what is only made when it is signed. `sealFrom`
 * names the item version whose hidden and secret data are sealed for the container then, `sealedLength` how long they may
 * become.
 */
export type StoredAction =
  | {
      readonly put: Pick<LicensePut, 'licenseId' | 'generation' | 'options'>
      readonly sealFrom?: string
      readonly sealedLength?: number
    }
  | { readonly remove: { readonly licenseId: string } }

/** What the ground of an accepted container holds instead of actions: a license that was found in it. It is never sent. */
export interface FoundLicense {
  readonly found: { readonly licenseId: string }
}

export function actionsOf({ actions }: Pick<Step, 'actions'>): readonly StoredAction[] {
  return actions as readonly StoredAction[]
}

/** Bytes that an action takes in an update, at most. */
export function sizeOfAction(action: StoredAction): number {
  return 'put' in action ? actionSize({ put: action.put }, action.sealedLength) : actionSize(action)
}

/** Bytes that a step takes in an update, at most. */
export function sizeOfStep(step: Pick<Step, 'actions'>): number {
  return stepSize(actionsOf(step).map(sizeOfAction))
}

/** The licenses that steps put into their container, by id, with the values of their parameters. */
export function parametersPut(steps: readonly Pick<Step, 'actions'>[]): Map<string, Readonly<Record<string, string>>> {
  const puts = steps.flatMap(actionsOf).flatMap((action) => ('put' in action ? [action.put] : []))
  return new Map(puts.map(({ licenseId, options }) => [licenseId, options.parameters ?? {}]))
}

/** Ids of the licenses of which the receipt of a step tells: those that it put into its container, or found there. */
export function licensesShown({ actions }: Pick<Step, 'actions'>): string[] {
  return (actions as readonly (StoredAction | FoundLicense)[]).flatMap((action) => {
    if ('found' in action) return [action.found.licenseId]
    return 'put' in action ? [action.put.licenseId] : []
  })
}

/** Ids of the licenses that a step puts into its container. */
export function licensesPut(step: Pick<Step, 'actions'>): string[] {
  return actionsOf(step).flatMap((action) => ('put' in action ? [action.put.licenseId] : []))
}
