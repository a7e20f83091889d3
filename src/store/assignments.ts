import type { EntityMetadata, ObjectLiteral } from 'typeorm'

/** `column = ?` for some properties of a row, and the values in the form that the database stores. */
export interface Assignments {
  readonly texts: string[]
  readonly values: unknown[]
}

/** Throws a TypeError for a property that the entity does not have or that has no value. */
export function assignmentsOf(metadata: EntityMetadata, row: ObjectLiteral, properties: string[]): Assignments {
  const { driver } = metadata.dataSource
  const assigned = properties.map((property) => {
    const column = metadata.findColumnWithPropertyName(property)
    const value: unknown = row[property]
    if (column === undefined) throw new TypeError(`${metadata.name} has no property ${property}`)
    if (value === undefined) throw new TypeError(`${metadata.name}.${property} has no value`)
    return {
      text: `${driver.escape(column.databaseName)} = ?`,
      value: driver.preparePersistentValue(value, column) as unknown,
    }
  })
  return { texts: assigned.map(({ text }) => text), values: assigned.map(({ value }) => value) }
}
