import { In, IsNull } from 'typeorm'
import { ClientSecret } from '../entities/client-secret.ts'
import { Client } from '../entities/client.ts'
import { record, type Cause } from '../ledger/record.ts'
import type { Role } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { UserError } from '../user-error.ts'
import { liveSecrets } from './authenticate.ts'

/** What a new client is to be. */
export interface NewClient {
  readonly name: string
  readonly roles: readonly Role[]
  /** Default: the name, so that its order numbers are its own. */
  readonly orderScope?: string | undefined
  /** Default: all. */
  readonly firmCodes?: readonly number[] | undefined
}

/** A change of clients: who does it, and where ids come from. */
export type ClientChange = Cause & { newId(): string }

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

/**
 * Adds a client with its first secret, given as a hash.
 * @throws UserError when the name is taken or has a form that no Basic header carries safely
 */
export async function addClient(tx: Tx, by: ClientChange, client: NewClient, secretHash: string): Promise<Client> {
  if (!nameForm.test(client.name)) {
    throw new UserError(
      `'${client.name}' is no client name: letters, digits and . _ @ -, a letter or digit first, at most 64 characters.`,
    )
  }
  if (await tx.existsBy(Client, { name: client.name })) {
    throw new UserError(`There is a client '${client.name}' already.`)
  }
  const row: Client = {
    id: by.newId(),
    name: client.name,
    roles: [...client.roles],
    orderScope: client.orderScope ?? client.name,
    firmCodes: client.firmCodes === undefined ? null : [...client.firmCodes],
    disabledAt: null,
    version: 1,
    createdAt: by.now,
    updatedAt: by.now,
  }
  await insertRows(tx, Client, [row])
  await insertRows(tx, ClientSecret, [secretRow(by, row.id, secretHash)])
  const { name, roles, orderScope, firmCodes } = row
  await record(tx, by, [
    { kind: 'client', id: row.id, version: 1, change: 'ClientAdded', after: { name, roles, orderScope, firmCodes } },
  ])
  return row
}

/**
 * Gives a client a new secret. The newest old one keeps working until the next rotation, unless `retireAll`.
 * @throws UserError when there is no such client
 */
export async function rotateSecret(
  tx: Tx,
  by: ClientChange,
  name: string,
  secretHash: string,
  retireAll: boolean,
): Promise<Client> {
  const client = await findClient(tx, name)
  const live = await tx.find(ClientSecret, {
    where: { clientId: client.id, retiredAt: IsNull() },
    order: { createdAt: 'DESC', id: 'DESC' },
  })
  const retired = retireAll ? live : live.slice(liveSecrets - 1)
  if (retired.length > 0) {
    await tx.update(ClientSecret, { id: In(retired.map((row) => row.id)) }, { retiredAt: by.now })
  }
  await insertRows(tx, ClientSecret, [secretRow(by, client.id, secretHash)])
  const version = await changeRow(tx, Client, client, { updatedAt: by.now })
  const after = { liveSecrets: live.length - retired.length + 1 }
  await record(tx, by, [{ kind: 'client', id: client.id, version, change: 'ClientSecretRotated', after }])
  return { ...client, version, updatedAt: by.now }
}

/**
 * Disables a client: its next call is refused, on every node. False when it was disabled already.
 * @throws UserError when there is no such client
 */
export async function disableClient(tx: Tx, by: ClientChange, name: string): Promise<boolean> {
  const client = await findClient(tx, name)
  if (client.disabledAt !== null) return false
  const version = await changeRow(tx, Client, client, { disabledAt: by.now, updatedAt: by.now })
  const [before, after] = [{ disabledAt: null }, { disabledAt: by.now }]
  await record(tx, by, [{ kind: 'client', id: client.id, version, change: 'ClientDisabled', before, after }])
  return true
}

/** All clients, by name. */
export async function listClients(tx: Tx): Promise<Client[]> {
  return tx.find(Client, { order: { name: 'ASC' } })
}

async function findClient(tx: Tx, name: string): Promise<Client> {
  const client = await tx.findOneBy(Client, { name })
  if (client === null) throw new UserError(`There is no client '${name}'; "opendepot client list" shows all.`)
  return client
}

function secretRow(by: ClientChange, clientId: string, hash: string): ClientSecret {
  return { id: by.newId(), clientId, hash, createdAt: by.now, retiredAt: null }
}
