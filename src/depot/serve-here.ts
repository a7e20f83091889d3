import type { Catalogue } from '../catalogue/catalogue.ts'
import { firmKeysOf } from '../delivery/firm-keys.ts'
import type { Container } from '../entities/container.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { importHere, ownContext } from './import-here.ts'
import { meetContainer } from './meet-container.ts'
import { settled } from './outcome.ts'
import { vendorFirst } from './vendor-first.ts'

/**
 * Gives a container that lives here what waits for it, as if it had made contact: what its vendor has decided, dedicated
 * licenses, and the next period of those that renew themselves. It is in it at once.
 */
export async function serveHere(
  tx: Tx,
  call: Call,
  catalogue: Catalogue,
  { container, firmCode }: { readonly container: Container; readonly firmCode: number },
): Promise<void> {
  const { root } = await firmKeysOf(tx, firmCode)
  if (root === undefined) return
  const meeting = await meetContainer(tx, ownContext(call, container, { firmCode, root: root.kid }))
  settled(await vendorFirst(tx, call, { catalogue }, meeting))
  await importHere(tx, call, container.id, firmCode)
}
