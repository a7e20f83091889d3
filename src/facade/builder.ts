import type { ItemPath } from '../domain/item-problem.ts'
import type { Values } from './places.ts'
import type { Compiling } from './value.ts'

/** What a field becomes in one message. */
export interface Built {
  /** Undefined: it is left out. */
  readonly value: unknown
  /** Whether the message that comes in had a word in it, or it is made of constants alone. */
  readonly says: boolean
}

/** A field made ready to be filled. */
export interface Builder {
  /** Made of constants alone. */
  readonly isFixed: boolean
  readonly build: (values: Values) => Built
}

/** Where a structure is filled. */
export interface Target {
  /** Of the rules, in the file. */
  readonly path: ItemPath
  /** Of the structure, from the top of its message; empty for the top. */
  readonly name: string
  /** It may be left out as a whole. */
  readonly isOptional: boolean
  /** It, or something around it, may be left out. */
  readonly isWithinOptional: boolean
}

/** Everything that a structure is compiled with. */
export interface Shaping {
  readonly env: Compiling
  /** Told which place a field is filled from. */
  readonly pair: (target: string, place: string) => void
}
