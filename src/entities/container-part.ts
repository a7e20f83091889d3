import { Entity, ForeignKey, Index } from 'typeorm'
import { Hash, Id, restrict } from './columns.ts'

/**
 * A part of a machine to which a container is bound, so that the container can be found by its machine when that was installed
 * anew. The salted hash stands for the firm, the name and the value of the part; the whole is in the row of the container.
 */
@Entity('container_parts')
@Index('ix_container_parts_part_hash', ['partHash'])
export class ContainerPart {
  @ForeignKey('Container', { name: 'fk_container_parts_container_id', ...restrict })
  @Id({ primary: true })
  containerId!: string
  @Hash({ primary: true }) partHash!: Buffer
}
