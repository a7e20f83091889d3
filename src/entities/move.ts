import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * One license that left a container while it lived on: it was given back, issued anew because the container is lost, or
 * restored into another one. The rows of a license and kind are numbered, so that two moves at once cannot both be the last
 * that its item allows. They stay for ever; what the item allows counts from some day on.
 */
@Entity('moves')
@Index('uq_moves_license_id_kind_move_number', ['licenseId', 'kind', 'moveNumber'], { unique: true })
@Index('ix_moves_from_container_id', ['fromContainerId'])
@Index('ix_moves_to_container_id', ['toContainerId'])
export class Move {
  @Id({ primary: true }) id!: string
  @ForeignKey('License', { name: 'fk_moves_license_id', ...restrict }) @Id() licenseId!: string
  /** return, reactivation, restore. */
  @Text(12) kind!: string
  /** Among the moves of the license of this kind: 1, 2, 3 ... */
  @Whole() moveNumber!: number
  /** Of the copy that left. */
  @Whole() generation!: number
  @ForeignKey('Container', { name: 'fk_moves_from_container_id', ...restrict }) @Id() fromContainerId!: string
  /** Null: it was given back, and went nowhere. */
  @ForeignKey('Container', { name: 'fk_moves_to_container_id', ...restrict })
  @Id({ nullable: true })
  toContainerId!: string | null
  @Instant() movedAt!: Date
}
