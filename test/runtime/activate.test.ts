import { activate, type ActivationWish } from '../../src/runtime/activate.ts'
import { readContainer } from '../../src/runtime/container-folder.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { backUp, firmA, openSite, type RuntimeSite } from './site.ts'
import { newRuntime, type TestRuntime } from './support.ts'

let site: RuntimeSite
let runtime: TestRuntime
let said: string[]

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())
beforeEach(async () => {
  runtime = await newRuntime()
  runtime.time = new Date()
  said = []
})
afterEach(() => runtime.remove())

/** Redeems a ticket as the command line does. */
function redeem(ticketId: string, wish: Partial<ActivationWish> = {}, depot = site.depot) {
  return activate(runtime, depot, { ticketId, ...wish }, (sentence) => said.push(sentence))
}

const verify = (firmCode: number, productCode = 100) => verifyLicense(runtime, { firmCode, productCode })

test('a container that was put back goes on after the last number that the Depot saw', async () => {
  const ticket = await site.order([['A', 4]])
  const view = await site.depot<{
    ticketViews: { ticketView: { ticketLicenses: { ticketLicense: { licenseId: string }[] } }[] }
  }>('GetTickets', { ticketIds: { ticketId: [ticket] } })
  const ids = view.ticketViews.ticketView[0]?.ticketLicenses.ticketLicense.map(({ licenseId }) => licenseId) ?? []
  const take = (index: number) => redeem(ticket, { licenseIds: ids.slice(index, index + 1) })
  const [first] = await take(0)
  const restore = await backUp(runtime)
  await take(1)
  await take(2)
  const { serial = '' } = first ?? {}
  const before = (await readContainer(runtime, serial)).firms[firmA]?.contextSeq ?? 0
  await restore()
  // A rollback is healed once; retries that try number by number would end as a fork that nobody heals.
  expect(await take(3)).toMatchObject([{ licenseResults: [{ licenseId: ids[3], ok: true }] }])
  const { contextSeq = 0, licenses = [] } = (await readContainer(runtime, serial)).firms[firmA] ?? {}
  expect(contextSeq).toBe(before + 2)
  expect(licenses.map(({ licenseId }) => licenseId).sort()).toEqual([...ids].sort())
  expect(await verify(firmA)).toMatchObject({ verdict: 'valid' })
})
