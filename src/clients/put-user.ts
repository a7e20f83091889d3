import { User } from '../entities/user.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import type { Role } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { accountNameForm, isAccountName, requireReach, rightsOf } from './account.ts'
import type { ClientChange } from './manage.ts'

/** What a user is to be, whole. */
export interface UserWish {
  readonly name: string
  readonly displayName: string
  readonly email?: string | undefined
  readonly roles: readonly Role[]
  /** None is the same as all. */
  readonly firmCodes: readonly number[]
  readonly active: boolean
  readonly comment?: string | undefined
}

type Definition = Pick<User, 'displayName' | 'email' | 'roles' | 'firmCodes' | 'active'>

/**
 * Adds a user, or changes one to be as wished. The ledger tells what he may do and that his name or address changed, but
 * not into what.
 * @throws Fault `USER_INVALID`; `FORBIDDEN` when he could touch firm codes that whoever puts him could not
 */
export async function putUser(
  tx: Tx,
  by: ClientChange,
  wish: UserWish,
): Promise<{ readonly outcome: 'created' | 'changed' | 'unchanged'; readonly user: User }> {
  const definition = definitionOf(wish)
  requireReach(by.caller, definition.firmCodes)
  const known = await tx.findOneBy(User, { name: wish.name })
  if (known === null) return { outcome: 'created', user: await addUser(tx, by, wish, definition) }

  requireReach(by.caller, known.firmCodes)
  const before = pickDefinition(known)
  if (JSON.stringify(before) === JSON.stringify(definition)) return { outcome: 'unchanged', user: known }
  const version = await changeRow(tx, User, known, { ...definition, updatedAt: by.now })
  const contactChanged = before.displayName !== definition.displayName || before.email !== definition.email
  const after = { ...told(definition), ...(contactChanged && { contactChanged }) }
  const event = { kind: 'user', id: known.id, version, change: 'UserChanged', comment: wish.comment } as const
  await record(tx, by, [{ ...event, before: told(before), after }])
  return { outcome: 'changed', user: { ...known, ...definition, version, updatedAt: by.now } }
}

async function addUser(tx: Tx, by: ClientChange, { name, comment }: UserWish, definition: Definition): Promise<User> {
  const { now } = by
  const user: User = { id: by.newId(), name, ...definition, version: 1, createdAt: now, updatedAt: now }
  await insertRows(tx, User, [user])
  const after = { name, ...told(definition) }
  await record(tx, by, [{ kind: 'user', id: user.id, version: 1, change: 'UserAdded', after, comment }])
  return user
}

/** What an event may hold of a user. */
function told({ roles, firmCodes, active }: Definition) {
  return { roles, firmCodes, active }
}

/** In the one order in which two definitions can be compared. */
function definitionOf({ name, displayName, email, roles, firmCodes, active }: UserWish): Definition {
  if (!isAccountName(name)) throw invalid('userName', `'${name}' is no user name: ${accountNameForm}.`)
  if (name.includes('@')) {
    throw invalid('userName', 'A user name is not an e-mail address, because people change their addresses.')
  }
  if (displayName.trim() === '') throw invalid('displayName', 'The name for people is blank.')
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid('email', `'${email}' is no e-mail address.`)
  }
  return { displayName: displayName.trim(), email: email ?? null, ...rightsOf({ roles, firmCodes }), active }
}

function pickDefinition({ displayName, email, roles, firmCodes, active }: User): Definition {
  return { displayName, email, ...rightsOf({ roles, firmCodes: firmCodes ?? [] }), active }
}

function invalid(field: string, text: string): Fault {
  return new Fault('USER_INVALID', text, { field: `user/${field}` })
}
