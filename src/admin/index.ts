import type { AdminOperations } from '../contract/admin.ts'
import type { Handlers } from '../operation.ts'
import { disableClient } from './disable-client.ts'
import { getItem } from './get-item.ts'
import { getStatistics } from './get-statistics.ts'
import { listItems } from './list-items.ts'
import { listUsers } from './list-users.ts'
import type { AdminParts } from './parts.ts'
import { putContainerType } from './put-container-type.ts'
import { putClient } from './put-client.ts'
import { putFirmCode } from './put-firm-code.ts'
import { putItemPackage } from './put-item-package.ts'
import { putItem } from './put-item.ts'
import { putUser } from './put-user.ts'
import { retireItem } from './retire-item.ts'
import { rotateClientSecret } from './rotate-client-secret.ts'
import { setTestClock } from './set-test-clock.ts'

/** The operations of the Admin Interface, complete. */
export const admin: Handlers<AdminOperations, AdminParts> = {
  PutItem: putItem,
  GetItem: getItem,
  ListItems: listItems,
  RetireItem: retireItem,
  PutItemPackage: putItemPackage,
  PutContainerType: putContainerType,
  PutFirmCode: putFirmCode,
  PutClient: putClient,
  RotateClientSecret: rotateClientSecret,
  DisableClient: disableClient,
  PutUser: putUser,
  ListUsers: listUsers,
  GetStatistics: getStatistics,
  SetTestClock: setTestClock,
}
