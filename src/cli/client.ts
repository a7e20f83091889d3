import type { Command } from 'commander'
import { addClient, alterClient, disableClient, listClients, rotateSecret } from '../clients/manage.ts'
import { makeSecret, type MadeSecret } from '../clients/secret-on-request.ts'
import { certificatesOf } from '../clients/client-certificates.ts'
import type { Config } from '../config.ts'
import { Client } from '../entities/client.ts'
import { openKeyring } from '../open-keyring.ts'
import type { Store } from '../store/store.ts'
import { Sealer } from '../tickets/sealed-text.ts'
import { authorOf } from './author.ts'
import { wishOf, withClientOptions, type ClientOptions } from './client-options.ts'
import type { CommandTools, Register } from './run.ts'
import { tableText, type Terminal } from './terminal.ts'
import { withStore } from './with-store.ts'

/** `opendepot client …`: the programs that have an account. */
export const registerClient: Register = (program, tools) => {
  const group = program.command('client').description('API clients of the Sales and Admin interfaces')
  registerAdd(group, tools)
  registerChange(group, tools)
  registerList(group, tools)
  registerRotate(group, tools)
  registerDisable(group, tools)
}

type AddOptions = ClientOptions & Required<Pick<ClientOptions, 'role'>>

function registerAdd(group: Command, { terminal, show, withJson }: CommandTools): void {
  const command = group.command('add <name>').description('add a client and show its secret, once')
  withClientOptions(withJson(command), { isChange: false }).action(async (name: string, options: AddOptions) => {
    const { client, secret } = await withStore(terminal, async (store, config) => {
      const wish = { name, ...wishOf(options), roles: options.role }
      const { secret, stored } = await newSecretFor(terminal, store, config, wish.passwordDigest === true)
      const client = await store.transact((tx) => addClient(tx, authorOf(terminal, 'client add'), wish, stored))
      return { client: await shown(store, client), secret }
    })
    show({ json: { ...client, secret }, text: `Client ${name} is added.\n${secretText(secret)}` })
  })
}

function registerChange(group: Command, { terminal, show, withJson }: CommandTools): void {
  const command = group
    .command('change <name>')
    .description('change what a client may do and how it logs in; what is not given stays as it is')
  withClientOptions(withJson(command), { isChange: true }).action(async (name: string, options: ClientOptions) => {
    const { outcome, client } = await withStore(terminal, async (store) => {
      const change = { name, ...wishOf(options) }
      const put = await store.transact((tx) => alterClient(tx, authorOf(terminal, 'client change'), change))
      return { ...put, client: await shown(store, put.client) }
    })
    const advice =
      options.passwordDigest === true && outcome === 'changed'
        ? `\nDigests work with secrets made from now on: run "opendepot client rotate ${name}".`
        : ''
    const text = `Client ${name} ${outcome === 'changed' ? 'is changed' : 'was like this before'}.${advice}`
    show({ json: { ...client, changed: outcome === 'changed' }, text })
  })
}

function registerList(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('list').description('list all clients')).action(async () => {
    const clients = await withStore(terminal, async (store) => {
      const rows = await store.read((tx) => listClients(tx))
      return Promise.all(rows.map((row) => shown(store, row)))
    })
    const rows = clients.map(({ name, roles, orderScope, firmCodes, ipRanges, certificates, disabledAt }) => [
      name,
      roles.join(','),
      orderScope,
      firmCodes === 'all' ? firmCodes : firmCodes.join(','),
      ipRanges === 'any' ? ipRanges : ipRanges.join(','),
      String(certificates.length),
      disabledAt === null ? 'active' : `disabled ${disabledAt.toISOString()}`,
    ])
    const head = ['NAME', 'ROLES', 'ORDER SCOPE', 'FIRM CODES', 'ADDRESSES', 'CERTIFICATES', 'STATE']
    const text = rows.length === 0 ? 'There are no clients; "opendepot client add" makes one.' : tableText(head, rows)
    show({ json: { clients }, text })
  })
}

function registerRotate(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(
    group
      .command('rotate <name>')
      .description('give a client a new secret; the one before keeps working until the next rotation'),
  )
    .option('--retire-old', 'the old secrets stop at once')
    .action(async (name: string, { retireOld = false }: { retireOld?: boolean }) => {
      const { client, secret } = await withStore(terminal, async (store, config) => {
        const known = await store.read((tx) => tx.findOneBy(Client, { name }))
        const { secret, stored } = await newSecretFor(terminal, store, config, known?.passwordForm === 'digest')
        const client = await store.transact((tx) =>
          rotateSecret(tx, authorOf(terminal, 'client rotate'), { name, retireAll: retireOld }, stored),
        )
        return { client: await shown(store, client), secret }
      })
      const old = retireOld
        ? 'The old secrets have stopped working.'
        : 'The secret before this one works until the next rotation.'
      show({ json: { ...client, secret }, text: `Client ${name} has a new secret. ${old}\n${secretText(secret)}` })
    })
}

function registerDisable(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('disable <name>').description('refuse a client from its next call on')).action(
    async (name: string) => {
      const changed = await withStore(terminal, (store) =>
        store.transact((tx) => disableClient(tx, authorOf(terminal, 'client disable'), { name })),
      )
      show({ json: { name, changed }, text: `Client ${name} ${changed ? 'is disabled' : 'was disabled before'}.` })
    },
  )
}

/** The keyring is opened only for a client whose secret is kept, as not every command needs to have it. */
async function newSecretFor(terminal: Terminal, store: Store, config: Config, isKept: boolean): Promise<MadeSecret> {
  const { random } = terminal
  const sealer = isKept ? new Sealer(await openKeyring(config, store, random), random) : undefined
  return makeSecret({ random, newId: authorOf(terminal, 'client').newId }, sealer)
}

function secretText(secret: string): string {
  return `Secret (shown only now): ${secret}`
}

/** A client as the command line shows it. */
async function shown(store: Store, client: Client) {
  const { id, name, roles, orderScope, firmCodes, ipRanges, orderRepeat, passwordForm, disabledAt, createdAt } = client
  const certificates = (await store.read((tx) => certificatesOf(tx, [id]))).get(id) ?? []
  return {
    name,
    roles,
    orderScope,
    firmCodes: firmCodes ?? ('all' as const),
    ipRanges: ipRanges ?? ('any' as const),
    certificates,
    orderRepeat: orderRepeat ?? 'replay',
    passwordDigest: passwordForm === 'digest',
    disabledAt,
    createdAt,
  }
}
