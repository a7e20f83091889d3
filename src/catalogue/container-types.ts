import { In } from 'typeorm'
import type { ContainerType } from '../domain/container-type.ts'
import { ContainerTypeRow } from '../entities/container-type.ts'
import type { Tx } from '../store/store.ts'

/** The container types of these names; an unknown one is missing in the map. No statement for no names. */
export async function containerTypes(tx: Tx, names: readonly string[]): Promise<Map<string, ContainerType>> {
  if (names.length === 0) return new Map()
  const rows = await tx.findBy(ContainerTypeRow, { containerTypeName: In([...new Set(names)]) })
  return new Map(rows.map((row) => [row.containerTypeName, typeOf(row)]))
}

/** All container types, by name. */
export async function allContainerTypes(tx: Tx): Promise<ContainerType[]> {
  const rows = await tx.find(ContainerTypeRow, { order: { containerTypeName: 'ASC' } })
  return rows.map(typeOf)
}

function typeOf({ containerTypeName, containerKind, bindingScheme, licenseLimit }: ContainerTypeRow): ContainerType {
  return { containerTypeName, containerKind, bindingScheme, licenseLimit }
}
