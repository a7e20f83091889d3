import { adviceOn, type Language } from '../../advice.ts'
import { printable } from '../output.ts'
import { sentence, type Word } from './words.ts'

/** There is nobody to answer any more. */
export class InputEnded extends Error {
  override readonly name = 'InputEnded'
}

/** A talk with a person, line by line. */
export interface Talk {
  readonly language: Language
  say(word: Word, ...told: readonly (string | number)[]): void
  /** Says something that is no sentence of the wizard: a name, a list. */
  show(line: string): void
  /** A sentence, not said yet. */
  words(word: Word, ...told: readonly (string | number)[]): string
  /** Asks for a line; without blanks around it. */
  ask(word: Word, ...told: readonly (string | number)[]): Promise<string>
  /** Asks for yes or no; whatever is neither counts as `otherwise`. */
  confirm(word: Word, otherwise: boolean): Promise<boolean>
  /** Shows a numbered list and asks for numbers; undefined: for none of them. */
  pick(word: Word, lines: readonly string[]): Promise<readonly number[] | undefined>
  adviceOn(code: string): string
}

export function newTalk(language: Language, input: AsyncIterator<string>, out: (text: string) => void): Talk {
  const ask = async (word: Word, ...told: readonly (string | number)[]) => {
    out(`${sentence(language, word, ...told)}: `)
    const line = await input.next()
    out('\n')
    if (line.done === true) throw new InputEnded()
    return line.value.trim()
  }
  const show = (line: string) => out(`${printable(line)}\n`)
  return {
    language,
    show,
    ask,
    words: (word, ...told) => sentence(language, word, ...told),
    say: (word, ...told) => show(sentence(language, word, ...told)),
    confirm: async (word, otherwise) => {
      const answer = (await ask(word)).toLowerCase()
      if (/^(y|yes|j|ja)$/.test(answer)) return true
      return /^(n|no|nein)$/.test(answer) ? false : otherwise
    },
    pick: async (word, lines) => {
      lines.forEach((line, index) => show(`  ${index + 1}  ${line}`))
      for (;;) {
        const answer = (await ask(word)).toLowerCase()
        if (answer === '') return undefined
        if (answer === 'all' || answer === 'alle') return [...lines.keys()]
        const numbers = answer.split(/[\s,;]+/).map((text) => (/^\d{1,4}$/.test(text) ? Number(text) - 1 : -1))
        if (numbers.every((index) => index in lines)) return [...new Set(numbers)]
        show(sentence(language, 'notThere'))
      }
    },
    adviceOn: (code) => adviceOn(code, language),
  }
}
