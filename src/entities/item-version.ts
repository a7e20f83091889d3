import { Entity, ForeignKey, Index } from 'typeorm'
import { BigWhole, Hash, Id, Instant, Json, Text, Whole, restrict } from './columns.ts'

/**
 * One state of an item's definition, or of a package's. Written once and never changed: order lines and licenses point
 * here for their options and rules. A license is always of an item; a line may be of a package.
 */
@Entity('item_versions')
@Index('uq_item_versions_item_id_version_number', ['itemId', 'versionNumber'], { unique: true })
@Index('ix_item_versions_firm_code', ['firmCode'])
export class ItemVersion {
  @Id({ primary: true }) id!: string
  @ForeignKey('Item', { name: 'fk_item_versions_item_id', ...restrict }) @Id() itemId!: string
  @Whole() versionNumber!: number
  @Text(256) name!: string
  /** Of a package that of its first item, by which it is found; its product code alike. */
  @ForeignKey('FirmCode', { name: 'fk_item_versions_firm_code', ...restrict }) @Whole() firmCode!: number
  /** 0 to 4294967295. */
  @BigWhole() productCode!: number
  /** Everything else: options, allowed container kinds, rules, parameters; or what is in the package. */
  @Json() definition!: unknown
  /** SHA-256 of the canonical definition; applying the same catalogue again changes nothing. */
  @Hash() contentHash!: Buffer
  @Instant() createdAt!: Date
}
