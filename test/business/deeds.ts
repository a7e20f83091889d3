import fc from 'fast-check'

/** Item numbers of goods.ts. */
export const items = ['PLAIN', 'OTHER', 'MONTH', 'TEAM', 'MODULE', 'UPGRADE', 'TRIAL', 'SET'] as const

interface Line {
  readonly lineNumber: string
  readonly itemNumber: string
  readonly quantity: number
}

/** One thing that somebody wants. Which order, license and container it is about is a number; it is taken modulo. */
export type Deed =
  | { readonly do: 'order' | 'replaceOrder'; readonly order: number; readonly lines: readonly Line[] }
  | { readonly do: 'activate'; readonly order: number; readonly container: number; readonly all: boolean }
  | { readonly do: 'receipt' | 'block' | 'recycle' | 'restore' | 'push'; readonly container: number }
  | { readonly do: 'rotate'; readonly order: number }
  | { readonly do: 'replace'; readonly license: number; readonly itemNumber: string }
  | { readonly do: 'split'; readonly license: number; readonly splitOff: number }
  | { readonly do: 'assign'; readonly license: number; readonly container: number }
  | { readonly do: 'withdraw' | 'cancel' | 'extend' | 'release'; readonly license: number }

// Of what is one license for several pieces more, so that there is something to split.
const itemNumber = fc.constantFrom(...items, 'TEAM' as const)
const lineNumber = fc.constantFrom('10', '20', '30')
const line = fc.record({ lineNumber, itemNumber, quantity: fc.integer({ min: 1, max: 4 }) })
const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 3, selector: (each) => each.lineNumber })
const newLine = fc.record({
  lineNumber: fc.constantFrom('40', '50', '60', '70', '80', '90'),
  itemNumber,
  quantity: fc.constant(2),
})
const order = fc.nat({ max: 1 })
const container = fc.nat({ max: 2 })
const license = fc.nat({ max: 20 })
const splitOff = fc.integer({ min: 1, max: 2 })

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('order' as const), order, lines: fc.tuple(newLine) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replaceOrder' as const), order, lines }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('activate' as const), order, container, all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('receipt' as const), container }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('block' as const, 'recycle' as const), container }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('restore' as const, 'push'), container }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate' as const), order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replace' as const), license, itemNumber }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('split' as const), license, splitOff }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('assign' as const), license, container }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom('withdraw' as const, 'cancel', 'cancel', 'extend', 'release', 'release'),
      license,
    }),
  },
)

/** Two orders, and what several clients then do at once, each one thing after the other. */
export interface Day {
  readonly orders: readonly (readonly Line[])[]
  readonly clients: readonly (readonly Deed[])[]
}

export const busyDay: fc.Arbitrary<Day> = fc.record({
  orders: fc.tuple(lines, lines),
  clients: fc.array(fc.array(deed, { minLength: 4, maxLength: 10 }), { minLength: 3, maxLength: 4 }),
})

/**
 * A day on which each of them succeeds, one after the other, so that none of these tests is about refusals only. The first
 * order was collected into the first container; of the licenses, the newest are counted first.
 */
export const ordinaryDay: Day = {
  orders: [
    [{ lineNumber: '10', itemNumber: 'PLAIN', quantity: 1 }],
    [{ lineNumber: '10', itemNumber: 'TEAM', quantity: 4 }],
  ],
  clients: [
    [
      { do: 'receipt', container: 0 },
      { do: 'withdraw', license: 1 },
      { do: 'cancel', license: 1 },
      { do: 'split', license: 1, splitOff: 1 },
      { do: 'assign', license: 1, container: 1 },
      { do: 'release', license: 1 },
      { do: 'replace', license: 2, itemNumber: 'MONTH' },
      { do: 'extend', license: 1 },
      { do: 'push', container: 0 },
      { do: 'order', order: 0, lines: [{ lineNumber: '40', itemNumber: 'OTHER', quantity: 2 }] },
      { do: 'replaceOrder', order: 1, lines: [{ lineNumber: '10', itemNumber: 'TEAM', quantity: 1 }] },
      { do: 'rotate', order: 0 },
      { do: 'activate', order: 0, container: 0, all: true },
      { do: 'recycle', container: 0 },
      { do: 'block', container: 0 },
      { do: 'restore', container: 0 },
    ],
  ],
}
