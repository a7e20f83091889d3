import type { FieldPattern } from './options.ts'

/** Names of the elements from the one in the body to some field, without namespaces and places in lists. */
export type Names = readonly string[]

/** Finds the pattern that a field is meant by, as it was written; undefined when it is none. */
export type FieldFinder = (names: Names) => FieldPattern | undefined

interface Alternative {
  readonly pattern: FieldPattern
  readonly isFromTop: boolean
  readonly names: Names
}

/** Whether a text is a pattern: names and `*` between slashes, alternatives parted by `|`. */
export function isFieldPattern(text: string): boolean {
  return text.split('|').every((part) => /^\/?(?:[^\s/|*[\]]+|\*)(?:\/(?:[^\s/|*[\]]+|\*))*$/.test(part.trim()))
}

/** Reads patterns once, to be asked for each field of each answer. */
export function fieldFinder(patterns: readonly FieldPattern[] = []): FieldFinder {
  const alternatives = patterns.flatMap((pattern) => pattern.split('|').map((part) => alternativeOf(pattern, part)))
  return (names) => alternatives.find((alternative) => fits(alternative, names))?.pattern
}

function alternativeOf(pattern: FieldPattern, part: string): Alternative {
  const written = part.trim()
  const isFromTop = written.startsWith('/')
  return { pattern, isFromTop, names: written.slice(isFromTop ? 1 : 0).split('/') }
}

function fits({ isFromTop, names }: Alternative, field: Names): boolean {
  const offset = field.length - names.length
  if (isFromTop ? offset !== 0 : offset < 0) return false
  return names.every((name, index) => name === '*' || name === field[offset + index])
}
