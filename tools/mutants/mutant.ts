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
  /** The name of the test as it stands in that file, or as much of it as tells it from the others. */
  readonly name: string
  /** Words of the group that the test is to be run in, where there are several: one database is enough. */
  readonly group?: string
}

/** The database on which a rule is tried that several are tested on: the one that starts fastest. */
export const quickest = 'sqlite in memory'
