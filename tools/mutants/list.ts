/** One rule, the smallest edit that breaks it, and the test that must notice. */
export interface Mutant {
  /** The rule in words. */
  readonly rule: string
  /** Source file, from the root of the project. */
  readonly file: string
  /** Text that stands exactly once in the file … */
  readonly find: string
  /** … and what takes its place. */
  readonly replace: string
  /** Test file, from the root of the project. */
  readonly test: string
  /** The name of the test, or as much of it as tells it from the others. */
  readonly name: string
}

export const mutants: readonly Mutant[] = []
