import { randomBytes } from 'node:crypto'
import { defaultFolder } from './default-folder.ts'
import { machineIn } from './machine.ts'
import type { Runtime } from './runtime.ts'

// The runtime is its own program: it knows nothing of the server's settings.
// eslint-disable-next-line no-restricted-properties
export const ownEnvironment: Readonly<Record<string, string | undefined>> = process.env

/**
 * The runtime of this machine, as `opendepot-runtime` works with it: the folder of OPENDEPOT_CONTAINERS or the usual one, the
 * identity of OPENDEPOT_IDENTITY or OPENDEPOT_OPERATOR_IDENTITY if there is one, the clock, and random numbers of the system.
 */
export function openRuntime(
  facts: Partial<Runtime> & { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): Runtime {
  const { environment = ownEnvironment, ...given } = facts
  const usual = { machine: machineIn(environment), now: () => new Date(), random: randomBytes }
  return { folder: defaultFolder(environment), ...usual, ...given }
}
