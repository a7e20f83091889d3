import type { Refusal } from './activation-rules.ts'
import type { BindingScheme } from './container.ts'
import type { ContainerKind, ItemDefinition } from './item.ts'

/** A kind of container that the vendor has narrowed (domain.md §2.1): for a series of devices, for example. */
export interface ContainerType {
  readonly containerTypeName: string
  readonly containerKind: ContainerKind
  readonly bindingScheme: BindingScheme
  /** Most licenses in one such container; 0: no limit. */
  readonly licenseLimit: number
}

/** What decides whether a container is of a type. */
export interface ContainerShape {
  readonly kind: ContainerKind
  readonly bindingScheme: BindingScheme
  /** Licenses that it holds. */
  readonly licenseCount: number
}

type Item = Pick<ItemDefinition, 'itemNumber' | 'containerTypeNames'>

/**
 * An item that names container types goes into a container of one of them only. No container has its type written on it:
 * it is of every type whose kind and binding it has. A type that exists no more is fitted by nothing.
 */
export function typeRefusal(
  item: Item,
  shape: ContainerShape,
  types: ReadonlyMap<string, ContainerType>,
): Refusal | undefined {
  const { itemNumber, containerTypeNames: names = [] } = item
  if (names.length === 0 || fitting(names, shape, types).length > 0) return undefined
  const text = `Item ${itemNumber} goes into containers of type ${names.join(' or ')} only.`
  return { code: 'CONTAINER_KIND', text, remedy: 'Activate it into a container of such a type.' }
}

/** A container that is full for every type that it is of takes no more licenses of the item. */
export function typeLimitRefusal(
  item: Item,
  shape: ContainerShape,
  types: ReadonlyMap<string, ContainerType>,
): Refusal | undefined {
  const fits = fitting(item.containerTypeNames ?? [], shape, types)
  const hasRoom = fits.some(({ licenseLimit }) => licenseLimit === 0 || shape.licenseCount < licenseLimit)
  const widest = fits.toSorted((a, b) => b.licenseLimit - a.licenseLimit).at(0)
  if (widest === undefined || hasRoom) return undefined
  const { containerTypeName, licenseLimit } = widest
  const licenses = licenseLimit === 1 ? 'one license' : `${licenseLimit} licenses`
  const text = `The container is full: one of type ${containerTypeName} holds at most ${licenses}.`
  return { code: 'LIMIT_EXCEEDED', text, remedy: 'Activate it into another container of the type.' }
}

function fitting(
  names: readonly string[],
  { kind, bindingScheme }: ContainerShape,
  types: ReadonlyMap<string, ContainerType>,
): ContainerType[] {
  return names
    .flatMap((name) => types.get(name) ?? [])
    .filter((type) => type.containerKind === kind && type.bindingScheme === bindingScheme)
}
