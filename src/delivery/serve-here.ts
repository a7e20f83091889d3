import type { Container } from '../entities/container.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'

/** A container that lives on the server, and the firm code of what waits for it. */
export interface ServedPlace {
  readonly container: Container
  readonly firmCode: number
}

/**
 * Does what waits for a container that lives on the server, within this transaction. The Depot brings it, and the
 * composition root hands it to whoever decides something about such a container.
 */
export type ServeHere = (tx: Tx, call: Call, place: ServedPlace) => Promise<void>
