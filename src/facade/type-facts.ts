import type { BuiltIn } from '../soap/built-in.ts'
import type { ScalarName, SimpleType } from '../soap/model.ts'

/** What a value is, whichever side's type says it. */
export type Kind = 'text' | 'whole' | 'number' | 'boolean' | 'moment' | 'day' | 'clock' | 'bytes' | 'hex'

const ofOurs: Readonly<Record<ScalarName, Kind>> = {
  string: 'text',
  int: 'whole',
  long: 'whole',
  boolean: 'boolean',
  decimal: 'number',
  dateTime: 'moment',
  date: 'day',
  base64Binary: 'bytes',
}

const ofTheirs: Readonly<Partial<Record<BuiltIn, Kind>>> = {
  boolean: 'boolean',
  decimal: 'number',
  float: 'number',
  double: 'number',
  dateTime: 'moment',
  date: 'day',
  time: 'clock',
  base64Binary: 'bytes',
  hexBinary: 'hex',
}

export function kindOf({ builtIn, scalar }: SimpleType): Kind {
  if (builtIn === undefined) return ofOurs[scalar]
  return ofTheirs[builtIn] ?? (/int|short|byte|long/i.test(builtIn) ? 'whole' : 'text')
}

/** All values of a type that has only a few. */
export function valuesOf(type: SimpleType): readonly string[] | undefined {
  return type.facets.enumeration ?? (kindOf(type) === 'boolean' ? ['true', 'false'] : undefined)
}

/** Characters of the longest value as text. */
export function longestOf(type: SimpleType): number {
  const words = valuesOf(type)
  if (words !== undefined) return Math.max(...words.map((word) => word.length))
  if (type.facets.maxLength !== undefined) return type.facets.maxLength
  return { whole: type.scalar === 'int' ? 11 : 20, moment: 24, day: 10 }[kindOf(type) as string] ?? Infinity
}
