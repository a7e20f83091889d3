import { InvalidArgumentError, type Command } from 'commander'
import { addClient, disableClient, listClients, rotateSecret } from '../clients/manage.ts'
import { hashSecret, newSecret } from '../clients/secret.ts'
import type { Client } from '../entities/client.ts'
import type { Role } from '../operation.ts'
import { authorOf } from './author.ts'
import type { CommandTools, Register } from './run.ts'
import { tableText } from './terminal.ts'
import { withStore } from './with-store.ts'

const roles: readonly Role[] = ['sales', 'support', 'admin']

/** `opendepot client …`: the API clients of Sales and Admin. */
export const registerClient: Register = (program, tools) => {
  const group = program.command('client').description('API clients of the Sales and Admin interfaces')
  registerAdd(group, tools)
  registerList(group, tools)
  registerRotate(group, tools)
  registerDisable(group, tools)
}

interface AddOptions {
  readonly role: readonly Role[]
  readonly orderScope?: string
  readonly firmCode?: readonly number[]
}

function registerAdd(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('add <name>').description('add a client and show its secret, once'))
    .requiredOption('--role <role>', `what it may do: ${roles.join(', ')} (repeatable)`, collectRole)
    .option('--order-scope <scope>', 'clients with the same scope share order numbers (default: its name)')
    .option('--firm-code <code>', 'firm codes it may touch (repeatable; default: all)', collectFirmCode)
    .action(async (name: string, { role, orderScope, firmCode }: AddOptions) => {
      const secret = newSecret(terminal.random)
      const hash = await hashSecret(secret, terminal.random)
      const wish = { name, roles: role, orderScope, firmCodes: firmCode }
      const client = await withStore(terminal, (store) =>
        store.transact((tx) => addClient(tx, authorOf(terminal, 'client add'), wish, { hash })),
      )
      show({ json: { ...shown(client), secret }, text: `Client ${name} is added.\n${secretText(secret)}` })
    })
}

function registerList(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('list').description('list all clients')).action(async () => {
    const clients = await withStore(terminal, (store) => store.read((tx) => listClients(tx)))
    const rows = clients.map((client) => [
      client.name,
      client.roles.join(','),
      client.orderScope,
      client.firmCodes?.join(',') ?? 'all',
      client.disabledAt === null ? 'active' : `disabled ${client.disabledAt.toISOString()}`,
    ])
    const head = ['NAME', 'ROLES', 'ORDER SCOPE', 'FIRM CODES', 'STATE']
    const text = rows.length === 0 ? 'There are no clients; "opendepot client add" makes one.' : tableText(head, rows)
    show({ json: { clients: clients.map(shown) }, text })
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
      const secret = newSecret(terminal.random)
      const hash = await hashSecret(secret, terminal.random)
      const client = await withStore(terminal, (store) =>
        store.transact((tx) =>
          rotateSecret(tx, authorOf(terminal, 'client rotate'), { name, retireAll: retireOld }, { hash }),
        ),
      )
      const old = retireOld
        ? 'The old secrets have stopped working.'
        : 'The secret before this one works until the next rotation.'
      show({
        json: { ...shown(client), secret },
        text: `Client ${name} has a new secret. ${old}\n${secretText(secret)}`,
      })
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

function secretText(secret: string): string {
  return `Secret (shown only now): ${secret}`
}

function shown({ name, roles, orderScope, firmCodes, disabledAt, createdAt }: Client) {
  return { name, roles, orderScope, firmCodes: firmCodes ?? 'all', disabledAt, createdAt }
}

function collectRole(value: string, before: readonly Role[] = []): readonly Role[] {
  const role = roles.find((known) => known === value)
  if (role === undefined) throw new InvalidArgumentError(`It is none of ${roles.join(', ')}.`)
  return [...new Set([...before, role])]
}

function collectFirmCode(value: string, before: readonly number[] = []): readonly number[] {
  return [...new Set([...before, firmCodeArgument(value)])]
}

/** Reads a firm code of the command line: 1 to 2147483647. */
export function firmCodeArgument(value: string): number {
  const code = Number(value)
  if (!/^[1-9][0-9]*$/.test(value) || code > 2_147_483_647) {
    throw new InvalidArgumentError('A firm code is a whole number from 1 to 2147483647.')
  }
  return code
}
