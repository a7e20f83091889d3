import type { ContainerHome } from './container-home.ts'
import type { MachineReader } from './machine.ts'

/** What the runtime works with; the command line and the embedding program make one, tests make their own. */
export interface Runtime {
  /** Folder of the container files. */
  readonly folder: string
  /** Where the containers live, if not in the files of that folder. */
  readonly home?: ContainerHome | undefined
  readonly machine: MachineReader
  readonly now: () => Date
  readonly random: (bytes: number) => Buffer
}

/** Version of this runtime: in every context, and compared with a license's minimum runtime version. */
export const runtimeVersion = '0.1.0'

export const runtimeName = 'opendepot-runtime'
