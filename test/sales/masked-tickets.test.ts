import { inspect } from 'node:util'
import type { Caller, Role } from '../../src/operation.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, type Shop } from './shop.ts'

const as = (...roles: Role[]): Caller => ({ ...erp, name: roles.join('-'), roles: new Set(roles) })
/** Numbers of 64 bits are no JSON. */
const asText = (value: unknown) => inspect(value, { depth: Infinity, breakLength: Infinity })
const mask = '*****-*****-*****-*****-'

describeEachDatabase(
  'a ticket in answers',
  (databases) => {
    let shop: Shop
    let ticketId: string
    let licenseId: string
    beforeEach(async () => {
      shop = await openShop(await databases.open(), { ticketUrl: 'https://buy.example/{ticketId}' })
      const { result } = await shop.call('CreateOrder', createOrder())
      ticketId = result.ticketId ?? ''
      licenseId = result.licenses.license[0]?.licenseId ?? ''
    })

    /** The answers of all operations that show tickets and that a support desk may call. */
    const answers = async (caller: Caller) => {
      const page = { pageSize: 0 }
      const results = await Promise.all([
        shop.call('GetTicket', { ticketId }, { caller }),
        shop.call('GetOrder', { orderNumber: '4711' }, { caller }),
        shop.call('GetLicense', { licenseId }, { caller }),
        shop.call('FindTickets', { ticketQuery: { ticketId }, ...page }, { caller }),
        shop.call('FindLicenses', { licenseQuery: { ticketId }, ...page }, { caller }),
      ])
      return results.map(({ result }) => asText(result))
    }

    test('is whole for those who sell, whatever else they are', async () => {
      for (const caller of [as('sales'), as('sales', 'support'), as('support', 'admin')]) {
        for (const answer of await answers(caller)) {
          expect(answer).toContain(ticketId)
          expect(answer).not.toContain(mask)
        }
      }
      const { result } = await shop.call('GetTicket', { ticketId }, { caller: as('support', 'admin') })
      expect(result.ticketUrl).toBe(`https://buy.example/${ticketId}`)
    })

    test('is its last group for a support desk, wherever it stands', async () => {
      for (const answer of await answers(as('support'))) {
        expect(answer).toContain(`${mask}${ticketId.slice(-5)}`)
        expect(answer).not.toContain(ticketId)
      }
    })

    test('is in nothing else that a support desk reads', async () => {
      const caller = as('support')
      const groups = ticketId.split('-').slice(0, 4)
      const read = [
        ...(await answers(caller)),
        asText(await shop.call('ListHistory', { historyQuery: { ticketId }, pageSize: 0 }, { caller })),
        asText(await shop.call('ExplainTicket', { ticketId, explainTarget: {} }, { caller })),
      ]
      for (const group of groups) expect(read.filter((text) => text.includes(`"${group}-`))).toEqual([])
      for (const text of read) expect(text).not.toContain(groups.join('-'))
    })
  },
  ['sqlite in memory', 'mariadb'],
)
