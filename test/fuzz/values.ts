import fc from 'fast-check'
import { type ComplexType, type Field, isList, type SimpleType } from '../../src/soap/model.ts'
import { isXmlText } from '../../src/soap/scalars.ts'

/** Values that are known to the server that is fuzzed, by the name of the field, so that operations get beyond their first check. */
export type Pools = Readonly<Record<string, readonly unknown[]>>

type Structure = Record<string, unknown>

/** Valid structures of a type of a contract. */
export function structures(type: ComplexType, pools: Pools): fc.Arbitrary<Structure> {
  const record: Record<string, fc.Arbitrary<unknown>> = {}
  for (const field of type.fields) record[field.name] = fieldOf(field, pools)
  return fc.record(record).map((value) => {
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
  })
}

function fieldOf(field: Field, pools: Pools): fc.Arbitrary<unknown> {
  const { minOccurs, maxOccurs, type } = field
  const one = type.kind === 'complex' ? structures(type, pools) : known(field.name, type, pools)
  if (isList(field)) return fc.array(one, { minLength: minOccurs, maxLength: Math.min(maxOccurs, minOccurs + 3) })
  return minOccurs === 0 ? fc.option(one, { nil: undefined, freq: 2 }) : one
}

function known(name: string, type: SimpleType, pools: Pools): fc.Arbitrary<unknown> {
  const pool = pools[name]
  const any = values(type)
  return pool === undefined
    ? any
    : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pool) }, { weight: 1, arbitrary: any })
}

function values({ scalar, facets }: SimpleType): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength = 60, minInclusive, maxInclusive } = facets
  switch (scalar) {
    case 'string': {
      if (facets.enumeration) return fc.constantFrom(...facets.enumeration)
      const [pattern] = facets.patterns ?? []
      if (pattern !== undefined) return fc.stringMatching(new RegExp(`^(?:${pattern})$`))
      return texts(minLength, Math.min(maxLength, 60))
    }
    case 'int':
      return fc.integer({ min: Number(minInclusive ?? -2147483648), max: Number(maxInclusive ?? 2147483647) })
    case 'long':
      return fc.bigInt({ min: BigInt(minInclusive ?? -(2n ** 63n)), max: BigInt(maxInclusive ?? 2n ** 63n - 1n) })
    case 'boolean':
      return fc.boolean()
    case 'decimal':
      return fc
        .tuple(fc.integer({ min: Number(minInclusive ?? -1_000_000), max: 1_000_000 }), fc.nat(99))
        .map(([whole, part]) => (part === 0 ? String(whole) : `${whole}.${part}`))
    case 'dateTime':
      return moments
    case 'date':
      return moments.map((moment) => moment.toISOString().slice(0, 10))
    case 'base64Binary':
      return fc.uint8Array({ minLength, maxLength: Math.min(maxLength, 40) }).map((bytes) => Buffer.from(bytes))
  }
}

const moments = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
})

/** Any characters of XML, more often those that mean something somewhere. */
function texts(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const characters = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ019 -_.') },
    { weight: 2, arbitrary: fc.constantFrom(...'<>&"\'\t\n;:/\\%{}[]$`|*?', '\u0085', '\u2028', '😀', 'é', 'ﬁ', 'İ') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter(isXmlText) },
  )
  return fc.array(characters, { minLength, maxLength }).map((all) => {
    const text = all.join('')
    return [...text].length <= maxLength ? text : [...text].slice(0, maxLength).join('')
  })
}
