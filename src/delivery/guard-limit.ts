import { Not } from 'typeorm'
import type { ActivationTarget } from '../domain/activation-rules.ts'
import { Chain } from '../entities/chain.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'

/**
 * The chains of a container for other firm codes, if a license limit may be judged: it counts licenses of every firm code,
 * and each of these has a chain of its own where its activations meet. To be read before the licenses are counted.
 */
export async function chainsBeside(
  tx: Tx,
  { containerId, firmCode }: { readonly containerId: string | undefined; readonly firmCode: number },
  licenses: readonly Pick<ItemLicense, 'item'>[],
): Promise<Chain[]> {
  if (containerId === undefined || !licenses.some(({ item }) => namesType(item))) return []
  return tx.find(Chain, { where: { containerId, firmCode: Not(firmCode) }, order: { firmCode: 'ASC' } })
}

/** Where a limit was judged, the other chains are changed: two activations for two firm codes cannot both take the last place. */
export async function guardLimit(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  chains: readonly Chain[],
  { containerTypes }: Pick<ActivationTarget, 'containerTypes'>,
  going: readonly { readonly license: Pick<ItemLicense, 'item'> }[],
): Promise<void> {
  const names = going.flatMap(({ license }) => license.item.containerTypeNames ?? [])
  if (!names.some((name) => (containerTypes.get(name)?.licenseLimit ?? 0) > 0)) return
  for (const chain of chains) await changeRow(tx, Chain, chain, { updatedAt: now })
}

function namesType({ containerTypeNames = [] }: ItemLicense['item']): boolean {
  return containerTypeNames.length > 0
}
