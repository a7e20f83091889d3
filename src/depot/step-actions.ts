import type { Step } from '../entities/step.ts'
import type { LicensePut } from '../formats/update.ts'

/**
 * What a stored step does: the action as it goes into an update, without what is only made when it is signed. `sealFrom`
 * names the item version whose hidden and secret data are sealed for the container then.
 */
export type StoredAction =
  | { readonly put: Pick<LicensePut, 'licenseId' | 'generation' | 'options'>; readonly sealFrom?: string }
  | { readonly remove: { readonly licenseId: string } }

export function actionsOf({ actions }: Pick<Step, 'actions'>): readonly StoredAction[] {
  return actions as readonly StoredAction[]
}

/** Ids of the licenses that a step puts into its container. */
export function licensesPut(step: Pick<Step, 'actions'>): string[] {
  return actionsOf(step).flatMap((action) => ('put' in action ? [action.put.licenseId] : []))
}
