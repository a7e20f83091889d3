import { Entity } from 'typeorm'
import { Instant, Text, Whole } from './columns.ts'

/**
 * A firm code of the vendor: the number space in which product codes live and for which firm keys are made. Every item
 * belongs to exactly one; API clients may be limited to some. Registered by `PutFirmCode` or `opendepot firm create`,
 * never deleted, because containers in the field go on holding licenses of it.
 */
@Entity('firm_codes')
export class FirmCode {
  /** 1 to 2147483647, as on the licenses. */
  @Whole({ primary: true }) firmCode!: number
  @Text(256) name!: string
  @Text(1000) comment!: string
  @Whole() version!: number
  @Instant() createdAt!: Date
  @Instant() updatedAt!: Date
}
