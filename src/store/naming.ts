import { DefaultNamingStrategy } from 'typeorm'

/** Columns are named like their properties, in snake_case; tables, indexes and keys are named where they are declared. */
export class SnakeCaseColumns extends DefaultNamingStrategy {
  override columnName(propertyName: string): string {
    return propertyName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  }
}
