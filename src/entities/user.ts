import { Entity, Index } from 'typeorm'
import { Flag, Id, Instant, Json, Text, Whole } from './columns.ts'

/**
 * A person of the vendor who works with the admin pages. What he may do is said in the same words as for an API client;
 * display name and e-mail address stand here only, never in an event. One who left is kept and refused, because the ledger
 * names him.
 */
@Entity('users')
@Index('uq_users_name', ['name'], { unique: true })
export class User {
  @Id({ primary: true }) id!: string
  /** What he logs in with. */
  @Text(64) name!: string
  @Text(256) displayName!: string
  @Text(254, { nullable: true }) email!: string | null
  @Json() roles!: ('admin' | 'sales' | 'support')[]
  /** The firm codes he may touch; null = all. */
  @Json({ nullable: true }) firmCodes!: number[] | null
  /** False: he is refused. */
  @Flag() active!: boolean
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
