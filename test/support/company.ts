import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FirmKey } from '../../src/entities/firm-key.ts'
import { readFirmRoot } from '../../src/formats/certificate.ts'
import { createFirm } from '../../src/signing/create-firm.ts'
import { KeyFiles } from '../../src/signing/key-files.ts'
import type { KeyStorage } from '../../src/signing/key-storage.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { FieldContainer, type PinnedFirm } from '../depot/field-container.ts'
import { newContainer, type TestFirm } from '../formats/support.ts'
import { type Credentials, passphrase, type ServerOptions, startServer, type TestServer } from './server.ts'
import { type InputOf, type OperationOf, type ResultOf, soapClient, type SoapCall } from './soap-client.ts'

export const firmCode = 6_000_010

/** The instant at which a company is founded. */
export const foundation = new Date('2026-01-05T08:00:00.000Z')

/** Who calls Sales or Admin. */
export interface Desk extends Credentials {
  readonly call: SoapCall
}

type Call<Face extends 'sales' | 'depot' | 'admin'> = <Name extends OperationOf<Face>>(
  operation: Name,
  input: InputOf<Face, Name>,
) => Promise<ResultOf<Face, Name>>

/**
 * A vendor with everything he has: a real server with a firm code that can sign, an ERP, a support desk, an administrator,
 * and users in the field. Everybody talks SOAP over HTTP.
 */
export interface Company {
  readonly server: TestServer
  readonly firm: PinnedFirm
  readonly erp: Desk
  readonly support: Desk
  readonly boss: Desk
  /** Sees the ledger whole. */
  readonly auditor: Desk
  /** The ERP at the Sales Interface. */
  readonly sales: Call<'sales'>
  /** Anybody at the Depot Interface. */
  readonly depot: Call<'depot'>
  /** The administrator at the Admin Interface. */
  readonly admin: Call<'admin'>
  readonly newContainer: (kind?: 'software' | 'dongle') => FieldContainer
  /** Collects from a ticket into a container; the update is imported and the receipt sent unless it says otherwise. */
  collect(ticketId: string, options?: CollectOptions): Promise<FieldContainer>
  /** The container sends its receipt. */
  confirm(container: FieldContainer): Promise<ResultOf<'depot', 'ConfirmUpdate'>>
  close(): Promise<void>
}

export interface CollectOptions {
  readonly container?: FieldContainer
  /** By default all of them. */
  readonly licenseIds?: readonly string[]
  readonly parameters?: Readonly<Record<string, string>>
  readonly receipt?: boolean
}

export interface CompanyOptions extends ServerOptions {
  /** Where its keys are made; by default in the data folder. */
  readonly keysIn?: (folder: string) => KeyStorage
}

/** Founds a company at `foundation`; its server runs by the real clock unless `options.clock` says otherwise. */
export async function openCompany({ keysIn, ...options }: CompanyOptions = {}): Promise<Company> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-company-'))
  const keys = keysIn?.(folder) ?? new KeyFiles(folder, passphrase)
  const created = await createFirm(keys, { firmCode, now: foundation, years: 10 })
  const firm = { firmCode, root: readFirmRoot(created.root) }
  const server = await startServer({ ...options, env: { ...options.env, DATA_DIR: folder } })
  const deskOf = async (...args: Parameters<TestServer['client']>) => {
    const credentials = await server.client(...args)
    return { ...credentials, call: soapClient(server.url, credentials.authorization) }
  }
  const erp = await deskOf('erp', ['sales'])
  const boss = await deskOf('boss', ['admin'])
  await boss.call('admin', 'PutFirmCode', { firm: { firmCode, name: 'Muster GmbH' } })
  await server.store.transact((tx) => insertRows(tx, FirmKey, [...created.rows]))
  const anybody = soapClient(server.url)
  const company: Company = {
    server,
    firm,
    erp,
    support: await deskOf('support', ['support'], { orderScope: 'erp' }),
    boss,
    auditor: await deskOf('auditor', ['support', 'admin']),
    sales: (operation, input) => erp.call('sales', operation, input),
    depot: (operation, input) => anybody('depot', operation, input),
    admin: (operation, input) => boss.call('admin', operation, input),
    newContainer: (kind = 'software') => {
      const suite = kind === 'dongle' ? 'p256-p256' : 'ed25519-x25519'
      return new FieldContainer(firm, newContainer(firm as TestFirm, suite, undefined, kind))
    },
    collect: async (ticketId, { container = company.newContainer(), licenseIds, parameters, receipt } = {}) => {
      const contextFile = await container.context(firm)
      const chosen = licenseIds ? { licenseIds: { licenseId: [...licenseIds] } } : { selection: 'all' as const }
      const given = Object.entries(parameters ?? {}).map(([name, value]) => ({ name, value }))
      const activation = { ticketId, ...chosen, contextFile, parameters: { parameter: given } }
      const { updateFile } = await company.depot('ActivateLicenses', { activation })
      if (receipt === false) return container
      await container.import(firm, updateFile)
      await company.confirm(container)
      return container
    },
    confirm: async (container) => {
      const contextFile = await container.context(firm)
      return company.depot('ConfirmUpdate', { confirmation: { contextFile } })
    },
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return company
}
