import { columnsOf, judge } from './judge.ts'

const truth = { operations: { sales: 3, depot: 2, admin: 1 }, name: 'N', comment: 'C' }
const [generates] = columnsOf(truth)

describe('a cell of the matrix', () => {
  it.each([
    ['yes', { sales: 3, depot: 2, admin: 1 }],
    ['all but Depot', { sales: 3, depot: 1, admin: 1 }],
    ['all but Sales, Admin', { depot: 2 }],
    ['no', { sales: 0, depot: 0, admin: 0 }],
    ['no', {}],
    ['no: it has no WSDL', 'it has no WSDL'],
    ['–', undefined],
  ])('says "%s"', (cell, seen) => {
    expect(judge(generates!, { generates: seen })).toBe(cell)
  })

  it('tells a text from a number, and nothing from null', () => {
    const dates = columnsOf(truth).find(({ key }) => key === 'dates')!
    const seen = { read: '2027-06-30T16:00:00Z', utc: '2028-01-31T23:30:00Z', offset: '2028-02-29T23:30:00Z' }
    expect(judge(dates, { dates: { ...seen, never: null } })).toBe('yes')
    expect(judge(dates, { dates: seen })).toBe('all but 9999')
    expect(judge(generates!, { generates: { sales: '3', depot: 2, admin: 1 } })).toBe('all but Sales')
  })
})
