import type { Refusal } from './activation-rules.ts'
import type { MoveVerdict } from './move-rule.ts'

/** Why a license cannot leave its container now, with what would change it; undefined if it can. */
export function moveRefusal(verdict: MoveVerdict): Refusal | undefined {
  if (verdict.allowed) return undefined
  const { refusal, possibleAt } = verdict
  return { ...refusal, remedy: possibleAt === undefined ? atTheVendor : later, possibleAt }
}

const later = 'Come again with the same wish when it is possible.'
const atTheVendor = 'Ask the support of the vendor.'
