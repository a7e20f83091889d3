import { randomBytes } from 'node:crypto'
import { BearerSecurity, createClientAsync, WSSecurity } from 'soap'
import { addClient } from '../../src/clients/manage.ts'
import { makeSecret } from '../../src/clients/secret-on-request.ts'
import { openKeyring } from '../../src/open-keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { by } from '../clients/accounts.ts'
import { useServer } from '../support/server.ts'

const server = useServer()

test.each([
  ['digest', 'digest', (secret: string) => new WSSecurity('erp-digest', secret, { passwordType: 'PasswordDigest' })],
  ['text', 'password', (secret: string) => new WSSecurity('erp-text', secret, { passwordType: 'PasswordText' })],
  ['bearer', 'bearer', (secret: string) => new BearerSecurity(`erp-bearer.${secret}`)],
] as const)('node-soap logs in by %s', async (kind, login, securityOf) => {
  const { store, config, log, url } = server()
  const sealer = new Sealer(await openKeyring(config, store, randomBytes), randomBytes)
  const { secret, stored } = makeSecret({ random: randomBytes, newId: () => by.newId() }, sealer)
  const wish = { name: `erp-${kind}`, roles: ['sales'] as const, passwordDigest: true }
  await store.transact((tx) => addClient(tx, by, wish, stored))
  const client = await createClientAsync(`${url}/soap/sales?wsdl`)
  client.setSecurity(securityOf(secret))
  const call = client['GetOrderAsync'] as (input: object) => Promise<unknown>
  await expect(call({ orderNumber: 'none' })).rejects.toThrow()
  expect(log.at(-1)).toMatchObject({ code: 'ORDER_UNKNOWN', caller: `erp-${kind}`, login })
})
