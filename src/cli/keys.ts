import { open } from 'node:fs/promises'
import type { Command } from 'commander'
import { FirmKey } from '../entities/firm-key.ts'
import { createKeyring } from '../tickets/keyring.ts'
import { UserError } from '../user-error.ts'
import { registerRotate } from './keys-rotate.ts'
import type { CommandTools, Register } from './run.ts'
import { tableText } from './terminal.ts'
import { withStore } from './with-store.ts'

/** `opendepot keys …`: the keys of the firm codes, and the keyring of the tickets. */
export const registerKeys: Register = (program, tools) => {
  const group = program.command('keys').description('keys of the firm codes, and the keyring of the tickets')
  registerList(group, tools)
  registerRotate(group, tools)
  registerCreateKeyring(group, tools)
}

function registerList(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('list').description('list the public keys of all firm codes')).action(async () => {
    const keys = await withStore(terminal, (store) =>
      store.read((tx) => tx.find(FirmKey, { order: { firmCode: 'ASC', role: 'ASC', epoch: 'ASC', createdAt: 'ASC' } })),
    )
    const rows = keys.map((key) => [
      String(key.firmCode),
      key.role,
      key.state,
      key.suite,
      String(key.epoch),
      key.notBefore.toISOString(),
      key.role === 'root' ? '-' : key.notAfter.toISOString(),
      key.kid,
    ])
    const head = ['FIRM CODE', 'ROLE', 'STATE', 'SUITE', 'EPOCH', 'FROM', 'TO', 'KEY ID']
    const text = rows.length === 0 ? 'There are no keys; "opendepot firm create" makes some.' : tableText(head, rows)
    show({
      json: {
        keys: keys.map(({ kid, firmCode, role, state, suite, epoch, notBefore, notAfter }) => {
          return { kid, firmCode, role, state, suite, epoch, notBefore, notAfter: role === 'root' ? null : notAfter }
        }),
      },
      text,
    })
  })
}

function registerCreateKeyring(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('create-keyring <file>').description('make a fresh keyring, for KEYRING on all nodes')).action(
    async (path: string) => {
      const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
        const { code } = error as NodeJS.ErrnoException
        throw new UserError(
          code === 'EEXIST'
            ? `${path} exists already, and is left as it is.`
            : `${path} cannot be written (${code ?? 'unknown error'}).`,
        )
      })
      try {
        await file.writeFile(createKeyring(terminal.random))
        await file.sync()
      } finally {
        await file.close()
      }
      show({
        json: { file: path },
        text: `A new keyring is in ${path}. Set KEYRING to this path on all nodes, and back it up apart from the database.`,
      })
    },
  )
}
