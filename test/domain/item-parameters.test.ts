import { checkParameters, shareParameters, type GivenParameter } from '../../src/domain/item-parameters.ts'
import type { ItemParameter } from '../../src/domain/item.ts'
import type { Fault } from '../../src/faults.ts'

const parameter = (name: string, changes: Partial<ItemParameter> = {}): ItemParameter => {
  return { name, valueKind: 'text', givenAt: 'order', mandatory: false, ...changes }
}

const item = {
  itemNumber: 'CAD-PRO',
  parameters: [
    parameter('licensee', { mandatory: true, maximumValue: '5' }),
    parameter('seats', { valueKind: 'integer', minimumValue: '-5', maximumValue: '999999999999999999' }),
    parameter('rate', { valueKind: 'decimal', minimumValue: '0.1', maximumValue: '10' }),
    parameter('until', { valueKind: 'date', minimumValue: '2027-01-01', maximumValue: '2027-12-31' }),
    parameter('network', { valueKind: 'boolean' }),
    parameter('host', { givenAt: 'activation', mandatory: true }),
  ],
}
const licensee = { name: 'licensee', value: 'Ada' }
const check = (...given: GivenParameter[]) => checkParameters(item, 'order', [licensee, ...given], 'order/parameters')

function fieldOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    expect((error as Fault).code).toBe('PARAMETER_INVALID')
    return (error as Fault).facts.field
  }
  return undefined
}

test('gives the values by their names, exactly as they were given', () => {
  expect(check({ name: 'seats', value: '10' }, { name: 'network', value: 'true' })).toEqual({
    licensee: 'Ada',
    seats: '10',
    network: 'true',
  })
  expect(checkParameters({ itemNumber: 'X', parameters: [] }, 'order', [])).toEqual({})
})

test.each([
  ['licensee', ['', 'Ada L', '\u{1F511}'.repeat(5)], ['Ada Lo']],
  [
    'seats',
    ['0', '-5', '10', '999999999999999998'],
    ['-6', '007', '1.0', '', '+1', '-0', '1e3', ' 1', '1000000000000000000'],
  ],
  [
    'rate',
    ['0.1', '10', '10.0', '9.999999999999999999', '0.100000000000000001'],
    ['0.09', '10.000000000000000001', '.5', '1.', '01', 'NaN', '-0.2'],
  ],
  [
    'until',
    ['2027-01-01', '2027-12-31'],
    ['2026-12-31', '2028-01-01', '2027-02-29', '2027-1-1', '2027-01-01Z', '2027-13-01'],
  ],
  ['network', ['true', 'false'], ['TRUE', '1', 'yes', '']],
])('%s: its values', (name, taken, refused) => {
  for (const value of taken) {
    const given = name === 'licensee' ? [{ name, value }] : [licensee, { name, value }]
    expect(checkParameters(item, 'order', given)).toMatchObject({ [name]: value })
  }
  for (const value of refused) {
    const given = name === 'licensee' ? [{ name, value }] : [licensee, { name, value }]
    expect([value, fieldOf(() => checkParameters(item, 'order', given))]).toEqual([
      value,
      `parameters/parameter[${given.length}]/value`,
    ])
  }
})

test('PARAMETER_INVALID for one that the item does not have', () => {
  expect(fieldOf(() => check({ name: 'Licensee', value: 'x' }))).toBe('order/parameters/parameter[2]/name')
  expect(fieldOf(() => check({ name: '__proto__', value: 'x' }))).toBe('order/parameters/parameter[2]/name')
})

test('PARAMETER_INVALID for one that is given at another time', () => {
  expect(() => check({ name: 'host', value: 'x' })).toThrow(/given at activation/)
  expect(() => checkParameters(item, 'activation', [licensee])).toThrow(/given at order time/)
})

test('PARAMETER_INVALID for one that is given twice', () => {
  expect(fieldOf(() => check(licensee))).toBe('order/parameters/parameter[2]/name')
})

test('PARAMETER_INVALID for a mandatory one that is missing, at its time only', () => {
  expect(fieldOf(() => checkParameters(item, 'order', [], 'order/parameters'))).toBe('order/parameters')
  expect(() => checkParameters(item, 'activation', [])).toThrow(/'host'/)
  expect(checkParameters(item, 'activation', [{ name: 'host', value: 'x' }])).toEqual({ host: 'x' })
})

describe('the parameters of a package', () => {
  const other = { itemNumber: 'CAD-NET', parameters: [parameter('seats', { mandatory: true }), parameter('host')] }
  const share = (...given: GivenParameter[]) => shareParameters('SUITE', [item, other], [licensee, ...given], 'p')

  test('go to the items that ask for them, to several if they do', () => {
    expect(share({ name: 'seats', value: '10' }, { name: 'host', value: 'h' })).toEqual([
      { licensee: 'Ada', seats: '10' },
      { seats: '10', host: 'h' },
    ])
  })

  test('PARAMETER_INVALID: one that no item asks for now, and one that an item lacks or refuses', () => {
    const seats = { name: 'seats', value: '10' }
    expect(fieldOf(() => share(seats, { name: 'colour', value: 'red' }))).toBe('p/parameter[3]/name')
    expect(fieldOf(() => shareParameters('S', [item], [licensee, { name: 'host', value: 'h' }], 'p'))).toBe(
      'p/parameter[2]/name',
    )
    expect(fieldOf(() => share())).toBe('p')
    expect(fieldOf(() => share({ name: 'seats', value: 'ten' }))).toBe('p/parameter[2]/value')
    expect(fieldOf(() => share(seats, seats))).toBe('p/parameter[3]/name')
  })
})
