/** How many steps the matching of one value may take in the worst case. */
const mostSteps = 1_000_000

/**
 * An XSD pattern as a regular expression that cannot run away. Allowed: characters, classes such as `[A-Z0-9]`, groups,
 * alternatives, quantifiers. A repeated group must have one form only (no alternatives, no optional parts inside), and
 * all free choices together must stay within `mostSteps` for the longest value, so a `maxLength` is needed for them.
 */
export function compilePattern(pattern: string, maxLength: number | undefined): RegExp {
  const parser = new PatternParser(pattern)
  const { free } = parser.alternatives()
  if (!parser.isAtEnd()) throw parser.refuse('it has a bracket too many')
  if (free > 0 && (maxLength === undefined || (maxLength + 1) ** free > mostSteps)) {
    throw parser.refuse(`${free} free choices and maxLength ${maxLength ?? '(none)'} can take too long`)
  }
  return new RegExp(`^(?:${parser.translated})$`, 'u')
}

/** What a part of a pattern can do: how many places in it leave a choice, and whether it has alternatives. */
interface Part {
  readonly free: number
  readonly isOpen: boolean
}

class PatternParser {
  translated = ''
  private readonly pattern: string
  private at = 0

  constructor(pattern: string) {
    this.pattern = pattern
  }

  isAtEnd(): boolean {
    return this.at === this.pattern.length
  }

  refuse(why: string): Error {
    return new Error(`the pattern ${this.pattern} is not supported: ${why}`)
  }

  alternatives(): Part {
    let free = 0
    let count = 0
    do {
      if (count++ > 0) this.take()
      free += this.sequence()
    } while (this.peek() === '|')
    return { free: count > 1 ? free + 1 : free, isOpen: count > 1 }
  }

  private sequence(): number {
    let free = 0
    while (!this.isAtEnd() && this.peek() !== '|' && this.peek() !== ')') {
      const part = this.atom()
      const isFree = this.quantifier()
      if (part.isOpen && isFree !== undefined) throw this.refuse('a repeated group must have one form only')
      if (part.free > 0 && isFree !== undefined) throw this.refuse('a repeated group must have one form only')
      free += part.free + (isFree ? 1 : 0)
    }
    return free
  }

  private atom(): Part {
    const char = this.peek()
    if (char === '(') return this.group()
    if (char === '[') {
      this.match(
        /\[\^?(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|\\[\\\][.^-]|[ _.:/+*@#=,;])+-?\]/y,
        'a class holds ranges and characters',
      )
    } else {
      this.match(/[A-Za-z0-9 _:/@#=,;-]|\\[\\.?*+(){}|[\]^]/y, 'a character is not supported')
    }
    return { free: 0, isOpen: false }
  }

  private group(): Part {
    this.take()
    this.translated = `${this.translated.slice(0, -1)}(?:`
    const part = this.alternatives()
    if (this.peek() !== ')') throw this.refuse('a bracket is missing')
    this.take()
    return part
  }

  /** Undefined without quantifier; true when it leaves a choice of how often. */
  private quantifier(): boolean | undefined {
    if (!/[?*+{]/.test(this.peek())) return undefined
    const found = this.match(/[?*+]|\{\d{1,4}(?:,\d{0,4})?\}/y, 'a quantifier is not supported')
    return !/^\{\d+\}$/.test(found)
  }

  private peek(): string {
    return this.pattern.charAt(this.at)
  }

  private take(): void {
    this.translated += this.pattern.charAt(this.at++)
  }

  private match(part: RegExp, otherwise: string): string {
    part.lastIndex = this.at
    const found = part.exec(this.pattern)?.[0]
    if (found === undefined) throw this.refuse(otherwise)
    this.at += found.length
    this.translated += found
    return found
  }
}
