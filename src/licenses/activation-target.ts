import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { ActivationTarget } from '../domain/activation-rules.ts'
import type { BindingScheme } from '../domain/container.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { nothingHeld, type ContainerContents } from '../domain/holding.ts'
import type { ContainerKind, ItemDefinition } from '../domain/item.ts'
import { statesWithUser } from '../domain/license.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Step } from '../entities/step.ts'
import { Trial } from '../entities/trial.ts'
import type { Tx } from '../store/store.ts'
import { licensesRemoved, parametersPut } from './step-actions.ts'
import type { ItemLicense } from './ticket-licenses.ts'

/** What is known of a container that licenses are to go into. */
export interface TargetFacts {
  readonly serial: string
  /** Undefined when it was never seen. */
  readonly containerId: string | undefined
  readonly firmCode: number
  readonly kind: string
  readonly bindingScheme: BindingScheme
  /** The steps that it has not confirmed, in their order. */
  readonly unconfirmed: readonly Pick<Step, 'actions'>[]
}

/**
 * A container as the rules of an activation see it. What it holds is read only if a license asks for it.
 * @param licenses those of the ticket
 */
export async function activationTarget(
  tx: Tx,
  catalogue: Catalogue,
  { serial, containerId, firmCode, kind, bindingScheme, unconfirmed }: TargetFacts,
  licenses: readonly ItemLicense[],
): Promise<ActivationTarget> {
  const container = containerOfKind(kind as ContainerKind)
  const asking = licenses.filter(({ item }) => asksForContents(item))
  const contents =
    containerId === undefined || asking.length === 0
      ? nothingHeld
      : await contentsOf(tx, catalogue, { serial, containerId, leaving: licensesRemoved(unconfirmed) }, asking)
  const onTheWay = parametersPut(unconfirmed)
  return { serial, containerId, firmCode, container, bindingScheme, contents, containerTypes: new Map(), onTheWay }
}

/** How a known container is bound; that of its kind where it has shown no fingerprint. */
export function bindingSchemeOf({ kind, binding }: Pick<Container, 'kind' | 'binding'>): BindingScheme {
  const [first] = (binding ?? []) as readonly { readonly scheme: BindingScheme }[]
  return first?.scheme ?? containerOfKind(kind).bindingScheme
}

function asksForContents({ moduleBases, upgradeBases, containerTypeNames, trialCount }: ItemDefinition): boolean {
  const lists = [moduleBases, upgradeBases, containerTypeNames]
  return trialCount !== undefined || lists.some((list) => list !== undefined && list.length > 0)
}

async function contentsOf(
  tx: Tx,
  catalogue: Catalogue,
  { serial, containerId, leaving }: { serial: string; containerId: string; leaving: ReadonlySet<string> },
  asking: readonly ItemLicense[],
): Promise<ContainerContents> {
  const rows = await tx.find(License, {
    select: { id: true, itemVersionId: true, firmCode: true, state: true, baseId: true },
    where: { containerId, state: In([...statesWithUser]) },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  const versions = await catalogue.versions(
    tx,
    rows.map(({ itemVersionId }) => itemVersionId),
  )
  const licenses = rows.flatMap(({ id, itemVersionId, firmCode, state, baseId }) => {
    const item = versions.get(itemVersionId)?.definition
    if (item === undefined || leaving.has(id)) return []
    const stays = state === 'Collected' || state === 'Confirmed'
    return [{ id, itemNumber: item.itemNumber, upgradeBases: item.upgradeBases ?? [], firmCode, stays, baseId }]
  })
  return { licenses, trials: await trialsOf(tx, serial, asking) }
}

async function trialsOf(tx: Tx, containerSerial: string, asking: readonly ItemLicense[]) {
  const trials = new Map(
    asking.filter(({ item }) => item.trialCount !== undefined).map(({ itemId, item }) => [itemId, item.itemNumber]),
  )
  if (trials.size === 0) return []
  const rows = await tx.findBy(Trial, { containerSerial, itemId: In([...trials.keys()]) })
  return rows.map(({ itemId, licenseId }) => ({ itemNumber: trials.get(itemId) ?? '', licenseId }))
}
