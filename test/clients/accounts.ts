import { createHash, randomBytes } from 'node:crypto'
import { Authenticator } from '../../src/clients/authenticate.ts'
import type { ClientWish } from '../../src/clients/definition.ts'
import { addClient, rotateSecret, type ClientChange } from '../../src/clients/manage.ts'
import type { MessageToken } from '../../src/clients/message-token.ts'
import { makeSecret } from '../../src/clients/secret-on-request.ts'
import { verifySecret } from '../../src/clients/secret.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import type { Store } from '../../src/store/store.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'

export const now = new Date('2026-11-22T10:00:00.000Z')

export const by: ClientChange = {
  now,
  caller: { name: 'cli', orderScope: 'cli', firmCodes: 'all' },
  operation: 'client',
  requestId: undefined,
  newId: idMaker(() => now, randomBytes),
}

export const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

/** API clients in a database, and who finds out which of them calls. */
export function accountsIn(store: Store, clock = () => now, verify = verifySecret) {
  const sealer = new Sealer(parseKeyring(createKeyring(randomBytes)), randomBytes)
  const authenticator = new Authenticator({ store, random: randomBytes, sealer, clock, digestSeconds: 300, verify })
  const make = () => makeSecret({ random: randomBytes, newId: () => by.newId() }, sealer)
  return {
    authenticator,
    add: async (name: string, more: Partial<ClientWish> = {}) => {
      const { secret, stored } = make()
      await store.transact((tx) => addClient(tx, by, { name, roles: ['sales'], ...more }, stored))
      return secret
    },
    rotate: async (name: string, retireAll = false) => {
      const { secret, stored } = make()
      await store.transact((tx) => rotateSecret(tx, by, { name, retireAll }, stored))
      return secret
    },
  }
}

/** A UsernameToken with a digest, as a client makes it. */
export function digestToken(
  username: string,
  secret: string,
  { created = now.toISOString(), nonce = randomBytes(16) }: { created?: string; nonce?: Buffer } = {},
) {
  const password = createHash('sha1').update(nonce).update(created).update(secret).digest('base64')
  return {
    username,
    password,
    passwordType: '…#PasswordDigest',
    nonce: nonce.toString('base64'),
    created,
  } satisfies MessageToken
}
