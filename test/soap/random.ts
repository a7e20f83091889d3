import { compilePattern } from '../../src/soap/pattern.ts'
import { type ComplexType, type Field, isList, type SimpleType } from '../../src/soap/model.ts'

/** A stream of numbers from 0 to 1 that is the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Random choices and random values of the types of a contract. */
export class Dice {
  private readonly next: () => number

  constructor(seed: number) {
    this.next = randomNumbers(seed)
  }

  /** A whole number from 0, smaller than `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** A valid structure of this type: optional fields sometimes, lists of a few items. */
  structure(type: ComplexType): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    for (const field of type.fields) {
      const item = this.field(field)
      if (item !== undefined) value[field.name] = item
    }
    return value
  }

  private field(field: Field): unknown {
    const one = () => (field.type.kind === 'complex' ? this.structure(field.type) : this.value(field.type))
    if (!isList(field)) return field.minOccurs === 0 && this.chance(0.4) ? undefined : one()
    const most = Math.min(field.maxOccurs, field.minOccurs + 3)
    return Array.from({ length: field.minOccurs + this.below(most - field.minOccurs + 1) }, one)
  }

  private value(type: SimpleType): unknown {
    const { facets } = type
    switch (type.scalar) {
      case 'string':
        if (facets.enumeration) return this.pick(facets.enumeration)
        if (facets.patterns) return this.pick(likely.filter((text) => matches(text, facets)))
        return this.text(facets.minLength ?? 0, Math.min(facets.maxLength ?? 40, 40))
      case 'int':
        return this.whole(Number(facets.minInclusive ?? -2147483648), Number(facets.maxInclusive ?? 2147483647))
      case 'long':
        return BigInt(this.whole(Number(facets.minInclusive ?? 1), Number(facets.maxInclusive ?? 2 ** 53)))
      case 'boolean':
        return this.chance(0.5)
      case 'decimal':
        return `${this.whole(Number(facets.minInclusive ?? -1e9), 98)}${this.chance(0.5) ? `.${this.below(100)}` : ''}`
      case 'dateTime':
        return new Date(this.whole(-6e13, 2e14))
      case 'date':
        return new Date(this.whole(-6e13, 2e14)).toISOString().slice(0, 10)
      case 'base64Binary':
        return Buffer.from(
          Array.from({ length: this.whole(facets.minLength ?? 0, Math.min(facets.maxLength ?? 30, 30)) }, () =>
            this.below(256),
          ),
        )
    }
  }

  /** From a range, its ends more often than by chance. */
  private whole(from: number, to: number): number {
    if (this.chance(0.1)) return this.pick([from, to])
    return this.chance(0.5) ? from + this.below(Math.min(to - from, 100) + 1) : from + this.below(to - from + 1)
  }

  text(min: number, max: number): string {
    const length = min + this.below(max - min + 1)
    return Array.from({ length }, () => this.pick(characters)).join('')
  }
}

/** One of them fits any pattern of the contracts, and of the shop that the tests make up. */
const likely = ['AB-12-34', 'XY-00-99', 'x', 'xxxx', '2026-05', '1999-12']

function matches(text: string, { patterns = [], maxLength }: SimpleType['facets']): boolean {
  return patterns.some((pattern) => compilePattern(pattern, maxLength).test(text))
}

const characters = [...'abcXYZ0123456789-_ <>&"\'\t\n\r]éß中😀\u0085\u2028']
