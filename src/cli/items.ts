import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { allContainerTypes } from '../catalogue/container-types.ts'
import { Catalogue } from '../catalogue/catalogue.ts'
import { applyCatalogue } from '../catalogue/file/apply.ts'
import { itemsOnSale } from '../catalogue/file/on-sale.ts'
import { readCatalogue } from '../catalogue/file/read-file.ts'
import { plainCatalogue, writeCatalogue, type PlainCatalogue } from '../catalogue/file/write-file.ts'
import type { Config } from '../config.ts'
import { isPackage } from '../domain/item-package.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { openKeyring } from '../open-keyring.ts'
import type { Store } from '../store/store.ts'
import { Sealer } from '../tickets/sealed-text.ts'
import { UserError } from '../user-error.ts'
import { authorOf } from './author.ts'
import { applyText } from './items-report.ts'
import type { CommandTools, Register } from './run.ts'
import type { Terminal } from './terminal.ts'
import { withStore } from './with-store.ts'

/** `opendepot items …`: the catalogue as a file. */
export const registerItems: Register = (program, tools) => {
  const group = program.command('items').description('the catalogue of items, as a YAML file')
  registerApply(group, tools)
  registerExport(group, tools)
}

interface ApplyFlags {
  readonly dryRun?: boolean
  readonly retireMissing?: boolean
  readonly comment?: string
}

function registerApply(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('apply <file>').description('make the catalogue that of the file, and show what changes'))
    .option('--dry-run', 'check everything, show what would change, store nothing')
    .option('--retire-missing', 'retire the items and packages that the file does not have')
    .option('--comment <text>', 'for the history of each changed item')
    .action(async (path: string, { dryRun = false, retireMissing = false, comment }: ApplyFlags) => {
      const source = await readSource(path)
      const applied = await withStore(terminal, async (store, config) => {
        const file = readCatalogue(path, source, config.timeZone)
        const parts = { catalogue: new Catalogue(), sealer: await sealerOf(terminal, config, store) }
        const author = authorOf(terminal, 'items apply')
        const work = { file, options: { retireMissing, comment } }
        return store.transact((tx) => applyCatalogue(tx, author, work, parts), { keep: !dryRun })
      })
      show({ json: { dryRun, retireMissing, ...applied }, text: applyText(applied, { dryRun, retireMissing }) })
    })
}

function registerExport(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(
    group.command('export [file]').description('write all that is on sale as a catalogue file, or to the output'),
  ).action(async (path: string | undefined) => {
    const catalogue = await withStore(terminal, (store) => readAll(store))
    const text = writeCatalogue(catalogue)
    if (path === undefined) {
      show({ json: catalogue, text: text.trimEnd() })
      return
    }
    await writeFile(path, text).catch((error: unknown) => {
      throw new UserError(`${path} cannot be written (${codeOf(error)}).`)
    })
    const counts = { items: catalogue.items.length, packages: catalogue.packages.length }
    show({ json: { file: path, ...counts }, text: `${exported(counts)} are in ${path}.` })
  })
}

async function readAll(store: Store): Promise<PlainCatalogue> {
  return store.read(async (tx) => {
    const firmCodes = await tx.find(FirmCode, { order: { firmCode: 'ASC' } })
    const containerTypes = await allContainerTypes(tx)
    const onSale = await itemsOnSale(tx)
    const ids = onSale.map((each) => each.itemVersionId)
    const versions = await new Catalogue(ids.length).definitions(tx, ids)
    const definitions = ids.flatMap((id) => versions.get(id)?.definition ?? [])
    const packages = definitions.filter(isPackage)
    const items = definitions.flatMap((definition) => (isPackage(definition) ? [] : definition))
    return plainCatalogue({ firmCodes, containerTypes, items, packages })
  })
}

function exported({ items, packages }: { readonly items: number; readonly packages: number }): string {
  return packages === 0 ? `${items} items` : `${items} items and ${packages} ${packages === 1 ? 'package' : 'packages'}`
}

async function readSource(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path} cannot be read (${codeOf(error)}).`)
  })
}

/** The keys of the server, so that what is sealed here can be opened there. */
async function sealerOf({ random }: Terminal, config: Config, store: Store): Promise<Sealer> {
  return new Sealer(await openKeyring(config, store, random), random)
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}
