import { Entity, Index } from 'typeorm'
import { Id, Instant, Json, LongText, Text, Whole } from './columns.ts'

/** What was judged of the machine of a container, by a context. */
export interface StoredJudgement {
  readonly holds: boolean
  /** Share of the parts that were found again: 0 to 1. */
  readonly score: number
  readonly reasons: readonly string[]
  readonly firmCode: number
  readonly contextSeq: number
}

/**
 * A license container in the field, known from its first accepted context on. Its keys are stored here, and for a known
 * serial only these verify (design §4.1).
 */
@Entity('containers')
@Index('uq_containers_serial', ['serial'], { unique: true })
@Index('ix_containers_state', ['state'])
export class Container {
  @Id({ primary: true }) id!: string
  @Text(32) serial!: string
  @Text(12) kind!: 'software' | 'dongle' | 'cloud'
  /** The pair of algorithms that its keys are for; files name none that we believe. */
  @Text(20) suite!: string
  /** Public signing key as JWK text. */
  @LongText() signingKey!: string
  /** Public key-agreement key as JWK text. */
  @LongText() agreementKey!: string
  /** How it is bound to its machine: scheme and salted parts. */
  @Json({ nullable: true }) binding!: unknown
  /**
   * The last judgement of its machine that is worth telling: score and reasons, when it was bound anew or was somewhere else.
   * Null: it was always where it is bound to.
   */
  @Json({ nullable: true }) bindingJudgement!: StoredJudgement | null
  /** The container that took its place, when its machine was installed anew; it is blocked since. */
  @Id({ nullable: true }) successorId!: string | null
  @Text(16) state!: 'known' | 'manipulation' | 'blocked'
  /** The serial that a token brings along, for the support. */
  @Text(64, { nullable: true }) label!: string | null
  /** Name and version of the runtime that was last seen. */
  @Text(64, { nullable: true }) runtime!: string | null
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
