import type { DepotOperations } from '../contract/depot.ts'
import type { Handlers } from '../operation.ts'
import type { DepotParts } from './parts.ts'

/** Operations of the contract that are still to be built; each one that is leaves this list, and the last one the file. */
type Unbuilt = 'RestoreContainer'

function unbuilt(): Promise<never> {
  return Promise.reject(new Error('this operation is not built yet'))
}

export const unbuiltOperations: Pick<Handlers<DepotOperations, DepotParts>, Unbuilt> = {
  RestoreContainer: unbuilt,
}
