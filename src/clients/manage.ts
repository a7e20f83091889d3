import { In, IsNull, Not } from 'typeorm'
import { ClientSecret } from '../entities/client-secret.ts'
import { Client } from '../entities/client.ts'
import { Fault } from '../faults.ts'
import { record, type Cause } from '../ledger/record.ts'
import type { Caller, Role } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { accountNameForm, isAccountName, requireReach, rightsOf } from './account.ts'
import { isIpRange } from '../ip-range.ts'
import { liveSecrets } from './authenticate.ts'

/** What a client is to be, whole. */
export interface ClientWish {
  readonly name: string
  readonly roles: readonly Role[]
  /** Default: the name, so that its order numbers are its own. */
  readonly orderScope?: string | undefined
  /** Default: all; none is the same as all. */
  readonly firmCodes?: readonly number[] | undefined
  /** Addresses and ranges in CIDR form; default: from anywhere. */
  readonly ipRanges?: readonly string[] | undefined
  readonly comment?: string | undefined
}

/** A secret as it is stored. */
export interface StoredSecret {
  /** Default: a new one. */
  readonly id?: string
  readonly hash: string
  /** Sealed, where a repetition of the request may see it again; see `secret-on-request.ts`. */
  readonly sealed?: string | null
}

/** A change of clients: who does it, and where ids come from. */
export type ClientChange = Omit<Cause, 'caller'> & {
  readonly caller: Pick<Caller, 'name' | 'firmCodes' | 'orderScope'>
  newId(): string
}

/**
 * Adds a client with its first secret.
 * @throws Fault `CLIENT_INVALID` when the name is taken, or a field has a form that it must not have; `FORBIDDEN` when it
 * could touch firm codes that whoever adds it could not, or see orders that are not his
 */
export async function addClient(tx: Tx, by: ClientChange, wish: ClientWish, secret: StoredSecret): Promise<Client> {
  const definition = definitionOf(wish)
  requireReach(by.caller, definition.firmCodes)
  await requireScope(tx, by, definition.orderScope, wish.name)
  if (await tx.existsBy(Client, { name: wish.name })) {
    throw new Fault('CLIENT_INVALID', `There is a client '${wish.name}' already.`)
  }
  const row: Client = {
    id: by.newId(),
    name: wish.name,
    ...definition,
    disabledAt: null,
    version: 1,
    createdAt: by.now,
    updatedAt: by.now,
  }
  await insertRows(tx, Client, [row])
  await insertRows(tx, ClientSecret, [secretRow(by, row.id, secret)])
  const { id, name } = row
  const after = { name, ...definition }
  await record(tx, by, [{ kind: 'client', id, version: 1, change: 'ClientAdded', after, comment: wish.comment }])
  return row
}

/**
 * Adds a client, or changes one to be as wished. A disabled one stays refused: to put the same definition again must not
 * let somebody in who was locked out.
 * @throws Fault `CLIENT_INVALID`, `FORBIDDEN`
 */
export async function putClient(
  tx: Tx,
  by: ClientChange,
  wish: ClientWish,
  secret: StoredSecret,
): Promise<{ readonly outcome: 'created' | 'changed' | 'unchanged'; readonly client: Client }> {
  const client = await tx.findOneBy(Client, { name: wish.name })
  if (client === null) return { outcome: 'created', client: await addClient(tx, by, wish, secret) }
  const after = definitionOf(wish)
  const before = pickDefinition(client)
  requireReach(by.caller, before.firmCodes)
  requireReach(by.caller, after.firmCodes)
  if (after.orderScope !== before.orderScope) await requireScope(tx, by, after.orderScope, client.name)
  if (client.disabledAt !== null) throw disabledForGood(client)
  if (JSON.stringify(before) === JSON.stringify(after)) return { outcome: 'unchanged', client }
  const version = await changeRow(tx, Client, client, { ...after, updatedAt: by.now })
  const { id } = client
  const event = { kind: 'client', id, version, change: 'ClientChanged', comment: wish.comment } as const
  await record(tx, by, [{ ...event, before, after }])
  return { outcome: 'changed', client: { ...client, ...after, version, updatedAt: by.now } }
}

/** What is done with a client that there is. */
export interface ClientAct {
  readonly name: string
  readonly reason?: string | undefined
  readonly comment?: string | undefined
}

/**
 * Gives a client a new secret. The newest old one keeps working until the next rotation, unless `retireAll`.
 * @throws Fault `CLIENT_UNKNOWN`, `FORBIDDEN`, and `CLIENT_INVALID` when it is disabled: no secret would let it in
 */
export async function rotateSecret(
  tx: Tx,
  by: ClientChange,
  { name, comment, retireAll }: ClientAct & { readonly retireAll: boolean },
  secret: StoredSecret,
): Promise<Client> {
  const client = await findClient(tx, by, name)
  if (client.disabledAt !== null) throw disabledForGood(client)
  const live = await tx.find(ClientSecret, {
    where: { clientId: client.id, retiredAt: IsNull() },
    order: { createdAt: 'DESC', id: 'DESC' },
  })
  const retired = retireAll ? live : live.slice(liveSecrets - 1)
  if (retired.length > 0) {
    await tx.update(ClientSecret, { id: In(retired.map((row) => row.id)) }, { retiredAt: by.now, sealed: null })
  }
  await insertRows(tx, ClientSecret, [secretRow(by, client.id, secret)])
  const version = await changeRow(tx, Client, client, { updatedAt: by.now })
  const after = { liveSecrets: live.length - retired.length + 1 }
  await record(tx, by, [{ kind: 'client', id: client.id, version, change: 'ClientSecretRotated', after, comment }])
  return { ...client, version, updatedAt: by.now }
}

/**
 * Disables a client: its next call is refused, on every node. False when it was disabled already.
 * @throws Fault `CLIENT_UNKNOWN`, `FORBIDDEN`
 */
export async function disableClient(
  tx: Tx,
  by: ClientChange,
  { name, reason, comment = reason }: ClientAct,
): Promise<boolean> {
  const client = await findClient(tx, by, name)
  if (client.disabledAt !== null) return false
  const { id } = client
  await tx.update(ClientSecret, { clientId: id }, { sealed: null })
  const version = await changeRow(tx, Client, client, { disabledAt: by.now, updatedAt: by.now })
  const [before, after] = [{ disabledAt: null }, { disabledAt: by.now, ...(reason !== undefined && { reason }) }]
  await record(tx, by, [{ kind: 'client', id, version, change: 'ClientDisabled', before, after, comment }])
  return true
}

/** All clients, by name. */
export async function listClients(tx: Tx): Promise<Client[]> {
  return tx.find(Client, { order: { name: 'ASC' } })
}

async function findClient(tx: Tx, by: ClientChange, name: string): Promise<Client> {
  const client = await tx.findOneBy(Client, { name })
  if (client === null) {
    throw new Fault('CLIENT_UNKNOWN', `There is no client '${name}'; "opendepot client list" shows all.`)
  }
  requireReach(by.caller, client.firmCodes)
  return client
}

function disabledForGood({ name }: Client): Fault {
  return new Fault('CLIENT_INVALID', `The client '${name}' is disabled for good; give a new one another name.`)
}

/**
 * An order scope opens the orders in it, whatever they hold. An administrator of some firm codes gives a client only his
 * own, or one that is of no client beyond his reach: a disabled one counts too, as its orders are still there.
 * @throws Fault `FORBIDDEN`
 */
async function requireScope(tx: Tx, { caller }: ClientChange, orderScope: string, name: string): Promise<void> {
  if (caller.firmCodes === 'all' || orderScope === caller.orderScope) return
  const others = await tx.findBy(Client, { orderScope, name: Not(name) })
  for (const { firmCodes } of others) requireReach(caller, firmCodes)
}

type Definition = Pick<Client, 'roles' | 'orderScope' | 'firmCodes' | 'ipRanges'>

/** In the one order in which two definitions can be compared. */
function definitionOf({ name, roles, orderScope = name, firmCodes = [], ipRanges = [] }: ClientWish): Definition {
  if (!isAccountName(name)) {
    throw new Fault('CLIENT_INVALID', `'${name}' is no client name: ${accountNameForm}.`)
  }
  const strange = ipRanges.find((range) => !isIpRange(range))
  if (strange !== undefined) {
    throw new Fault('CLIENT_INVALID', `'${strange}' is no IP address and no range like 10.20.0.0/16.`)
  }
  return {
    ...rightsOf({ roles, firmCodes }),
    orderScope,
    ipRanges: ipRanges.length === 0 ? null : [...new Set(ipRanges)].toSorted(),
  }
}

function pickDefinition({ roles, orderScope, firmCodes, ipRanges }: Client): Definition {
  return { roles: roles.toSorted(), firmCodes, orderScope, ipRanges }
}

function secretRow(by: ClientChange, clientId: string, { id, hash, sealed }: StoredSecret): ClientSecret {
  return { id: id ?? by.newId(), clientId, hash, sealed: sealed ?? null, createdAt: by.now, retiredAt: null }
}
