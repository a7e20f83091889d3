import type { OrderLine } from '../../../src/contract/sales.ts'
import type { FieldContainer } from '../../depot/field-container.ts'
import { type Company, firmCode, foundation } from '../../support/company.ts'
import { itemOf } from '../../support/items.ts'
import type { InputOf, InterfaceName, OperationOf } from '../../support/soap-client.ts'
import { cloudCases } from './cloud-cases.ts'
import { untrueProof } from '../../depot/untrue-proof.ts'

/** Brings about what a write needs, and gives a request that has something to do. */
type Prepare<Face extends InterfaceName, Name extends OperationOf<Face>> = (
  company: Company,
) => Promise<InputOf<Face, Name>>

type Cases = { readonly [Face in InterfaceName]: { readonly [Name in OperationOf<Face>]?: Prepare<Face, Name> } }

const manual = { policy: 'manual', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const month = { periodCount: 1, periodUnit: 'month' } as const

/** What the cases sell. */
export async function stock({ admin }: Company): Promise<void> {
  await admin('PutItem', itemOf('PLAIN'))
  await admin('PutItem', itemOf('OTHER', { productCode: 101n }))
  await admin('PutItem', itemOf('MONTH', { licenseOptions: { expirationPeriod: month } }))
  const seats = { licenseOptions: { licenseQuantity: { licenseCount: 1 } } }
  await admin('PutItem', itemOf('TEAM', { licenseCounting: 'oneLicense', ...seats }))
  await admin('PutItem', itemOf('GUARDED', { reactivationRule: manual }))
  const renewalRule = { ...manual, policy: 'automatic' } as const
  await admin('PutItem', itemOf('RENEWED', { renewalRule, licenseOptions: { expirationPeriod: month } }))
  const automatic = { ...manual, policy: 'automatic' } as const
  const movable = { returnRule: automatic, reactivationRule: automatic, restoreRule: automatic }
  await admin('PutItem', itemOf('MOVABLE', movable))
  const subscription = { subscriptionModel: 'checkpoint', graceDays: 0, ...month } as const
  await admin('PutItem', itemOf('CHECKED', { subscription }))
}

let orders = 0

/** Sells one piece of each item, or as many as it says. */
async function sell(company: Company, ...wanted: readonly (string | [string, number])[]) {
  const orderNumber = `order ${++orders}`
  const { ticketId = '', licenses } = await company.sales('CreateOrder', { order: orderOf(orderNumber, ...wanted) })
  return { orderNumber, ticketId, licenseIds: licenses.license.map(({ licenseId }) => licenseId) }
}

function orderOf(orderNumber: string | undefined, ...wanted: readonly (string | [string, number])[]) {
  return { orderNumber, customer: { customerId: `customer of ${orderNumber}`, name: 'Muster' }, ...linesOf(...wanted) }
}

function linesOf(...wanted: readonly (string | [string, number])[]): { orderLines: { orderLine: OrderLine[] } } {
  const orderLine = wanted.map((each, index) => {
    const [itemNumber, quantity] = typeof each === 'string' ? [each, 1] : each
    return { lineNumber: String(10 * (index + 1)), itemNumber, quantity }
  })
  return { orderLines: { orderLine } }
}

const named = (...licenseId: string[]) => ({ licenseIds: { licenseId } })
const reason = 'a test'

/** A container that has collected one license of an item and sent the receipt. */
async function collected(company: Company, itemNumber = 'PLAIN') {
  const { ticketId, licenseIds } = await sell(company, itemNumber)
  return { ticketId, licenseIds, container: await company.collect(ticketId) }
}

/** A container that has shown a step which the server never issued, with a proof that is none. */
async function suspicious(company: Company): Promise<FieldContainer> {
  const { container } = await collected(company)
  const proof = await untrueProof(company.firm, container)
  await expect(company.depot('ConfirmUpdate', proof)).rejects.toMatchObject({ code: 'MANIPULATION_DETECTED' })
  return container
}

let clients = 0

async function client({ admin }: Company): Promise<string> {
  const clientName = `client-${++clients}`
  await admin('PutClient', { apiClient: apiClient(clientName) })
  return clientName
}

function apiClient(clientName: string) {
  const roles = { role: ['support' as const] }
  return { clientName, roles, firmCodes: { firmCode: [] }, ipRanges: { ipRange: [] } }
}

/** One case for every write of the three contracts. Its `requestId` is put in by the test. */
export const writeCases: Cases = {
  sales: {
    // Without order number, so that nothing but the requestId tells a repetition from a second order.
    CreateOrder: () => Promise.resolve({ order: orderOf(undefined, ['PLAIN', 2], 'OTHER') }),
    CreateOrders: () => {
      const entries = [undefined, `order ${++orders}`].map((number) => ({ order: orderOf(number, 'PLAIN') }))
      return Promise.resolve({ orderEntries: { orderEntry: entries } })
    },
    WithdrawLicenses: async (company) => {
      const { licenseIds } = await collected(company)
      const { licenseIds: others } = await sell(company, 'PLAIN')
      return { withdrawal: { ...named(...licenseIds, ...others), reason } }
    },
    CancelWithdrawal: async (company) => {
      const { licenseIds } = await collected(company)
      await company.sales('WithdrawLicenses', { withdrawal: { ...named(...licenseIds), reason } })
      return { withdrawalCancel: named(...licenseIds) }
    },
    AssignContainer: async (company) => {
      const { licenseIds } = await sell(company, 'PLAIN')
      return { assignment: { ...named(...licenseIds), containerSerial: company.newContainer().serial } }
    },
    ReleaseContainer: async (company) => {
      const { licenseIds } = await sell(company, 'PLAIN')
      const assignment = { ...named(...licenseIds), containerSerial: company.newContainer().serial }
      await company.sales('AssignContainer', { assignment })
      return { containerRelease: named(...licenseIds) }
    },
    RotateTicket: async (company) => {
      const { ticketId } = await sell(company, 'PLAIN')
      return { rotation: { ticketId, reason } }
    },
    EraseCustomer: async (company) => {
      const { orderNumber } = await sell(company, 'PLAIN')
      return { erasure: { customerId: `customer of ${orderNumber}`, reason } }
    },
    ReplaceLicense: async (company) => {
      const { licenseIds } = await collected(company)
      return { requestId: '', replacement: { licenseId: licenseIds[0] ?? '', itemNumber: 'OTHER', reason } }
    },
    ReplaceOrder: async (company) => {
      const { orderNumber } = await sell(company, ['PLAIN', 3], 'OTHER')
      return { requestId: '', orderReplacement: { orderNumber, ...linesOf('PLAIN', ['TEAM', 5]), reason } }
    },
    SplitLicense: async (company) => {
      const { licenseIds } = await sell(company, ['TEAM', 5])
      return { requestId: '', licenseSplit: { licenseId: licenseIds[0] ?? '', splitOff: 2 } }
    },
    ExtendLicenses: async (company) => {
      const { licenseIds } = await collected(company, 'MONTH')
      return { requestId: '', extension: { ...named(...licenseIds), expirationAdd: month } }
    },
    ResolveContainer: async (company) => {
      const { serial: containerSerial } = await suspicious(company)
      return { resolution: { containerSerial, decision: 'accept', reason } }
    },
    BlockContainer: async (company) => {
      const { container } = await collected(company)
      return { containerBlock: { containerSerial: container.serial, reason } }
    },
    UnblockContainer: async (company) => {
      const { container } = await collected(company)
      const { serial: containerSerial } = container
      await company.sales('BlockContainer', { containerBlock: { containerSerial, reason } })
      return { containerUnblock: { containerSerial, reason } }
    },
    RecycleContainer: async (company) => {
      const { container } = await collected(company)
      return { recycling: { containerSerial: container.serial, reason } }
    },
    CancelSubscription: async (company) => {
      const { licenseIds } = await collected(company, 'CHECKED')
      return { subscriptionCancel: { ...named(...licenseIds), reason } }
    },
    CreatePushUpdate: async (company) => {
      const { licenseIds, container } = await collected(company)
      await company.sales('WithdrawLicenses', { withdrawal: { ...named(...licenseIds), reason } })
      return { pushOrder: { containerSerial: container.serial, firmCode } }
    },
    ApproveReactivation: async (company) => {
      const { licenseIds } = await collected(company, 'GUARDED')
      return { approval: { licenseId: licenseIds[0], decision: 'accept', reason } }
    },
  },
  depot: {
    EnrollContainer: ({ newContainer }) => {
      const { signingKey, agreementKey } = newContainer().keys
      const keys = { signingKey: JSON.stringify(signingKey), agreementKey: JSON.stringify(agreementKey) }
      return Promise.resolve({ enrollment: { containerKind: 'software', firmCode, ...keys } })
    },
    ActivateLicenses: async (company) => {
      const { ticketId } = await sell(company, 'PLAIN', 'OTHER')
      const contextFile = await company.newContainer().context(company.firm)
      return { activation: { ticketId, selection: 'all', contextFile } }
    },
    ConfirmUpdate: async (company) => {
      const { ticketId } = await sell(company, 'PLAIN')
      const container = company.newContainer()
      const contextFile = await container.context(company.firm)
      const activation = { ticketId, selection: 'all' as const, contextFile }
      const { updateFile } = await company.depot('ActivateLicenses', { activation })
      await container.import(company.firm, updateFile)
      return { confirmation: { contextFile: await container.context(company.firm) } }
    },
    AutoUpdate: async (company) => {
      const container = company.newContainer()
      const { licenseIds } = await sell(company, 'PLAIN')
      const assignment = { ...named(...licenseIds), containerSerial: container.serial }
      await company.sales('AssignContainer', { assignment })
      return { updateWish: { contextFile: await container.context(company.firm) } }
    },
    RenewLicense: async (company) => {
      const { ticketId, licenseIds, container } = await collected(company, 'RENEWED')
      const [licenseId = ''] = licenseIds
      return { renewal: { ticketId, licenseId, contextFile: await container.context(company.firm) } }
    },
    ReturnLicenses: async (company) => {
      const { licenseIds, container } = await collected(company, 'MOVABLE')
      return { licenseReturn: { ...named(...licenseIds), contextFile: await container.context(company.firm) } }
    },
    ReactivateLicenses: async (company) => {
      const { ticketId, licenseIds } = await collected(company, 'MOVABLE')
      const contextFile = await company.newContainer().context(company.firm)
      return { reactivation: { ticketId, ...named(...licenseIds), contextFile, acceptTerms: 'yes' } }
    },
    RestoreContainer: async (company) => {
      const { ticketId } = await sell(company, 'MOVABLE')
      const [lost, container] = [company.newContainer(), company.newContainer()]
      lost.machine = container.machine = ['board', 'disk'].map((name) => ({ name, value: `machine ${++orders}` }))
      const activation = { ticketId, contextFile: await lost.context(company.firm) }
      await company.depot('ActivateLicenses', { activation })
      return { restoration: { contextFile: await container.context(company.firm), acceptTerms: 'yes' } }
    },
    ...cloudCases,
  },
  admin: {
    PutItem: () => Promise.resolve(itemOf(`NEW-${++orders}`)),
    RetireItem: async ({ admin }) => {
      const { itemNumber } = await admin('PutItem', itemOf(`OLD-${++orders}`))
      return { retirement: { itemNumber } }
    },
    PutItemPackage: () => {
      const packageItems = { packageItem: ['PLAIN', 'OTHER'].map((itemNumber) => ({ itemNumber, quantity: 1 })) }
      return Promise.resolve({ itemPackage: { itemNumber: `SET-${++orders}`, name: 'Set', packageItems } })
    },
    PutContainerType: () => {
      const facts = { containerKind: 'software', bindingScheme: 'strict', licenseLimit: 5 } as const
      return Promise.resolve({ containerType: { containerTypeName: `type-${++orders}`, ...facts } })
    },
    PutFirmCode: () => Promise.resolve({ firm: { firmCode: 6_100_000 + ++orders, name: 'Another' } }),
    PutClient: () => Promise.resolve({ apiClient: apiClient(`client-${++clients}`) }),
    RotateClientSecret: async (company) => {
      return { requestId: '', secretRotation: { clientName: await client(company), retireOld: 'no' } }
    },
    DisableClient: async (company) => ({ clientDisabling: { clientName: await client(company), reason } }),
    SetTestClock: () => Promise.resolve({ testClock: { instant: new Date(foundation.getTime() + 86_400_000) } }),
    PutUser: () => {
      const roles = { role: ['support' as const, 'sales' as const] }
      return Promise.resolve({
        user: {
          userName: `user-${++orders}`,
          displayName: 'Muster',
          roles,
          firmCodes: { firmCode: [] },
          active: 'yes',
        },
      })
    },
  },
}
