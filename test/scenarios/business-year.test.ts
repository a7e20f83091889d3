import { describeEachDatabase } from '../support/databases.ts'
import { openCatalogue } from './catalogue.ts'
import { firstHalf } from './first-half.ts'
import { secondHalf } from './second-half.ts'
import { Year } from './year.ts'

/**
 * A year of a small company and its customers, told from January to December: each month goes on where the last one ended.
 * Everything happens over SOAP, and the calendar is turned by SetTestClock.
 */
describeEachDatabase(
  'a business year',
  (databases) => {
    let year: Year
    beforeAll(async () => {
      year = await Year.begin(await databases.newUrl())
      await openCatalogue(year)
    }, 60_000)
    afterAll(() => year.company.close())

    firstHalf(() => year)
    secondHalf(() => year)
  },
  ['sqlite in memory', 'mariadb'],
)
