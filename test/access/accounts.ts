import { randomBytes } from 'node:crypto'
import { addClient, rotateSecret } from '../../src/clients/manage.ts'
import { makeSecret } from '../../src/clients/secret-on-request.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { openKeyring } from '../../src/open-keyring.ts'
import type { Role } from '../../src/operation.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { makeCertificate, type TestCertificate } from '../support/certificates.ts'
import type { TestServer } from '../support/server.ts'

const day = 86_400_000

/** A client with everything that can be rotated, rotated twice. */
export interface Account {
  readonly name: string
  /** Newest last; the oldest is retired, the two others live. */
  readonly secrets: readonly string[]
  readonly current: TestCertificate
  readonly before: TestCertificate
  readonly retired: TestCertificate
  readonly expired: TestCertificate
}

const newId = idMaker(() => new Date(), randomBytes)
export const author = () => ({
  now: new Date(),
  caller: { name: 'test', orderScope: 'test', firmCodes: 'all' as const },
  operation: 'test',
  requestId: undefined,
  newId,
})

export async function addAccount(
  { store, config }: TestServer,
  name: string,
  roles: readonly Role[],
  more: { ipRanges?: string[] } = {},
): Promise<Account> {
  const sealer = new Sealer(await openKeyring(config, store, randomBytes), randomBytes)
  const [current, before, retired] = [makeCertificate(), makeCertificate(), makeCertificate()]
  const expired = makeCertificate({ validFrom: new Date(Date.now() - 2 * day), validTo: new Date(Date.now() - day) })
  const certificates = [current, before, expired].map(({ cert }) => cert)
  const made = [0, 1, 2].map(() => makeSecret({ random: randomBytes, newId }, sealer))
  const [first, ...later] = made.map(({ stored }) => stored)
  if (first === undefined) throw new Error('no secret')
  await store.transact((tx) =>
    addClient(tx, author(), { name, roles, certificates, passwordDigest: true, ...more }, first),
  )
  for (const next of later) await store.transact((tx) => rotateSecret(tx, author(), { name, retireAll: false }, next))
  return { name, secrets: made.map(({ secret }) => secret), current, before, retired, expired }
}

/** Parts of the subject of a certificate. */
export type Parts = readonly (readonly ['C' | 'O' | 'OU' | 'CN', string])[]

export async function addNamed(
  { store }: TestServer,
  name: string,
  roles: readonly Role[],
  { subject }: TestCertificate,
): Promise<Parts> {
  const certificates = [`subject:CN=${name}, O=Example;issuer:${subject}`]
  const { stored } = makeSecret({ random: randomBytes, newId }, undefined)
  await store.transact((tx) => addClient(tx, author(), { name, roles, certificates }, stored))
  return [
    ['O', 'Example'],
    ['CN', name],
  ]
}
