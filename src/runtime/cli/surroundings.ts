import type { MachineReader } from '../machine.ts'
import type { Output } from './output.ts'

/** What the program gets from the process; tests bring their own. */
export interface Surroundings extends Output {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly machine: MachineReader
  readonly now: () => Date
  readonly random: (bytes: number) => Buffer
  /** The lines that a person, or a pipe, answers with. */
  readonly input?: (() => AsyncIterable<string>) | undefined
  /** Asks the person for something that nobody else may read, the PIN of a token. */
  readonly secret?: ((question: string) => Promise<string>) | undefined
  /** Ends when somebody stops the program. */
  readonly stopped?: (() => Promise<unknown>) | undefined
  /** Whether a person watches `err`, who likes to see that something goes on. */
  readonly watched?: boolean | undefined
  /** Width of the terminal behind `out`; absent: it is none. */
  readonly columns?: number | undefined
}
