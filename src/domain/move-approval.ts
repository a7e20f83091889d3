import type { FaultCode } from '../faults.ts'
import type { ItemDefinition } from './item.ts'
import { isWithUser, type LicenseState } from './license.ts'
import type { MoveDecision } from './move-rule.ts'

/** A license as a decision on its moves looks at it. */
export interface ApprovableLicense {
  readonly state: LicenseState
  readonly item: Pick<
    ItemDefinition<unknown>,
    'itemNumber' | 'returnRule' | 'reactivationRule' | 'restoreRule' | 'renewalRule'
  >
  /** What is in force for the license as it is in its container now. */
  readonly decided?: MoveDecision | undefined
  /**
   * It is decided on its whole container. That counts also where no rule asks for it: the licenses of a container whose
   * machine does not fit are restored only by the word of a person.
   */
  readonly isOfWhole?: boolean
}

/**
 * Whether there is anything to decide: the license is with a user, a rule of its item leaves a move to a person or it is
 * decided with its container and may be restored, and nothing of the kind is decided yet. Also for one that is to be withdrawn: without its container it is so at once.
 */
export function judgeApproval(
  { state, item, decided, isOfWhole = false }: ApprovableLicense,
  decision: MoveDecision,
): { readonly plan: MoveDecision } | { readonly refusal: { readonly code: FaultCode; readonly text: string } } {
  const { itemNumber, returnRule, reactivationRule, restoreRule, renewalRule } = item
  const rules = [returnRule, reactivationRule, restoreRule, renewalRule]
  const isAsked = rules.some((rule) => rule?.policy === 'manual') || (isOfWhole && restoreRule.policy !== 'never')
  if (!isAsked) {
    return reactivationRule.policy === 'never'
      ? notAllowed(`Item ${itemNumber} allows no reactivation, and leaves nothing to decide.`)
      : nothing(`Item ${itemNumber} leaves nothing to decide: its rules need no approval.`)
  }
  if (state === 'NotCollected') return nothing('The license is with nobody; it can be collected as it is.')
  if (!isWithUser(state)) return notAllowed(`The license is ${state} and is not issued any more.`)
  if (decided === decision) return nothing('This is decided already.')
  return { plan: decision }
}

function nothing(text: string) {
  return { refusal: { code: 'NOTHING_TO_DO', text } } as const
}

function notAllowed(text: string) {
  return { refusal: { code: 'REACTIVATION_NOT_ALLOWED', text } } as const
}
