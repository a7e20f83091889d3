import type { Fault } from '../../src/faults.ts'
import { CloudUser } from '../depot/cloud-user.ts'
import { depotDatabases, useDepot, type DepotShop } from '../depot/depot-shop.ts'

/** So many programs come at the same time. */
const programs = 50

describe.each(depotDatabases)('%s programs of one cloud container at once', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let user: CloudUser
  beforeEach(async () => {
    shop = depot()
    user = await CloudUser.enrolled(shop)
  })

  test(`of ${programs} programs exactly as many get a seat as there are`, async () => {
    const licenseId = await user.holding('C-TEN-SEATS')
    const asked = await Promise.allSettled(Array.from({ length: programs }, () => user.open(licenseId)))
    const opened = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const refused = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason as Fault] : []))
    expect(opened).toHaveLength(10)
    expect(refused.map(({ code }) => code)).toEqual(Array(40).fill('SEATS_TAKEN'))
    const kept = await Promise.all(opened.map((each) => user.keep(each)))
    expect(kept.map(({ seatsTaken }) => seatsTaken)).toEqual(Array(10).fill(10))
  }, 30_000)

  test(`each unit is taken once by ${programs} programs, however often they ask and whatever answers are lost`, async () => {
    const licenseId = await user.holding('C-UNITS')
    const session = await user.open(licenseId)
    // Every program asks twice, as if it had not heard the answer.
    const calls = Array.from({ length: 2 * programs }, (_, index) => `r${index % programs}`)
    const asked = await Promise.allSettled(calls.map((requestId) => user.use(session, 3, { requestId })))
    const taken = calls.filter((_, index) => asked[index]?.status === 'fulfilled')
    expect(new Set(taken).size).toBe(33)
    expect(await user.use(session, 1)).toMatchObject({ usedUnits: 100n, unitsLeft: 0n })
  }, 30_000)
})
