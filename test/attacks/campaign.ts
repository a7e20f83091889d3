import type { Attack } from './attack.ts'
import { carryOut, type Outcome } from './carry-out.ts'
import { attacks } from './list/index.ts'
import type { Target } from './target.ts'

/**
 * Carries out the whole list against one server: one attack after the other, and in the end the slow ones all together,
 * since each only waits.
 */
export async function campaign(
  target: Target,
  told?: (attack: Attack, outcome: Outcome) => void,
): Promise<Map<Attack, Outcome>> {
  const all = [...attacks.values()].flat()
  const outcomes = new Map<Attack, Outcome>()
  const tell = (attack: Attack, outcome: Outcome) => {
    outcomes.set(attack, outcome)
    told?.(attack, outcome)
  }
  for (const attack of all) if (!attack.isSlow) tell(attack, await carryOut(attack, target))
  // What they cost together is what each of them is charged with.
  const memory = target.watchMemory()
  const slow = all.filter(({ isSlow }) => isSlow)
  const ended = await Promise.all(slow.map((attack) => carryOut(attack, target)))
  const megabytes = memory.more()
  for (const [i, attack] of slow.entries()) tell(attack, { ...ended[i]!, megabytes })
  return outcomes
}
