import fc from 'fast-check'
import { planActivation, type TicketLicense } from '../../src/domain/activation.ts'
import type { ActivationTarget } from '../../src/domain/activation-rules.ts'
import { containerOfKind } from '../../src/domain/containers/index.ts'
import type { HeldLicense } from '../../src/domain/holding.ts'

/** Items that need each other in every way. */
const items = {
  BASE: {},
  UPGRADE: { upgradeBases: ['BASE'] },
  SECOND: { upgradeBases: ['UPGRADE', 'BASE'] },
  MODULE: { moduleBases: ['BASE', 'UPGRADE'] },
  PART: { moduleBases: ['MODULE'] },
  TRIAL: { trialCount: 2 },
  NARROW: { containerTypeNames: ['PC'] },
} as const
type ItemNumber = keyof typeof items
const itemNumbers = Object.keys(items) as ItemNumber[]

const itemOf = (itemNumber: ItemNumber): TicketLicense['item'] => {
  return { itemNumber, containerKinds: ['software'], options: {}, parameters: [], ...items[itemNumber] }
}
const limit = 6
const target = (licenses: readonly HeldLicense[], trials: readonly string[]): ActivationTarget => ({
  serial: '130-1',
  containerId: 'here',
  firmCode: 10,
  container: containerOfKind('software'),
  bindingScheme: 'strict',
  contents: { licenses, trials: trials.map((licenseId) => ({ itemNumber: 'TRIAL', licenseId })) },
  containerTypes: new Map([
    [
      'PC',
      { containerTypeName: 'PC', containerKind: 'software', bindingScheme: 'strict', licenseLimit: limit } as const,
    ],
  ]),
  onTheWay: new Map(),
})

const anyItem = fc.constantFrom(...itemNumbers)
const held = fc.array(fc.record({ item: anyItem, stays: fc.boolean() }), { maxLength: 6 })
const ticket = fc.array(fc.record({ item: anyItem, hadBase: fc.boolean() }), { maxLength: 12 })
const asked = fc.record({ all: fc.boolean(), inseparable: fc.boolean(), named: fc.array(fc.nat({ max: 11 })) })

function planOf(
  there: readonly { item: ItemNumber; stays: boolean }[],
  sold: readonly { item: ItemNumber; hadBase: boolean }[],
  { all, inseparable, named }: { all: boolean; inseparable: boolean; named: readonly number[] },
  trials: readonly string[],
) {
  const inContainer = there.map(({ item, stays }, index): HeldLicense => {
    const { upgradeBases = [] } = itemOf(item)
    return { id: `h${index}`, itemNumber: item, firmCode: 10, stays, baseId: null, upgradeBases }
  })
  const licenses = sold.map(({ item, hadBase }, index): TicketLicense => {
    const place = { containerId: null, dedicatedSerial: null, firmCode: 10 } as const
    return { id: `t${index}`, state: 'NotCollected', ...place, baseId: hadBase ? 'old' : null, item: itemOf(item) }
  })
  const wish = { all, licenseIds: all ? [] : named.map((index) => `t${index}`), parameters: [] }
  const plan = planActivation({ inseparable, licenses }, wish, target(inContainer, trials))
  return { inContainer, licenses, plan }
}

test('whatever is asked for, what goes has what it needs', () => {
  fc.assert(
    fc.property(held, ticket, asked, fc.subarray(['t0', 't1', 'x', 'y']), (there, sold, wish, trials) => {
      const { inContainer, plan } = planOf(there, sold, wish, trials)
      const present = new Map(inContainer.filter(({ stays }) => stays).map(({ id, itemNumber }) => [id, itemNumber]))
      const fresh = new Set<string>()
      let count = inContainer.length
      const tried = new Set(trials)
      for (const { license, base } of plan.go) {
        const { item, baseId } = license
        const needed = [...(item.moduleBases ?? []), ...(baseId === null ? (item.upgradeBases ?? []) : [])]
        // A base, if one is needed, is there before; an upgrade takes it away, and never one that has just come.
        expect(base !== undefined).toBe(needed.length > 0)
        if (base !== undefined) expect(needed).toContain(present.get(base.licenseId))
        if (base?.kind === 'upgrade') {
          expect(fresh.has(base.licenseId)).toBe(false)
          present.delete(base.licenseId)
          count -= 1
        }
        if (item.containerTypeNames !== undefined) expect(count).toBeLessThan(limit)
        if (item.trialCount !== undefined) tried.add(license.id)
        present.set(license.id, item.itemNumber)
        fresh.add(license.id)
        count += 1
      }
      if (plan.go.some(({ license }) => license.item.trialCount !== undefined && !trials.includes(license.id))) {
        expect(tried.size).toBeLessThanOrEqual(2)
      }
    }),
    { numRuns: 500 },
  )
})

test('each license that was asked for is told of once, and goes once or is refused', () => {
  fc.assert(
    fc.property(held, ticket, asked, (there, sold, wish) => {
      const { plan } = planOf(there, sold, wish, [])
      const told = plan.outcomes.map(({ licenseId }) => licenseId)
      expect(new Set(told).size).toBe(told.length)
      const going = plan.go.map(({ license }) => license.id)
      expect(plan.outcomes.filter(({ ok }) => ok).map(({ licenseId }) => licenseId)).toEqual(going)
    }),
  )
})

test('an order of the lines makes no difference for how many go', () => {
  fc.assert(
    fc.property(held, ticket, (there, sold) => {
      const all = { all: true, inseparable: false, named: [] }
      const counts = (lines: typeof sold) => {
        const { plan } = planOf(there, lines, all, [])
        const byItem = Object.fromEntries(itemNumbers.map((itemNumber) => [itemNumber, 0]))
        for (const { license } of plan.go) byItem[license.item.itemNumber] = (byItem[license.item.itemNumber] ?? 0) + 1
        return byItem
      }
      // Licenses that need no room of a type: where room is short, who comes first has it.
      const lines = sold.filter(({ item }) => item !== 'NARROW')
      expect(counts(lines.toReversed())).toEqual(counts(lines))
    }),
  )
})
