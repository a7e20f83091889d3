import type { Facets, ScalarName } from '../model.ts'
import { compilePattern } from '../pattern.ts'
import { parseScalar } from '../scalars.ts'
import { annotationOf, type Node, XSD } from './tree.ts'

const lengthFacets = ['minLength', 'maxLength'] as const
const rangeFacets = ['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive'] as const

/** Which facets mean something for which scalar. */
const allowed: Readonly<Record<ScalarName, readonly string[]>> = {
  string: [...lengthFacets, 'enumeration', 'pattern'],
  base64Binary: lengthFacets,
  int: rangeFacets,
  long: rangeFacets,
  decimal: rangeFacets,
  boolean: [],
  dateTime: [],
  date: [],
}

/** The facets of a restriction on top of those of its base type. */
export function readFacets(node: Node, scalar: ScalarName, base: Facets): Facets {
  const taken = (name: string) => {
    const values = node.all(XSD, name).map(readFacet)
    if (values.length > 0 && !allowed[scalar].includes(name))
      throw node.refuse(`${name} is not supported for ${scalar}`)
    return values
  }
  const single = (name: string) => {
    const values = taken(name)
    if (values.length > 1) throw node.refuse(`${name} stands twice`)
    return values[0]
  }
  const facets: { -readonly [K in keyof Facets]: Facets[K] } = { ...base }
  for (const name of lengthFacets) {
    const value = single(name)
    if (value === undefined) continue
    if (!/^\d{1,9}$/.test(value)) throw node.refuse(`${name}="${value}" is not a length`)
    facets[name] = Number(value)
  }
  for (const name of rangeFacets) {
    const value = single(name)
    if (value === undefined) continue
    parseScalar(scalar, value)
    facets[name] = value
  }
  const enumeration = taken('enumeration')
  if (enumeration.length > 0) facets.enumeration = enumeration
  const patterns = taken('pattern')
  const words = wordsOf(patterns)
  if (words !== undefined && facets.enumeration === undefined) facets.enumeration = words
  else if (patterns.length > 0) facets.patterns = [...(base.patterns ?? []), alternatives(patterns)]
  for (const pattern of facets.patterns ?? []) compilePattern(pattern, facets.maxLength)
  return Object.freeze(facets)
}

function readFacet(node: Node): string {
  const value = node.need('value')
  annotationOf(node)
  node.done()
  return value
}

/**
 * A closed set that is written as a pattern, `check|normal`: to generators it is a text, to us it is the same. A choice that
 * may be left out has to be one, since .NET leaves out an enumeration whose second flag is not set.
 */
function wordsOf(patterns: readonly string[]): string[] | undefined {
  const [pattern = ''] = patterns
  return patterns.length === 1 && /^[A-Za-z0-9]+(?:\|[A-Za-z0-9]+)*$/.test(pattern) ? pattern.split('|') : undefined
}

/** Several patterns in one restriction are alternatives (XML Schema part 2, §4.3.4.3). */
function alternatives(patterns: readonly string[]): string {
  return patterns.length === 1 ? patterns[0]! : patterns.map((pattern) => `(${pattern})`).join('|')
}
