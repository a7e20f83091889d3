import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { containerTypes } from '../catalogue/container-types.ts'
import type { ActivationTarget } from '../domain/activation-rules.ts'
import { isModule } from '../domain/base-license.ts'
import type { BindingScheme } from '../domain/container.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { HeldLicense } from '../domain/holding.ts'
import type { ContainerKind, ItemDefinition } from '../domain/item.ts'
import type { Container } from '../entities/container.ts'
import type { Step } from '../entities/step.ts'
import { Trial } from '../entities/trial.ts'
import type { Tx } from '../store/store.ts'
import { licensesRemoved, parametersPut } from './step-actions.ts'
import { licensesIn, type ItemLicense } from './ticket-licenses.ts'

/** What is known of a container that licenses are to go into. */
export interface TargetFacts {
  readonly serial: string
  /** Undefined when it was never seen. */
  readonly containerId: string | undefined
  readonly firmCode: number
  readonly kind: string
  readonly bindingScheme: BindingScheme
  /** Steps that its rows do not tell of yet: at least those after `confirmed`, in their order. */
  readonly steps: readonly Pick<Step, 'actions' | 'counterTo'>[]
  /** Number of the last step that is known to be in it. */
  readonly confirmed: number
}

/** A target with what stands behind it. */
export interface KnownTarget extends ActivationTarget {
  /** The licenses that it holds, as far as they were read. */
  readonly held: ReadonlyMap<string, ItemLicense>
}

/**
 * A container as the rules of an activation see it. What it holds is read only if a license asks for it.
 * @param licenses those of the ticket
 */
export async function activationTarget(
  tx: Tx,
  catalogue: Catalogue,
  { serial, containerId, firmCode, kind, bindingScheme, steps, confirmed }: TargetFacts,
  licenses: readonly ItemLicense[],
): Promise<KnownTarget> {
  const container = containerOfKind(kind as ContainerKind)
  const asking = licenses.filter(({ item }) => asksForContents(item))
  const held = containerId === undefined || asking.length === 0 ? [] : await licensesIn(tx, catalogue, containerId)
  const leaving = licensesRemoved(steps)
  const contents = {
    licenses: held.filter(({ id }) => !leaving.has(id)).map(asHeld),
    trials: await trialsOf(tx, serial, asking),
  }
  const onTheWay = parametersPut(steps.filter(({ counterTo }) => counterTo > confirmed))
  const typeNames = asking.flatMap(({ item }) => item.containerTypeNames ?? [])
  const types = await containerTypes(tx, typeNames)
  const shape = { serial, containerId, firmCode, container, bindingScheme }
  const byId = new Map(held.map((license) => [license.id, license]))
  return { ...shape, contents, containerTypes: types, onTheWay, held: byId }
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

function asHeld({ id, item, firmCode, state, baseId }: ItemLicense): HeldLicense {
  const stays = state === 'Collected' || state === 'Confirmed'
  const { itemNumber, upgradeBases = [] } = item
  return { id, itemNumber, firmCode, stays, upgradeBases, baseId: isModule(item) ? baseId : null }
}

async function trialsOf(tx: Tx, containerSerial: string, asking: readonly ItemLicense[]) {
  const trials = new Map(
    asking.filter(({ item }) => item.trialCount !== undefined).map(({ itemId, item }) => [itemId, item.itemNumber]),
  )
  if (trials.size === 0) return []
  const rows = await tx.findBy(Trial, { containerSerial, itemId: In([...trials.keys()]) })
  return rows.map(({ itemId, licenseId }) => ({ itemNumber: trials.get(itemId) ?? '', licenseId }))
}
