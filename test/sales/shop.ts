import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Catalogue } from '../../src/catalogue/catalogue.ts'
import { putFirmCode } from '../../src/catalogue/put-firm-code.ts'
import { putItem } from '../../src/catalogue/put-item.ts'
import { putPackage } from '../../src/catalogue/put-package.ts'
import { retireItem } from '../../src/catalogue/retire-item.ts'
import type { SalesOperations } from '../../src/contract/sales.ts'
import type { ServeHere } from '../../src/delivery/serve-here.ts'
import { rehearsal } from '../../src/depot/rehearse-activation.ts'
import { serveHere } from '../../src/depot/serve-here.ts'
import type { ItemDraft } from '../../src/domain/item.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { bind, invoker } from '../../src/invoke.ts'
import type { Caller } from '../../src/operation.ts'
import { Cursors } from '../../src/paging/cursor.ts'
import { sales } from '../../src/sales/index.ts'
import type { SalesParts } from '../../src/sales/parts.ts'
import { loadContract } from '../../src/soap/contract.ts'
import { noPoints } from '../../src/store/points.ts'
import type { Store } from '../../src/store/store.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { TicketVault } from '../../src/tickets/vault.ts'
import { packageItem } from '../support/package-item.ts'

export { refusal } from '../support/refusal.ts'

export const firmCode = 6_000_010
export const otherFirmCode = 6_000_011

const contract = loadContract(readFileSync(new URL('../../wsdl/sales.wsdl', import.meta.url), 'utf8'))
const keyring = parseKeyring(createKeyring(randomBytes))

/** The ERP of these tests; a client of its own for each property that matters. */
export const erp: Caller = { name: 'erp', roles: new Set(['sales']), orderScope: 'erp', firmCodes: 'all' }

export const start = new Date('2026-05-04T08:00:00.000Z')

export interface CallOptions {
  readonly caller?: Caller
  readonly now?: Date
  readonly timeZone?: string
  /** From the envelope or from HTTP, where the body has no requestId. */
  readonly messageId?: string
}

type Operation = keyof SalesOperations

/** A Sales Interface on a store with a catalogue: everything but the wire. */
export interface Shop {
  readonly store: Store
  readonly parts: SalesParts
  readonly call: CallFunction
  /** The same with another store. */
  callOn(store: Store): CallFunction
  /** Errors of ours that calls survived. */
  readonly errors: readonly unknown[]
  putItem(draft: Partial<ItemDraft> & Pick<ItemDraft, 'itemNumber'>): Promise<void>
  /** A package of items: `PLAIN`, or `3 NETWORK` for three pieces. */
  putPackage(itemNumber: string, ...contents: readonly string[]): Promise<void>
  retireItem(itemNumber: string): Promise<void>
}

/** @param catalogueOf the items that the shop sells; by default PLAIN, and one for each rule of CreateOrder */
export async function openShop(store: Store, { ticketUrl }: { ticketUrl?: string } = {}): Promise<Shop> {
  const catalogue = new Catalogue()
  const cursors = new Cursors(keyring)
  const vault = new TicketVault(keyring, randomBytes)
  const rehearse = rehearsal({ vault, catalogue })
  const atOnce: ServeHere = (tx, call, place) => serveHere(tx, call, catalogue, place)
  const parts: SalesParts = { vault, catalogue, cursors, ticketUrl, rehearse, serveHere: atOnce }
  const newId = idMaker(() => new Date(), randomBytes)
  const author = { caller: erp, now: start, operation: 'PutItem', requestId: undefined, newId }
  const makerParts = { catalogue, sealer: new Sealer(keyring, randomBytes) }
  const errors: unknown[] = []
  const shop: Shop = {
    store,
    errors,
    parts,
    callOn: (other) => callOn(other, parts, newId, errors),
    call: (operation, input, options) => callOn(store, parts, newId, errors)(operation, input, options),
    putItem: async (draft) => {
      const wish = { draft: { ...plainItem, ...draft }, fieldOf: String }
      await store.transact((tx) => putItem(tx, author, wish, makerParts))
    },
    putPackage: async (itemNumber, ...contents) => {
      const definition = { itemNumber, name: itemNumber, packageItems: contents.map(packageItem) }
      await store.transact((tx) => putPackage(tx, author, { definition, fieldOf: String }, catalogue))
    },
    retireItem: async (itemNumber) => {
      await store.transact((tx) => retireItem(tx, author, { itemNumber, field: 'itemNumber' }, catalogue))
    },
  }
  for (const number of [firmCode, otherFirmCode]) {
    await store.transact((tx) => putFirmCode(tx, author, { firmCode: number, name: 'Muster', field: 'firmCode' }))
  }
  for (const draft of soldItems) await shop.putItem(draft)
  return shop
}

type CallFunction = <Name extends Operation>(
  operation: Name,
  input: SalesOperations[Name]['input'],
  options?: CallOptions,
) => Promise<SalesOperations[Name]['output']>

function callOn(store: Store, parts: SalesParts, newId: () => string, errors: unknown[]): CallFunction {
  const face = {
    name: 'sales',
    handlers: bind(sales, parts),
    isWrite: (name: string) => contract.operations.get(name)?.isWrite === true,
  } as const
  const onInternalError = (error: unknown) => {
    errors.push(error)
  }
  return async <Name extends Operation>(operation: Name, input: unknown, options: CallOptions = {}) => {
    const { caller = erp, now = start, timeZone = 'UTC', messageId } = options
    const invoke = invoker(face, {
      store,
      clock: () => now,
      timeZone,
      random: randomBytes,
      newId,
      points: noPoints,
      onInternalError,
    })
    let answer: unknown
    await invoke({
      operation,
      input: input as Record<string, unknown>,
      messageId,
      soapVersion: '1.1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      context: { caller, idempotencyKey: undefined, note: () => undefined },
      encode: (output) => {
        answer = output
        return Buffer.from(contract.operations.get(operation)?.encodeAnswer(output) ?? '')
      },
    })
    return answer as SalesOperations[Name]['output']
  }
}

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

const plainItem: ItemDraft = {
  itemNumber: 'PLAIN',
  name: 'Plain',
  firmCode,
  productCode: 100,
  licenseCounting: 'perPiece',
  containerKinds: ['software', 'dongle', 'cloud'],
  options: {},
  returnRule: never,
  reactivationRule: never,
  restoreRule: never,
  parameters: [],
}

/** PLAIN, and one item for each rule of CreateOrder. */
const soldItems: (Partial<ItemDraft> & Pick<ItemDraft, 'itemNumber'>)[] = [
  { itemNumber: 'PLAIN' },
  { itemNumber: 'SECOND', productCode: 101 },
  { itemNumber: 'NETWORK', licenseCounting: 'oneLicense', options: { licenseQuantity: 10 } },
  { itemNumber: 'OTHER-FIRM', firmCode: otherFirmCode },
  { itemNumber: 'SOFTWARE-ONLY', containerKinds: ['software'] },
  { itemNumber: 'UNTIL-2030', options: { expirationTime: '2030-01-01T00:00:00.000Z' } },
  {
    itemNumber: 'NAMED',
    parameters: [
      { name: 'licensee', valueKind: 'text', givenAt: 'order', mandatory: true },
      { name: 'seats', valueKind: 'integer', givenAt: 'order', mandatory: false },
    ],
  },
]
