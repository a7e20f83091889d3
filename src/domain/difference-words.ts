import { type LinePlan, pendingCount } from './order-difference.ts'

/** What becomes of a line, in words for the person who looks at a configuration before it is brought about. */
export function inWords(plan: LinePlan): string {
  return [change(plan), ...consequences(plan)].join('; ') + '.'
}

function change({ kind, lineNumber, itemNumber, oldItemNumber, newQuantity, oldQuantity }: LinePlan): string {
  const line = `Line ${lineNumber}`
  const now = `${pieces(newQuantity)} of ${itemNumber}`
  switch (kind) {
    case 'kept':
      return `${line} stays: ${now}`
    case 'added':
      return `${line} is new: ${now}`
    case 'removed':
      return `${line} goes: ${pieces(oldQuantity)} of ${itemNumber}`
    case 'more':
    case 'fewer':
      return `${line}: ${now} instead of ${oldQuantity}`
    case 'replaced':
      return oldItemNumber === itemNumber
        ? `${line}: ${now}, now with other parameters or for another container`
        : `${line}: ${now} instead of ${pieces(oldQuantity)} of ${oldItemNumber ?? ''}`
  }
}

function consequences(plan: LinePlan): string[] {
  const { withdraw, replace, soldCount } = plan
  const pending = pendingCount(plan)
  return [
    ...(soldCount > 0 ? [`${licenses(soldCount)} sold`] : []),
    ...(replace.length > 0 ? [`${licenses(replace.length)} replaced`] : []),
    ...(withdraw.length > 0 ? [`${licenses(withdraw.length)} withdrawn`] : []),
    ...(pending > 0 ? [waiting(pending)] : []),
  ]
}

function pieces(count: number): string {
  return count === 1 ? '1 piece' : `${count} pieces`
}

function licenses(count: number): string {
  return count === 1 ? '1 license is' : `${count} licenses are`
}

function waiting(count: number): string {
  if (count === 1) return '1 of these changes waits for the next contact of its container'
  return `${count} of these changes wait for the next contact of their containers`
}
