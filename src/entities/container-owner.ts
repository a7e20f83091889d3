import { Entity, ForeignKey, Index } from 'typeorm'
import { Id, Text, restrict } from './columns.ts'

/**
 * Whose a cloud container is: the user as the vendor's own system calls him, in the order scope of that system. One user has
 * one container there. Erasing the customer removes the row; the container then belongs to nobody that is known by name.
 */
@Entity('container_owners')
@Index('uq_container_owners_order_scope_user_id', ['orderScope', 'userId'], { unique: true })
export class ContainerOwner {
  @ForeignKey('Container', { name: 'fk_container_owners_container_id', ...restrict })
  @Id({ primary: true })
  containerId!: string
  @Text(64) orderScope!: string
  @Text(128) userId!: string
}
