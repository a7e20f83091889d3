import { MoreThan } from 'typeorm'
import type { ListUsers, ListUsersResponse, UserRow } from '../contract/admin.ts'
import { User } from '../entities/user.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import type { AdminParts } from './parts.ts'

/**
 * The users by name, page by page, those that are refused included. Pages go by the name, so a user who is put between two
 * pages makes no other one appear twice or not at all.
 * @throws Fault `CURSOR_INVALID`
 */
export async function listUsers(
  { pageSize, cursor }: ListUsers,
  call: Call,
  { cursors }: AdminParts,
): Promise<ListUsersResponse> {
  const identity = { list: 'ListUsers', filter: {} }
  const after = cursor === undefined ? '' : cursors.read(identity, cursor)
  const found = await call.store.read(
    (tx) => tx.find(User, { where: { name: MoreThan(after) }, order: { name: 'ASC' }, take: rowsToRead(pageSize) }),
    { singleStatement: true },
  )
  const { rows, more } = fillPage(found.map(rowOf), { pageSize, element: 'userRow' })
  const last = rows.at(-1)
  const nextCursor = more && last ? cursors.write(identity, last.userName) : undefined
  return { result: { userRows: { userRow: rows }, nextCursor } }
}

function rowOf({ name, displayName, email, roles, firmCodes, active, updatedAt }: User): UserRow {
  return {
    userName: name,
    displayName,
    email: email ?? undefined,
    roles: { role: roles },
    firmCodes: { firmCode: firmCodes ?? [] },
    active: active ? 'yes' : 'no',
    changedAt: updatedAt,
  }
}
