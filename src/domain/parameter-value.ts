import type { ItemParameter } from './item.ts'

/** How the values of one kind are written and compared. Exact: no value passes through a floating point number. */
interface Form {
  readonly pattern: RegExp
  /** The form in words: `parameter seats has to be a whole number`. */
  readonly words: string
  readonly compare?: (a: string, b: string) => number
  readonly holds?: (value: string) => boolean
}

const forms: Readonly<Record<ItemParameter['valueKind'], Form>> = {
  text: { pattern: /^.*$/su, words: 'text' },
  integer: {
    pattern: /^(0|-?[1-9][0-9]{0,17})$/,
    words: 'a whole number of at most 18 digits, without leading zeros',
    compare: (a, b) => compare(BigInt(a), BigInt(b)),
  },
  decimal: {
    pattern: /^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/,
    words: 'a decimal number with a point, as in 12.50',
    compare: (a, b) => compare(scaled(a), scaled(b)),
  },
  date: {
    pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
    words: 'a date of the form 2027-12-31',
    compare: (a, b) => compare(a, b),
    holds: isDate,
  },
  boolean: { pattern: /^(true|false)$/, words: 'true or false' },
}

/** The longest text that the contract can carry as a value. */
const longestText = 4000

/** What is wrong with a value for this parameter; undefined when it fits. */
export function valueProblem(parameter: ItemParameter, value: string): string | undefined {
  const { valueKind, minimumValue, maximumValue } = parameter
  const form = forms[valueKind]
  if (valueKind === 'text') {
    const most = Number(maximumValue ?? longestText)
    const length = [...value].length
    return length > most ? `has ${length} characters, at most ${most} are allowed` : undefined
  }
  if (!isOf(form, value)) return `has to be ${form.words}`
  if (minimumValue !== undefined && form.compare && form.compare(value, minimumValue) < 0) {
    return `has to be at least ${minimumValue}`
  }
  if (maximumValue !== undefined && form.compare && form.compare(value, maximumValue) > 0) {
    return `may be at most ${maximumValue}`
  }
  return undefined
}

export interface BoundProblem {
  readonly bound: 'minimumValue' | 'maximumValue'
  readonly text: string
}

/** What is wrong with the bounds of a parameter itself; undefined when they make sense. */
export function boundProblem({ valueKind, minimumValue, maximumValue }: ItemParameter): BoundProblem | undefined {
  const form = forms[valueKind]
  if (minimumValue !== undefined) {
    if (!form.compare) return { bound: 'minimumValue', text: `a ${valueKind} has no minimumValue.` }
    if (!isOf(form, minimumValue)) return { bound: 'minimumValue', text: `minimumValue has to be ${form.words}.` }
  }
  if (maximumValue === undefined) return undefined
  if (valueKind === 'text') return lengthProblem(maximumValue)
  if (!form.compare) return { bound: 'maximumValue', text: `a ${valueKind} has no maximumValue.` }
  if (!isOf(form, maximumValue)) return { bound: 'maximumValue', text: `maximumValue has to be ${form.words}.` }
  if (minimumValue !== undefined && form.compare(minimumValue, maximumValue) > 0) {
    return { bound: 'maximumValue', text: 'maximumValue is below minimumValue.' }
  }
  return undefined
}

function lengthProblem(maximumValue: string): BoundProblem | undefined {
  const fits = /^[1-9][0-9]{0,3}$/.test(maximumValue) && Number(maximumValue) <= longestText
  if (fits) return undefined
  return { bound: 'maximumValue', text: `the maximumValue of a text is its greatest length, 1 to ${longestText}.` }
}

function isOf(form: Form, value: string): boolean {
  return form.pattern.test(value) && (form.holds?.(value) ?? true)
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A decimal as a whole number of its 18th places. */
function scaled(value: string): bigint {
  const [whole = '', fraction = ''] = value.split('.')
  return BigInt(whole + fraction.padEnd(18, '0'))
}

/** True for a day that the calendar has; 2027-02-30 is none. */
export function isDate(value: string): boolean {
  const day = new Date(`${value}T00:00:00.000Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}
