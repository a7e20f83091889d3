import type { AdminOperations } from '../contract/admin.ts'
import type { Handlers } from '../operation.ts'
import { getItem } from './get-item.ts'
import { listItems } from './list-items.ts'
import type { AdminParts } from './parts.ts'
import { putFirmCode } from './put-firm-code.ts'
import { putItem } from './put-item.ts'
import { retireItem } from './retire-item.ts'

/** The operations of the Admin Interface, complete. */
export const admin: Handlers<AdminOperations, AdminParts> = {
  PutItem: putItem,
  GetItem: getItem,
  ListItems: listItems,
  RetireItem: retireItem,
  PutFirmCode: putFirmCode,
}
