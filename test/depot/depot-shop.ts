import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { In } from 'typeorm'
import { Catalogue } from '../../src/catalogue/catalogue.ts'
import { LeasePace } from '../../src/cloud/pace.ts'
import { putContainerType } from '../../src/catalogue/put-container-type.ts'
import { putFirmCode } from '../../src/catalogue/put-firm-code.ts'
import { putItem } from '../../src/catalogue/put-item.ts'
import { putPackage } from '../../src/catalogue/put-package.ts'
import type { Activation, DepotOperations } from '../../src/contract/depot.ts'
import type { Order, SalesOperations } from '../../src/contract/sales.ts'
import { importHere } from '../../src/depot/import-here.ts'
import { depot } from '../../src/depot/index.ts'
import type { DepotParts } from '../../src/depot/parts.ts'
import { rehearsal } from '../../src/depot/rehearse-activation.ts'
import { serveHere } from '../../src/depot/serve-here.ts'
import type { ContainerType } from '../../src/domain/container-type.ts'
import type { ItemDraft } from '../../src/domain/item.ts'
import { readTicket } from '../../src/domain/ticket.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { Container } from '../../src/entities/container.ts'
import { FirmKey } from '../../src/entities/firm-key.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { License } from '../../src/entities/license.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import { Fault } from '../../src/faults.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { bind, invoker, type Face } from '../../src/invoke.ts'
import type { Caller } from '../../src/operation.ts'
import { sales } from '../../src/sales/index.ts'
import type { FirmSecurityBox } from '../../src/signing/box.ts'
import { loadContract } from '../../src/soap/contract.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { noPoints, type Points } from '../../src/store/points.ts'
import type { Store } from '../../src/store/store.ts'
import { Cursors } from '../../src/paging/cursor.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { TicketVault } from '../../src/tickets/vault.ts'
import { useDatabases, type DatabaseKind } from '../support/databases.ts'
import { packageItem } from '../support/package-item.ts'
import { newFirm, type TestFirm } from '../formats/support.ts'
import { cloudItems } from './cloud-items.ts'
import { FieldContainer } from './field-container.ts'
import { movingItems } from './moving-items.ts'

export { refusal } from '../support/refusal.ts'

export const start = new Date('2026-05-04T08:00:00.000Z')

/** Two firm codes of one vendor, each with a root of its own. */
export const firm = await newFirm({ firmCode: 6_000_010 })
export const otherFirm = await newFirm({ firmCode: 6_000_011 })

export interface CallOptions {
  readonly now?: Date
  readonly timeZone?: string
  readonly points?: Points
  readonly store?: Store
}

type Input<Ops, Name extends keyof Ops> = Ops[Name] extends { input: infer In } ? In : never
type Output<Ops, Name extends keyof Ops> = Ops[Name] extends { output: infer Out } ? Out : never

/** Sales and Depot on one store with a catalogue: everything but the wire. */
export interface DepotShop {
  readonly store: Store
  /** Calls an operation of the Depot. */
  call<Name extends keyof DepotOperations>(
    operation: Name,
    input: Input<DepotOperations, Name>,
    options?: CallOptions & { readonly as?: Caller },
  ): Promise<Output<DepotOperations, Name>>
  /** Calls an operation of the Sales Interface. */
  sales<Name extends keyof SalesOperations>(
    operation: Name,
    input: Input<SalesOperations, Name>,
    options?: CallOptions & { readonly as?: Caller },
  ): Promise<Output<SalesOperations, Name>>
  /** Orders items, one piece each unless it says more, and gives the ticket. */
  order(items: readonly (string | Order['orderLines']['orderLine'][number])[], order?: Partial<Order>): Promise<string>
  /** Activates into a container with a fresh context, and gives the result. */
  activate(
    container: FieldContainer,
    activation: Omit<Activation, 'contextFile'> & { readonly contextFile?: string },
    options?: CallOptions & { readonly requestId?: string; readonly of?: TestFirm; readonly check?: boolean },
  ): Promise<DepotOperations['ActivateLicenses']['output']['result']>
  /** Sends the receipt. */
  confirm(container: FieldContainer, of?: TestFirm): Promise<DepotOperations['ConfirmUpdate']['output']['result']>
  /** A new container of the first firm code. */
  container(): FieldContainer
  /** Licenses of a ticket, oldest first. */
  licenses(ticketId: string): Promise<License[]>
  /** The row of a container. */
  known(container: FieldContainer): Promise<Container | null>
  /** Events of these things, as `LicenseCollected 2`. */
  changes(...things: readonly ({ readonly id: string } | null | undefined)[]): Promise<string[]>
}

/** The ERP of these tests. */
export const caller: Caller = { name: 'erp', roles: new Set(['sales']), orderScope: 'erp', firmCodes: 'all' }
const anonymous: Caller = { name: 'depot', roles: new Set(), orderScope: 'depot', firmCodes: new Set() }
const keyring = parseKeyring(createKeyring(randomBytes))
const contractOf = (name: string) =>
  loadContract(readFileSync(new URL(`../../wsdl/${name}.wsdl`, import.meta.url), 'utf8'))
const contracts = { sales: contractOf('sales'), depot: contractOf('depot') }

/**
 * A Depot for each test of the present `describe`; they share a database, which is costly to make, and therefore look at
 * their own tickets and containers only.
 */
export function useDepot(kind: DatabaseKind): () => DepotShop {
  const databases = useDatabases(kind)
  let url: string | undefined
  let shop: DepotShop | undefined
  beforeEach(async () => {
    // One in memory is gone with its store.
    if (kind === 'sqlite in memory') url = undefined
    url ??= await databases.newUrl()
    shop = await openDepot(await databases.open({ url, poolSize: 20 }))
  })
  return () => {
    if (shop === undefined) throw new Error('the Depot is opened before each test')
    return shop
  }
}

/** The kinds on which the tests of the Depot run. */
export const depotDatabases = ['sqlite in memory', 'mariadb'] as const

export async function openDepot(store: Store): Promise<DepotShop> {
  const vault = new TicketVault(keyring, randomBytes)
  const sealer = new Sealer(keyring, randomBytes)
  const catalogue = new Catalogue()
  const parts: DepotParts = { vault, sealer, catalogue, box, testMode: false, importHere, pace: new LeasePace(15) }
  const newId = idMaker(() => new Date(), randomBytes)
  if (!(await store.read((tx) => tx.existsBy(FirmKey, {})))) await stock(store, { catalogue, sealer }, newId)

  const faces = {
    sales: {
      name: 'sales',
      handlers: bind(sales, {
        vault,
        catalogue,
        cursors: new Cursors(keyring),
        ticketUrl: undefined,
        rehearse: rehearsal({ vault, catalogue }),
        serveHere: (tx, each, place) => serveHere(tx, each, catalogue, place),
        signing: parts,
      }),
      isWrite: () => true,
    },
    depot: { name: 'depot', handlers: bind(depot, parts), isWrite: () => true },
  } as const
  const call = callerOf(store, newId)
  const callDepot: DepotShop['call'] = async (operation, input, options) =>
    (await call(faces.depot, contracts.depot, operation, input, options)) as Output<DepotOperations, typeof operation>
  const callSales: DepotShop['sales'] = async (operation, input, options) =>
    (await call(faces.sales, contracts.sales, operation, input, options)) as Output<SalesOperations, typeof operation>
  const shop: DepotShop = {
    store,
    call: callDepot,
    sales: callSales,
    order: async (wanted, order = {}) => {
      const orderLine = wanted.map((line, index) => ({
        lineNumber: String(index + 1),
        quantity: 1,
        ...(typeof line === 'string' ? { itemNumber: line } : line),
      }))
      const facts = { orderNumber: randomUUID(), customer: { customerId: 'C1' }, ...order, orderLines: { orderLine } }
      const answer = await call(faces.sales, contracts.sales, 'CreateOrder', { order: facts })
      return (answer as SalesOperations['CreateOrder']['output']).result.ticketId ?? ''
    },
    activate: async (container, activation, { requestId, of = firm, check, ...options } = {}) => {
      const contextFile = activation.contextFile ?? (await container.context(of))
      const runMode = check === true ? ('check' as const) : undefined
      const input = { requestId, runMode, activation: { ...activation, contextFile } }
      return (await callDepot('ActivateLicenses', input, options)).result
    },
    confirm: async (container, of = firm) => {
      const contextFile = await container.context(of)
      return (await callDepot('ConfirmUpdate', { confirmation: { contextFile } })).result
    },
    container: () => new FieldContainer(firm),
    licenses: (ticketId) =>
      store.read(async (tx) => {
        const lookup = In(vault.lookups(readTicket(ticketId)).map(({ hash }) => hash))
        const ticket = await tx.findOneByOrFail(Ticket, { lookup })
        return tx.find(License, { where: { ticketId: ticket.id }, order: { createdAt: 'ASC', id: 'ASC' } })
      }),
    known: ({ serial }) => store.read((tx) => tx.findOneBy(Container, { serial })),
    changes: (...things) =>
      store.read(async (tx) => {
        const aggregateId = In(things.map((thing) => thing?.id))
        const events = await tx.find(LedgerEvent, { where: { aggregateId }, order: { version: 'ASC' } })
        return events.map(({ change, version }) => `${change} ${version}`)
      }),
  }
  return shop
}

/** Puts firm codes, their keys, and the items. */
async function stock(
  store: Store,
  parts: Pick<DepotParts, 'catalogue' | 'sealer'>,
  newId: () => string,
): Promise<void> {
  const author = { caller, now: start, operation: 'PutItem', requestId: undefined, newId }
  for (const each of [firm, otherFirm]) {
    const wish = { firmCode: each.firmCode, name: `Firm ${each.firmCode}`, field: 'firmCode' }
    await store.transact((tx) => putFirmCode(tx, author, wish))
    await store.transact((tx) => insertRows(tx, FirmKey, keyRows(each)))
  }
  for (const type of containerTypes) {
    await store.transact((tx) => putContainerType(tx, author, { type, fieldOf: String }))
  }
  for (const draft of items) {
    await store.transact((tx) => putItem(tx, author, { draft: { ...plain, ...draft }, fieldOf: String }, parts))
  }
  for (const [itemNumber, ...contents] of packages) {
    const definition = { itemNumber, name: itemNumber, packageItems: contents.map(packageItem) }
    await store.transact((tx) => putPackage(tx, author, { definition, fieldOf: String }, parts.catalogue))
  }
}

/** Calls operations of both interfaces as the server does, without the wire; answers are checked by the contract. */
function callerOf(shopStore: Store, newId: () => string) {
  return async (
    face: Face,
    contract: (typeof contracts)['sales'],
    operation: string,
    input: unknown,
    {
      now = start,
      timeZone = 'UTC',
      points = noPoints,
      store = shopStore,
      as = face.name === 'sales' ? caller : anonymous,
    }: CallOptions & { readonly as?: Caller } = {},
  ): Promise<unknown> => {
    const invoke = invoker(face, {
      store,
      clock: () => now,
      timeZone,
      random: randomBytes,
      newId,
      points,
      onInternalError: () => undefined,
    })
    let answer: unknown
    await invoke({
      operation,
      input: input as Record<string, unknown>,
      messageId: undefined,
      soapVersion: '1.1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      context: { caller: as, idempotencyKey: undefined, note: () => undefined },
      encode: (output) => {
        answer = output
        return Buffer.from(contract.operations.get(operation)?.encodeAnswer(output) ?? '')
      },
    })
    return answer
  }
}

/** A Firm Security Box that holds its keys in memory. */
const box: FirmSecurityBox = {
  signingKey: (firmCode) => Promise.resolve(signingKey(firmOf(firmCode))),
  sign: (firmCode, type, payload) => firmOf(firmCode).sign(type, payload),
}

function firmOf(firmCode: number): TestFirm {
  const found = [firm, otherFirm].find((each) => each.firmCode === firmCode)
  if (found === undefined) throw new Fault('UNAVAILABLE', 'no key')
  return found
}

const notBefore = new Date('2026-01-01T00:00:00.000Z')
const notAfter = new Date('2028-01-01T00:00:00.000Z')

function signingKey({ firmCode, signing: { publicKey }, certificate }: TestFirm) {
  const kid = thumbprint(publicKey)
  const suite = 'ed25519-x25519'
  return { kid, firmCode, suite, certificate, notBefore, notAfter, epoch: 1, state: 'active' } as const
}

function keyRows(of: TestFirm): FirmKey[] {
  const signing = signingKey(of)
  const common = { notBefore, notAfter, state: 'active', createdAt: start } as const
  const { key, suite } = of.root
  const root = {
    kid: thumbprint(key),
    firmCode: of.firmCode,
    role: 'root',
    suite,
    publicJwk: JSON.stringify(key),
  } as const
  return [
    { ...root, ...common, certificate: null, epoch: 0 },
    { ...signing, ...common, role: 'signing', publicJwk: JSON.stringify(of.signing.publicKey) },
  ]
}

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

const month = { periodCount: 1, periodUnit: 'month' } as const

const plain: ItemDraft = {
  itemNumber: 'PLAIN',
  name: 'Plain',
  firmCode: firm.firmCode,
  productCode: 100,
  licenseCounting: 'perPiece',
  containerKinds: ['software'],
  options: {},
  returnRule: never,
  reactivationRule: never,
  restoreRule: never,
  parameters: [],
}

/** How software containers can be bound; the ones of these tests are bound strictly. */
const containerTypes: ContainerType[] = [
  { containerTypeName: 'PC', containerKind: 'software', bindingScheme: 'strict', licenseLimit: 2 },
  { containerTypeName: 'SERVER', containerKind: 'software', bindingScheme: 'operator', licenseLimit: 0 },
]

/** Numbers of packages, and what is in them. */
const packages: (readonly [itemNumber: string, ...contents: string[]])[] = [
  ['SUITE', 'PLAIN', 'SECOND'],
  ['BIG-SUITE', 'SECOND', 'PLAIN', '3 NETWORK'],
  ['WITH-MODULE', 'BASE', 'MODULE'],
]

/** One item for each rule of an activation. */
const items: (Partial<ItemDraft> & Pick<ItemDraft, 'itemNumber'>)[] = [
  ...movingItems,
  ...cloudItems,
  { itemNumber: 'PLAIN' },
  { itemNumber: 'SECOND', productCode: 101 },
  { itemNumber: 'OTHER-FIRM', firmCode: otherFirm.firmCode },
  { itemNumber: 'DONGLE-ONLY', containerKinds: ['dongle'] },
  { itemNumber: 'MONTHLY', options: { expirationPeriod: { periodCount: 1, periodUnit: 'month' } } },
  { itemNumber: 'UNTIL-2027', options: { expirationTime: '2027-01-31T00:00:00.000Z' } },
  {
    itemNumber: 'METERED',
    options: {
      unitCounter: { units: 500, counterMode: 'set' },
      maintenancePeriod: { startAt: '2026-01-01T00:00:00.000Z', endAt: '2027-01-01T00:00:00.000Z' },
    },
  },
  {
    itemNumber: 'CHECKPOINT',
    subscription: { model: 'checkpoint', period: month, graceDays: 0 },
  },
  { itemNumber: 'RENTED', subscription: { model: 'erpRun', period: month, graceDays: 10 } },
  {
    itemNumber: 'THIRTY-DAYS',
    subscription: { model: 'fromActivation', period: { periodCount: 30, periodUnit: 'day' }, graceDays: 0 },
  },
  { itemNumber: 'ASKED', reactivationRule: { ...never, policy: 'manual' } },
  { itemNumber: 'WAITING', reactivationRule: { ...never, policy: 'wait', waitDays: 3 } },
  { itemNumber: 'NETWORK', licenseCounting: 'oneLicense', options: { licenseQuantity: 10 } },
  {
    itemNumber: 'SECRET',
    options: {
      protectedData: Buffer.from('protected').toString('base64'),
      hiddenData: [{ dataNumber: 1, accessCode: 4711, content: Buffer.from('hidden').toString('base64') }],
      secretData: [{ dataNumber: 2, content: Buffer.from('secret').toString('base64') }],
    },
  },
  { itemNumber: 'TRIAL', trialCount: 1 },
  { itemNumber: 'TWO-TRIALS', trialCount: 2 },
  { itemNumber: 'FOR-PC', containerTypeNames: ['PC'] },
  { itemNumber: 'OTHER-FOR-PC', containerTypeNames: ['PC'], firmCode: otherFirm.firmCode },
  { itemNumber: 'FOR-SERVER', containerTypeNames: ['SERVER'] },
  { itemNumber: 'BASE', productCode: 300 },
  { itemNumber: 'UPGRADE', productCode: 301, upgradeBases: ['BASE'] },
  { itemNumber: 'MODULE', productCode: 302, moduleBases: ['BASE', 'UPGRADE', 'MONTHLY'] },
  {
    itemNumber: 'OLD-MODULE',
    productCode: 303,
    moduleBases: ['BASE'],
    options: { expirationPeriod: { periodCount: 1, periodUnit: 'month' } },
  },
  { itemNumber: 'PART', productCode: 304, moduleBases: ['MODULE'] },
  { itemNumber: 'UNITS', options: { unitCounter: { units: 1000, counterMode: 'set' } } },
  {
    itemNumber: 'LARGE',
    options: {
      universalData: Buffer.alloc(32_768, 7).toString('base64'),
      secretData: Array.from({ length: 128 }, (_, dataNumber) => ({
        dataNumber,
        content: Buffer.alloc(256, dataNumber).toString('base64'),
      })),
    },
  },
  {
    itemNumber: 'NAMED-MONTHLY',
    options: { expirationPeriod: { periodCount: 1, periodUnit: 'month' } },
    parameters: [{ name: 'host', valueKind: 'text', givenAt: 'activation', mandatory: true }],
  },
  {
    itemNumber: 'NAMED',
    parameters: [
      { name: 'licensee', valueKind: 'text', givenAt: 'order', mandatory: true },
      { name: 'host', valueKind: 'text', givenAt: 'activation', mandatory: true },
    ],
  },
]
