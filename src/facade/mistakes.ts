import { UserError } from '../user-error.ts'
import { inOrder, linesOf, type Mistake } from '../yaml-file/document.ts'

/** All that a mapping leaves open or has wrong, one a line, each with what to do: the server does not start with it. */
export class FacadeMistakes extends UserError {
  override readonly name = 'FacadeMistakes'
  readonly mistakes: readonly Mistake[]

  constructor(file: string, mistakes: readonly Mistake[]) {
    const sorted = inOrder(mistakes)
    const count = sorted.length === 1 ? 'one gap' : `${sorted.length} gaps`
    super(`The mapping of a face has ${count}:\n${linesOf(file, sorted).join('\n')}`)
    this.mistakes = sorted
  }
}

/** The known name that was probably meant. */
export function meant(written: string, known: readonly string[]): string {
  const near = known.find(
    (name) => distance(name.toLowerCase(), written.toLowerCase()) <= Math.min(2, written.length / 3),
  )
  if (near !== undefined) return `; ${near} is meant?`
  return known.length === 0 || known.length > 12 ? '' : `; known are ${known.join(', ')}`
}

/** How many letters to change, add or leave out to make one word the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const letter of a) {
    let [corner = 0] = row
    let last = corner + 1
    row = row.map((above, index) => {
      if (index === 0) return last
      const change = corner + (b[index - 1] === letter ? 0 : 1)
      corner = above
      return (last = Math.min(change, above + 1, last + 1))
    })
  }
  return row.at(-1) ?? 0
}
