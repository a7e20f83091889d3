import type { SalesOperations } from '../../src/contract/sales.ts'
import { useDepot } from '../depot/depot-shop.ts'
import { meanwhile } from './meanwhile.ts'
import { collect, named, sell } from './vendor-shop.ts'

const reason = 'sent twice'

type Write =
  | 'WithdrawLicenses'
  | 'ReplaceLicense'
  | 'ReplaceOrder'
  | 'SplitLicense'
  | 'RotateTicket'
  | 'RecycleContainer'
  | 'BlockContainer'

// An ERP that hears nothing sends again while the first call is still at work; to it, a fault would be final.
describe('the same request while it is done for the first time', () => {
  const depot = useDepot('mariadb')
  let requests = 0

  const twice = async <Name extends Write>(
    operation: Name,
    firstRead: RegExp,
    input: Omit<SalesOperations[Name]['input'], 'requestId'>,
  ) => {
    const whole = { ...input, requestId: `twice ${++requests}` } as SalesOperations[Name]['input']
    const call = (store = depot().store) => depot().sales(operation, whole as never, { store })
    let first: unknown
    const store = meanwhile(depot().store, firstRead, async () => {
      first = await call()
    })
    const second = await call(store)
    expect(first).toBeDefined()
    return { first, second }
  }
  const inContainer = async () => (await collect(depot(), await sell(depot(), 'PLAIN'))).serial

  test('WithdrawLicenses', async () => {
    const { licenseIds } = await sell(depot(), 'PLAIN')
    const withdrawal = { ...named(...licenseIds), reason }
    const { first, second } = await twice('WithdrawLicenses', /FROM `licenses`/, { withdrawal })
    expect(second).toEqual(first)
  })

  test('ReplaceLicense', async () => {
    const [licenseId = ''] = (await sell(depot(), 'PLAIN')).licenseIds
    const replacement = { licenseId, itemNumber: 'SECOND', reason }
    const { first, second } = await twice('ReplaceLicense', /FROM `licenses`/, { replacement })
    expect(second).toEqual(first)
  })

  test('SplitLicense', async () => {
    const network = { lineNumber: '10', itemNumber: 'NETWORK', quantity: 2 }
    const [licenseId = ''] = (await sell(depot(), network)).licenseIds
    const licenseSplit = { licenseId, splitOff: 1 }
    const { first, second } = await twice('SplitLicense', /FROM `licenses`/, { licenseSplit })
    expect(second).toEqual(first)
  })

  test('ReplaceOrder', async () => {
    const { ticketId } = await sell(depot(), 'PLAIN')
    const { result } = await depot().sales('GetTicket', { ticketId })
    const orderNumber = result.licenseStates.licenseState[0]?.orderNumber ?? ''
    const orderLines = { orderLine: [{ lineNumber: '1', itemNumber: 'SECOND', quantity: 1 }] }
    const orderReplacement = { orderNumber, orderLines, reason }
    const { first, second } = await twice('ReplaceOrder', /FROM orders/, { orderReplacement })
    expect(second).toEqual(first)
  })

  test('RotateTicket', async () => {
    const { ticketId } = await sell(depot(), 'PLAIN')
    const { first, second } = await twice('RotateTicket', /FROM `tickets`/, { rotation: { ticketId, reason } })
    expect(second).toEqual(first)
  })

  test('RecycleContainer', async () => {
    const recycling = { containerSerial: await inContainer(), reason }
    const { first, second } = await twice('RecycleContainer', /FROM `containers`/, { recycling })
    expect(second).toEqual(first)
  })

  test('BlockContainer', async () => {
    const containerBlock = { containerSerial: await inContainer(), reason }
    const { first, second } = await twice('BlockContainer', /FROM `containers`/, { containerBlock })
    expect(second).toEqual(first)
  })
})
