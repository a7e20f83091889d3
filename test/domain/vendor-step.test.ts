import fc from 'fast-check'
import { mostLicensesOfContainer } from '../../src/domain/activation-room.ts'
import { actionKinds } from '../../src/domain/vendor-action.ts'
import {
  type ContainerFacts,
  fitVendorStep,
  planVendorStep,
  type Unit,
  type WaitingAction,
} from '../../src/domain/vendor-step.ts'

const names = ['a', 'b', 'c', 'd']

function facts(more: Partial<ContainerFacts> = {}): ContainerFacts {
  return { here: new Set(names), leaving: new Set(), strays: new Set(), successors: new Map(), dedicated: [], ...more }
}

function action(id: string, kind: WaitingAction['kind'], licenseId: string | null): WaitingAction {
  return { id, kind, licenseId }
}

describe('the step of what a vendor has decided', () => {
  test('keeps the order of the decisions, and gives dedicated licenses after them', () => {
    const actions = [action('1', 'extend', 'b'), action('2', 'withdraw', 'a'), action('3', 'replace', 'c')]
    const { units } = planVendorStep(actions, facts({ successors: new Map([['c', 'n']]), dedicated: ['x'] }))
    expect(units).toEqual([
      { removes: [], put: 'b', by: 'extend', actionIds: ['1'] },
      { removes: ['a'], put: undefined, by: 'withdraw', actionIds: ['2'] },
      { removes: ['c'], put: 'n', by: 'replace', actionIds: ['3'] },
      { removes: [], put: 'x', by: 'assign', actionIds: [] },
    ])
  })

  test('one put for several extensions, none for a license that goes', () => {
    const actions = [
      action('1', 'extend', 'a'),
      action('2', 'extend', 'a'),
      action('3', 'extend', 'b'),
      action('4', 'withdraw', 'b'),
    ]
    expect(planVendorStep(actions, facts()).units).toEqual([
      { removes: [], put: 'a', by: 'extend', actionIds: ['1', '2'] },
      { removes: ['b'], put: undefined, by: 'withdraw', actionIds: ['4', '3'] },
    ])
  })

  test('an erasure takes all that nothing else takes, and next to it nothing is exchanged', () => {
    const actions = [action('1', 'replace', 'a'), action('2', 'extend', 'b'), action('3', 'recycle', null)]
    expect(planVendorStep(actions, facts({ successors: new Map([['a', 'n']]) })).units).toEqual([
      { removes: ['a'], put: undefined, by: 'replace', actionIds: ['1'] },
      { removes: ['b', 'c', 'd'], by: 'recycle', actionIds: ['3', '2'] },
    ])
  })

  test('what an unconfirmed step takes out waits for its receipt; what is not here is nothing to do', () => {
    const actions = [action('1', 'withdraw', 'a'), action('2', 'extend', 'a'), action('3', 'extend', 'gone')]
    const here = new Set(['b'])
    expect(planVendorStep(actions, facts({ here, leaving: new Set(['a']) }))).toEqual({
      units: [],
      underwayIds: [],
      idleIds: ['3'],
    })
  })

  test('an erasure to which withdrawals leave nothing is done by the last of them', () => {
    const actions = [action('1', 'recycle', null), action('2', 'withdraw', 'a'), action('3', 'withdraw', 'b')]
    const plan = planVendorStep(actions, facts({ here: new Set(['a', 'b']), dedicated: ['x'] }))
    expect(plan).toMatchObject({ underwayIds: [], idleIds: [] })
    expect(plan.units.map(({ actionIds }) => actionIds)).toEqual([['2'], ['3', '1'], []])
    const leaving = planVendorStep(actions, facts({ here: new Set(), leaving: new Set(['a', 'b']) }))
    expect(leaving).toEqual({ units: [], underwayIds: ['1'], idleIds: [] })
  })

  test('an erasure of an empty container is nothing to do', () => {
    expect(planVendorStep([action('1', 'recycle', null)], facts({ here: new Set() })).idleIds).toEqual(['1'])
  })

  test('an old copy is recalled where there is one, and never what the container has by our books', () => {
    const actions = [action('1', 'recall', 'a'), action('2', 'recall', 'b'), action('3', 'extend', 'b')]
    const { units, idleIds } = planVendorStep(actions, facts({ strays: new Set(['a']) }))
    expect(units).toEqual([
      { removes: ['a'], put: undefined, by: 'recall', actionIds: ['1'] },
      { removes: [], put: 'b', by: 'extend', actionIds: ['3'] },
    ])
    expect(idleIds).toEqual(['2'])
  })

  test('an old copy that a step on its way takes out is recalled by its receipt', () => {
    const known = { here: new Set(['b']), leaving: new Set(['a']) }
    expect(planVendorStep([action('1', 'recall', 'a')], facts(known))).toEqual({
      units: [],
      underwayIds: [],
      idleIds: [],
    })
  })

  const anyAction = fc.record({ kind: fc.constantFrom(...actionKinds), licenseId: fc.constantFrom(...names, 'gone') })
  const anyFacts = fc.record({
    here: fc.subarray(names),
    foreign: fc.subarray(names),
    replaced: fc.subarray(names),
    dedicated: fc.subarray(['x', 'y']),
  })

  test('whatever was decided: nothing is taken out twice or put in beside being taken out, and every action counts once', () => {
    const property = fc.property(
      fc.array(anyAction, { maxLength: 8 }),
      anyFacts,
      (drawn, { here, foreign, replaced, dedicated }) => {
        const actions = drawn.map(({ kind, licenseId }, index) =>
          action(String(index), kind, kind === 'recycle' ? null : licenseId),
        )
        const takings = actions.filter(({ kind }) => ['withdraw', 'replace', 'recall'].includes(kind))
        // A license that is being taken out can be decided about no more.
        fc.pre(new Set(takings.map(({ licenseId }) => licenseId)).size === takings.length)
        const successors = new Map(replaced.map((name) => [name, `new ${name}`]))
        const known = { here: new Set(here), leaving: new Set(names.filter((name) => !here.includes(name))) }
        const strays = new Set(here.filter((name) => foreign.includes(name)))
        const { units, idleIds } = planVendorStep(actions, { ...known, strays, successors, dedicated })
        const removed = units.flatMap(({ removes }) => removes)
        expect(new Set(removed).size).toBe(removed.length)
        const put = units.flatMap((unit) => unit.put ?? [])
        expect(new Set(put).size).toBe(put.length)
        expect(put.filter((name) => removed.includes(name))).toEqual([])
        const counted = [...idleIds, ...units.flatMap(({ actionIds }) => actionIds)]
        expect(new Set(counted).size).toBe(counted.length)
        if (actions.some(({ kind }) => kind === 'recycle')) {
          expect(here.filter((name) => !removed.includes(name))).toEqual([])
        }
      },
    )
    fc.assert(property)
  })
})

describe('the room for it', () => {
  const room = { held: 0, wholeSize: 100, freeSize: 50 }
  const take = (licenseId: string): Unit => ({ removes: [licenseId], by: 'withdraw', actionIds: [licenseId] })
  const put = (licenseId: string): Unit => ({ removes: [], put: licenseId, by: 'assign', actionIds: [] })
  const exchange: Unit = { removes: ['a'], put: 'n', by: 'replace', actionIds: ['1'] }
  const sizeOf = ({ removes, put: entering }: Unit) => 20 * removes.length + (entering === undefined ? 0 : 30)

  test('nothing overtakes what has no room', () => {
    const units = [put('x'), put('y'), take('a')]
    expect(fitVendorStep(units, sizeOf, room)).toEqual({ units: [put('x')], waits: true })
  })

  test('what no update could carry is left out, and an exchange for it only takes out', () => {
    const small = { ...room, wholeSize: 25 }
    const units = [put('x'), exchange, take('b')]
    expect(fitVendorStep(units, sizeOf, small)).toEqual({
      units: [{ ...exchange, put: undefined }, take('b')],
      waits: false,
    })
  })

  test('a full container gets nothing new', () => {
    const full = { ...room, held: mostLicensesOfContainer - 1 }
    expect(fitVendorStep([put('x'), put('y')], () => 1, full).units).toEqual([put('x')])
    const again: Unit = { removes: [], put: 'x', by: 'extend', actionIds: ['1'] }
    expect(fitVendorStep([again], () => 1, { ...full, held: mostLicensesOfContainer }).units).toEqual([again])
  })
})
