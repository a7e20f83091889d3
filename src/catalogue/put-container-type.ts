import type { ContainerType } from '../domain/container-type.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { ContainerTypeRow } from '../entities/container-type.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Author } from './author.ts'
import { differencesOf, sideOf, type Difference } from './differences.ts'

/** A container type as somebody wishes it to be. */
export interface ContainerTypeWish {
  readonly type: ContainerType
  readonly comment?: string | undefined
  /** How a field of the type is called where it came from. */
  readonly fieldOf: (name: keyof ContainerType) => string
}

export interface PutType {
  readonly id: string
  readonly containerTypeName: string
  readonly outcome: 'created' | 'changed' | 'unchanged'
  readonly differences: readonly Difference[]
}

/**
 * Creates a container type or changes its binding or limit; the one function behind `PutContainerType` and `items apply`.
 * It keeps its kind, since the items that name it allow that kind.
 * @throws Fault `CONTAINER_KIND`
 */
export async function putContainerType(
  tx: Tx,
  author: Author,
  { type, comment, fieldOf }: ContainerTypeWish,
): Promise<PutType> {
  const { containerTypeName } = type
  const known = await tx.findOneBy(ContainerTypeRow, { containerTypeName })
  if (known !== null) requireSameKind(known, type, fieldOf('containerKind'))
  requireBinding(type, fieldOf('bindingScheme'))
  const before = known && contentOf(known)
  const differences = differencesOf(before ?? undefined, contentOf(type))
  if (known !== null && differences.length === 0) {
    return { id: known.id, containerTypeName, outcome: 'unchanged', differences }
  }
  const after = sideOf(differences, 'after')
  if (known === null) {
    const row = { ...type, id: author.newId(), version: 1, createdAt: author.now, updatedAt: author.now }
    await insertRows(tx, ContainerTypeRow, [row])
    const change = { kind: 'type', id: row.id, version: 1, change: 'ContainerTypeCreated', after, comment } as const
    await record(tx, author, [change])
    return { id: row.id, containerTypeName, outcome: 'created', differences }
  }
  const { bindingScheme, licenseLimit } = type
  const changes = { bindingScheme, licenseLimit, updatedAt: author.now }
  const version = await changeRow(tx, ContainerTypeRow, known, changes)
  const change = { kind: 'type', id: known.id, version, change: 'ContainerTypeChanged', comment } as const
  await record(tx, author, [{ ...change, before: sideOf(differences, 'before'), after }])
  return { id: known.id, containerTypeName, outcome: 'changed', differences }
}

function contentOf({ containerTypeName, containerKind, bindingScheme, licenseLimit }: ContainerType): ContainerType {
  return { containerTypeName, containerKind, bindingScheme, licenseLimit }
}

function requireSameKind(known: ContainerType, { containerKind }: ContainerType, field: string): void {
  if (known.containerKind === containerKind) return
  const text = `${known.containerTypeName} is a type of ${known.containerKind} containers and keeps its kind; make another type.`
  throw new Fault('CONTAINER_KIND', text, { field })
}

function requireBinding({ containerKind, bindingScheme }: ContainerType, field: string): void {
  const { bindingSchemes } = containerOfKind(containerKind)
  if (bindingSchemes.includes(bindingScheme)) return
  const text = `A ${containerKind} container cannot be bound ${bindingScheme}; possible: ${bindingSchemes.join(', ')}.`
  throw new Fault('CONTAINER_KIND', text, { field })
}
