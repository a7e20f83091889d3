/** SOAP version of a run. */
export type Version = '1.1' | '1.2'

/** A SOAP stack of somebody else, with programs written for it; see PROTOCOL.md. */
export interface Stack {
  /** As the matrix calls it, without its version. */
  readonly name: string
  readonly versions: readonly Version[]
  /** Folder of its program below `examples/`, which has a README.md. */
  readonly example: string
  /** Generates from the served WSDLs, and compiles, what the programs need; once, before the first run. */
  readonly prepare?: (place: Place) => Promise<void>
  /** Command lines, run one after another; each prints one JSON object. */
  readonly programs: (place: Place) => readonly (readonly string[])[]
}

/** Where a stack works. */
export interface Place {
  /** Address of the server, without path. */
  readonly server: string
  /** A folder of this stack alone, deleted after the tests. */
  readonly build: string
  /** Runs a program to its end, with SERVER and BUILD in its environment; throws with what it printed if it fails. */
  readonly run: (command: string, ...args: readonly string[]) => Promise<void>
}
