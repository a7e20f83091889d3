import { In, IsNull, Not } from 'typeorm'
import { ClientSecret } from '../entities/client-secret.ts'
import { Client } from '../entities/client.ts'
import { Fault } from '../faults.ts'
import { record, type Cause } from '../ledger/record.ts'
import type { Caller } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { requireReach } from './account.ts'
import { liveSecrets } from './authenticate.ts'
import { certificatesOf, putCertificates } from './client-certificates.ts'
import { definitionIn, definitionOf, toldDefinition, wishIn, type ClientWish } from './definition.ts'

/** A secret as it is stored. */
export interface StoredSecret {
  /** Default: a new one. */
  readonly id?: string
  readonly hash: string
  /** The secret itself, sealed; kept only where it is needed. See `secret-on-request.ts`. */
  readonly sealed?: string | undefined
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
  const { columns, certificates } = definition
  requireReach(by.caller, columns.firmCodes)
  await requireScope(tx, by, columns.orderScope, wish.name)
  if (await tx.existsBy(Client, { name: wish.name })) {
    throw new Fault('CLIENT_INVALID', `There is a client '${wish.name}' already.`)
  }
  const row: Client = {
    id: by.newId(),
    name: wish.name,
    ...columns,
    disabledAt: null,
    version: 1,
    createdAt: by.now,
    updatedAt: by.now,
  }
  await insertRows(tx, Client, [row])
  await insertRows(tx, ClientSecret, [secretRow(by, row, secret)])
  const { id, name } = row
  await putCertificates(tx, { clientId: id, now: by.now, certificates })
  const after = { name, ...toldDefinition(definition) }
  await record(tx, by, [{ kind: 'client', id, version: 1, change: 'ClientAdded', after, comment: wish.comment }])
  return row
}

/** What became of a client that was put. */
export interface PutOutcome {
  readonly outcome: 'created' | 'changed' | 'unchanged'
  readonly client: Client
}

/**
 * Adds a client, or changes one to be as wished. A disabled one stays refused: to put the same definition again must not
 * let somebody in who was locked out.
 * @throws Fault `CLIENT_INVALID`, `FORBIDDEN`
 */
export async function putClient(tx: Tx, by: ClientChange, wish: ClientWish, secret: StoredSecret): Promise<PutOutcome> {
  const client = await tx.findOneBy(Client, { name: wish.name })
  if (client === null) return { outcome: 'created', client: await addClient(tx, by, wish, secret) }
  if (client.disabledAt !== null) {
    requireReach(by.caller, client.firmCodes)
    throw disabledForGood(client)
  }
  return changeClient(tx, by, client, wish)
}

async function changeClient(tx: Tx, by: ClientChange, client: Client, wish: ClientWish): Promise<PutOutcome> {
  const { id } = client
  const after = definitionOf(wish)
  const before = definitionIn(client, (await certificatesOf(tx, [id])).get(id) ?? [])
  requireReach(by.caller, before.columns.firmCodes)
  requireReach(by.caller, after.columns.firmCodes)
  const { orderScope } = after.columns
  if (orderScope !== before.columns.orderScope) await requireScope(tx, by, orderScope, client.name)
  if (JSON.stringify(before) === JSON.stringify(after)) return { outcome: 'unchanged', client }
  await putCertificates(tx, { clientId: id, now: by.now, certificates: after.certificates })
  // Whoever logs in by digests no more needs no secrets of which digests can be made.
  if (after.columns.passwordForm === null && before.columns.passwordForm !== null) await forgetSealed(tx, id)
  const changes = { ...after.columns, updatedAt: by.now }
  const version = await changeRow(tx, Client, client, changes)
  const event = { kind: 'client', id, version, change: 'ClientChanged', comment: wish.comment } as const
  await record(tx, by, [{ ...event, before: toldDefinition(before), after: toldDefinition(after) }])
  return { outcome: 'changed', client: { ...client, ...changes, version } }
}

async function forgetSealed(tx: Tx, clientId: string): Promise<void> {
  await tx.update(ClientSecret, { clientId }, { sealed: null })
}

/**
 * Changes what is named of a client, and leaves the rest.
 * @throws Fault `CLIENT_UNKNOWN`, `CLIENT_INVALID`, `FORBIDDEN`
 */
export async function alterClient(
  tx: Tx,
  by: ClientChange,
  { name, ...changes }: Partial<ClientWish> & Pick<ClientWish, 'name'>,
): Promise<PutOutcome> {
  const client = await findEnabled(tx, by, name)
  const certificates = (await certificatesOf(tx, [client.id])).get(client.id) ?? []
  return changeClient(tx, by, client, { name, ...wishIn(client, certificates), ...changes })
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
  const client = await findEnabled(tx, by, name)
  const live = await tx.find(ClientSecret, {
    where: { clientId: client.id, retiredAt: IsNull() },
    order: { createdAt: 'DESC', id: 'DESC' },
  })
  const retired = retireAll ? live : live.slice(liveSecrets - 1)
  if (retired.length > 0) {
    await tx.update(ClientSecret, { id: In(retired.map((row) => row.id)) }, { retiredAt: by.now, sealed: null })
  }
  await insertRows(tx, ClientSecret, [secretRow(by, client, secret)])
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
  await forgetSealed(tx, id)
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

async function findEnabled(tx: Tx, by: ClientChange, name: string): Promise<Client> {
  const client = await findClient(tx, by, name)
  if (client.disabledAt !== null) throw disabledForGood(client)
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

/**
 * The secret itself is kept, sealed, where a repetition of the request may see it again, and where the client logs in by
 * digests of it.
 */
function secretRow(
  by: ClientChange,
  { id: clientId, passwordForm }: Pick<Client, 'id' | 'passwordForm'>,
  { id, hash, sealed }: StoredSecret,
): ClientSecret {
  const isKept = by.requestId !== undefined || passwordForm === 'digest'
  if (passwordForm === 'digest' && sealed === undefined) throw new Error('a digest needs the secret itself, sealed')
  const kept = isKept ? (sealed ?? null) : null
  return { id: id ?? by.newId(), clientId, hash, sealed: kept, createdAt: by.now, retiredAt: null }
}
