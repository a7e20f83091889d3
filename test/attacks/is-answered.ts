import type { Attack } from './attack.ts'
import type { Outcome } from './carry-out.ts'

/** Whether it came as it has to. */
export function isAnswered({ answer }: Attack, outcome: Outcome): boolean {
  return typeof answer === 'string' ? answer === outcome.answer : answer.test(outcome.answer)
}
