import { type BuiltIn, builtIns, readBuiltIn } from '../built-in.ts'
import type { Facets, SimpleType } from '../model.ts'
import { compilePattern } from '../pattern.ts'
import { type Node, XSD } from '../wsdl/tree.ts'

/** A built-in type of XML Schema as the type of a field. */
export function builtInType(name: string, from: Node): SimpleType {
  const builtIn = builtIns.find((known) => known === name)
  if (builtIn === undefined) {
    throw from.refuse(`the type xsd:${name} is not supported; supported are ${builtIns.join(', ')}`)
  }
  return { kind: 'simple', name: undefined, scalar: 'string', builtIn, facets: {}, bases: [], documentation: '' }
}

const numbers: ReadonlySet<BuiltIn> = new Set([
  'decimal',
  'float',
  'double',
  'integer',
  'nonNegativeInteger',
  'positiveInteger',
  'nonPositiveInteger',
  'negativeInteger',
  'long',
  'int',
  'short',
  'byte',
  'unsignedLong',
  'unsignedInt',
  'unsignedShort',
  'unsignedByte',
])

export function isNumber(builtIn: BuiltIn): boolean {
  return numbers.has(builtIn)
}

const lengths = ['minLength', 'maxLength'] as const
const ranges = ['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive'] as const
const digits = ['totalDigits', 'fractionDigits'] as const

/** The type that a restriction makes of its base. */
export function restricted(node: Node, base: SimpleType): SimpleType {
  const builtIn = base.builtIn ?? 'string'
  const facets: { -readonly [K in keyof Facets]: Facets[K] } = { ...base.facets }
  const valueOf = (name: string): string | undefined => {
    const found = node.maybe(XSD, name)
    const value = found?.need('value')
    found?.take('fixed')
    found?.doneButForExtensions()
    return value
  }
  const countOf = (name: string): number | undefined => {
    const value = valueOf(name)
    if (value !== undefined && !/^\d{1,9}$/.test(value)) throw node.refuse(`${name}="${value}" is not a number`)
    return value === undefined ? undefined : Number(value)
  }
  const length = countOf('length')
  for (const name of [...lengths, ...digits]) {
    const count = countOf(name) ?? (name.endsWith('Length') ? length : undefined)
    if (count !== undefined) facets[name] = count
  }
  for (const name of ranges) {
    const value = valueOf(name)
    if (value === undefined) continue
    // Days and moments have no order here that would hold for each of their spellings.
    if (!isNumber(builtIn)) throw node.refuse(`${name} is not supported for ${builtIn}`)
    facets[name] = readBuiltIn(builtIn, value)
  }
  const words = node.all(XSD, 'enumeration').map((each) => valueIn(each))
  if (words.length > 0) facets.enumeration = words.map((word) => readBuiltIn(builtIn, word))
  const patterns = node.all(XSD, 'pattern').map((each) => patternOf(valueIn(each)))
  if (patterns.length > 0) {
    facets.patterns = [
      ...(facets.patterns ?? []),
      patterns.length === 1 ? patterns[0]! : patterns.map((each) => `(${each})`).join('|'),
    ]
  }
  const isCollapsed = valueOf('whiteSpace') === 'collapse' && builtIn === 'string'
  node.doneButForExtensions()
  for (const pattern of facets.patterns ?? []) {
    try {
      compilePattern(pattern, facets.maxLength)
    } catch (error) {
      throw node.refuse((error as Error).message)
    }
  }
  return { ...base, builtIn: isCollapsed ? 'token' : builtIn, facets: Object.freeze(facets) }
}

function valueIn(node: Node): string {
  const value = node.need('value')
  node.doneButForExtensions()
  return value
}

/** `\d` in and outside of classes, as our patterns write it. */
function patternOf(pattern: string): string {
  let isInside = false
  return pattern.replace(/\\.|[[\]]/g, (found) => {
    if (found === '[') isInside = true
    if (found === ']') isInside = false
    return found === '\\d' ? (isInside ? '0-9' : '[0-9]') : found
  })
}
