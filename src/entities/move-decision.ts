import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Instant, Text, Whole, restrict } from './columns.ts'

/**
 * What the support has decided on the moves of a license that its item leaves to a person: whether it may be issued anew
 * because its container is lost, be restored with it, or be given back. It is about one copy, which is what the generation
 * tells apart: once the license has been collected again there is nothing decided. The newest decision counts, the ledger
 * has those before.
 */
@Entity('move_decisions')
@Index('uq_move_decisions_license_id_generation', ['licenseId', 'generation'], { unique: true })
@Index('ix_move_decisions_container_id', ['containerId'])
export class MoveDecisionRow {
  @Id({ primary: true }) id!: string
  @ForeignKey('License', { name: 'fk_move_decisions_license_id', ...restrict }) @Id() licenseId!: string
  /** Of the copy that is decided on. */
  @Whole() generation!: number
  /** The container of that copy. */
  @ForeignKey('Container', { name: 'fk_move_decisions_container_id', ...restrict }) @Id() containerId!: string
  /** accept, reject. */
  @Text(10) decision!: string
  @Text(1000) reason!: string
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
