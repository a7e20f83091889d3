import { Entity, Index } from 'typeorm'
import type { BindingScheme } from '../domain/container.ts'
import type { ContainerKind } from '../domain/item.ts'
import { Id, Instant, Text, Whole } from './columns.ts'

/**
 * A kind of container as the vendor has narrowed it, under the name by which items ask for it. Nothing of a container
 * points here: whether it is of a type is judged each time, by what the type says then.
 */
@Entity('container_types')
@Index('uq_container_types_container_type_name', ['containerTypeName'], { unique: true })
export class ContainerTypeRow {
  @Id({ primary: true }) id!: string
  @Text(256) containerTypeName!: string
  /** Never changes. */
  @Text(12) containerKind!: ContainerKind
  @Text(12) bindingScheme!: BindingScheme
  /** Most licenses in one such container; 0: no limit. */
  @Whole() licenseLimit!: number
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
