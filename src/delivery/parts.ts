import type { FirmSecurityBox } from '../signing/box.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Sealer } from '../tickets/sealed-text.ts'

/** What it takes to make an update. */
export interface SigningParts {
  /** Opens the hidden and secret data of items. */
  readonly sealer: Sealer
  /** Signs templates and updates. */
  readonly box: FirmSecurityBox
  /** Marks every file as `test`, which a production runtime refuses. */
  readonly testMode: boolean
  /** Imports what was written for a container of the kind that lives on the server; nobody else can. */
  readonly importHere: (tx: Tx, call: Call, containerId: string, firmCode: number) => Promise<void>
}
