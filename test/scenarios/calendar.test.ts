import { openCompany, type Company } from '../support/company.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { itemOf } from '../support/items.ts'
import { linesOf } from './year.ts'

/** A vendor in Berlin: what he and his customers agree on are days of their calendar. */
describeEachDatabase(
  'an installation with TIME_ZONE=Europe/Berlin',
  (databases) => {
    let company: Company
    beforeAll(async () => {
      const clock = () => new Date('2026-09-04T08:00:00.000Z')
      company = await openCompany({ database: await databases.newUrl(), clock, env: { TIME_ZONE: 'Europe/Berlin' } })
      const month = { periodCount: 1, periodUnit: 'month' } as const
      const subscription = { subscriptionModel: 'erpRun', graceDays: 10, ...month } as const
      await company.admin('PutItem', itemOf('RENTED', { subscription }))
    }, 60_000)
    afterAll(() => company.close())

    test('what is paid by the month ends with a day, in summer and in winter', async () => {
      const order = { orderNumber: '4711', customer: { customerId: 'muster' }, ...linesOf(['10: RENTED']) }
      const { ticketId = '' } = await company.sales('CreateOrder', { order })
      const { licenseStates } = await company.sales('GetOrder', { orderNumber: '4711' })
      const licenseId = licenseStates.licenseState[0]?.licenseId ?? ''
      await company.collect(ticketId)
      const state = async () => {
        const { licenseState, subscriptionState } = await company.sales('GetLicense', { licenseId })
        return [subscriptionState?.paidUntil?.toISOString(), licenseState.expirationTime?.toISOString()]
      }
      expect(await state()).toEqual(['2026-10-04T08:00:00.000Z', '2026-10-14T08:00:00.000Z'])

      const licenseIds = { licenseId: [licenseId] }
      const endAt = new Date('2026-10-20T22:00:00.000Z')
      await company.sales('ExtendLicenses', { requestId: 'set', extension: { licenseIds, expirationSet: { endAt } } })
      expect(await state()).toEqual(['2026-10-20T22:00:00.000Z', '2026-10-30T23:00:00.000Z'])

      const expirationAdd = { periodCount: 1, periodUnit: 'month' } as const
      await company.sales('ExtendLicenses', { requestId: 'add', extension: { licenseIds, expirationAdd } })
      expect(await state()).toEqual(['2026-11-20T23:00:00.000Z', '2026-11-30T23:00:00.000Z'])
    })
  },
  ['sqlite in memory', 'mariadb'],
)
