import { In } from 'typeorm'
import { putFirmCode } from '../catalogue/put-firm-code.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { FirmKey } from '../entities/firm-key.ts'
import { createFirm, type CreatedFirm } from '../signing/create-firm.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { authorOf } from './author.ts'
import { firmCodeArgument } from './firm-code-argument.ts'
import { storageFor } from './key-storage.ts'
import type { Register } from './run.ts'
import type { Terminal } from './terminal.ts'
import { withStore } from './with-store.ts'

interface CreateOptions {
  readonly name?: string
}

/** `opendepot firm create`: the keys of a firm code, and its row. */
export const registerFirm: Register = (program, { terminal, show, withJson }) => {
  const group = program.command('firm').description('firm codes and their keys')
  withJson(group.command('create').argument('<firm-code>', 'whole number', firmCodeArgument))
    .description(
      'make root and signing key of a firm code, on the token of SIGNER or as encrypted files, and register it',
    )
    .option('--name <name>', 'name of the firm code (default: "Firm code N")')
    .action(async (firmCode: number, { name }: CreateOptions) => {
      const firm = await withStore(terminal, async (store, config) => {
        const created = await createFirm(await storageFor(config), { firmCode, now: terminal.clock() })
        await store.transact((tx) => register(tx, terminal, firmCode, name, created))
        return created
      })
      const { created, rootThumbprint, rootFile, rootKeyFile } = firm
      const rootKey =
        rootKeyFile === undefined
          ? 'Private root key: on the token.'
          : `Private root key: ${rootKeyFile}. Keep a copy in a safe place; signing does not need it.`
      show({
        json: { firmCode, created, rootThumbprint, rootFile, rootKeyFile },
        text: [
          `Firm code ${firmCode} ${created ? 'has its keys' : 'had its keys before; nothing was made'}.`,
          `Public root key, to be built into your software: ${rootFile}`,
          `Its thumbprint: ${rootThumbprint}`,
          rootKey,
        ].join('\n'),
      })
    })
}

async function register(
  tx: Tx,
  terminal: Terminal,
  firmCode: number,
  name: string | undefined,
  firm: CreatedFirm,
): Promise<void> {
  const known = await tx.findOneBy(FirmCode, { firmCode })
  if (known === null || name !== undefined) {
    const wish = { firmCode, name: name ?? `Firm code ${firmCode}`, field: 'firmCode' }
    await putFirmCode(tx, authorOf(terminal, 'firm create'), wish)
  }
  const kids = firm.rows.map(({ kid }) => kid)
  const present = new Set((await tx.findBy(FirmKey, { kid: In(kids) })).map(({ kid }) => kid))
  // Where a signing key is known, another one that is not is what a rotation did not finish, and is left to it.
  const signs = await tx.existsBy(FirmKey, { firmCode, role: 'signing' })
  const missing = firm.rows.filter(({ kid, role }) => !present.has(kid) && !(signs && role === 'signing'))
  if (missing.length > 0) await insertRows(tx, FirmKey, missing)
}
