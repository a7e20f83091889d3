import { nothingToActivate } from '../../src/domain/activation-fault.ts'
import type { ActivationTarget } from '../../src/domain/activation-rules.ts'
import {
  parameterNameFault,
  planActivation,
  type ActivationWish,
  type LicenseOutcome,
  type TicketLicense,
} from '../../src/domain/activation.ts'
import { containerOfKind } from '../../src/domain/containers/index.ts'
import { nothingHeld } from '../../src/domain/holding.ts'
import type { LicenseState } from '../../src/domain/license.ts'

const item = (changes: Partial<TicketLicense['item']> = {}): TicketLicense['item'] => ({
  itemNumber: 'CAD',
  containerKinds: ['software'],
  options: {},
  parameters: [],
  ...changes,
})

const license = (id: string, changes: Partial<TicketLicense> = {}): TicketLicense => ({
  id,
  state: 'NotCollected',
  firmCode: 10,
  containerId: null,
  dedicatedSerial: null,
  baseId: null,
  item: item(),
  ...changes,
})

const target = (changes: Partial<ActivationTarget> = {}): ActivationTarget => ({
  serial: '130-1',
  containerId: 'here',
  firmCode: 10,
  container: containerOfKind('software'),
  bindingScheme: 'strict',
  contents: nothingHeld,
  containerTypes: new Map(),
  onTheWay: new Map(),
  ...changes,
})

const wish = (changes: Partial<ActivationWish> = {}): ActivationWish => ({
  licenseIds: [],
  all: false,
  parameters: [],
  ...changes,
})

function plan(
  licenses: TicketLicense[],
  { inseparable = false, ...wished }: Partial<ActivationWish> & { inseparable?: boolean } = {},
  into = target(),
) {
  const { go, outcomes } = planActivation({ inseparable, licenses }, wish(wished), into)
  return {
    go: go.map((entry) => entry.license.id),
    outcomes: outcomes.map((outcome) => `${outcome.licenseId} ${outcome.ok ? 'ok' : outcome.code}`),
  }
}

const refusedWith = (changes: Partial<TicketLicense>, into = target()) => {
  const [outcome] = planActivation(
    { inseparable: false, licenses: [license('a', changes)] },
    wish({ all: true }),
    into,
  ).outcomes
  return outcome
}

describe('without license ids', () => {
  test('one license of each item goes', () => {
    const licenses = [license('a'), license('b'), license('c', { item: item({ itemNumber: 'CAM' }) })]
    expect(plan(licenses)).toEqual({ go: ['a', 'c'], outcomes: ['a ok', 'c ok'] })
  })

  test('an item that the container has already is not taken twice', () => {
    const licenses = [license('a'), license('b', { state: 'Confirmed', containerId: 'here' })]
    expect(plan(licenses)).toEqual({ go: [], outcomes: ['b NOTHING_TO_DO'] })
  })

  test('a license that another container has leaves its place to the next one', () => {
    const licenses = [license('a', { state: 'Collected', containerId: 'there' }), license('b')]
    expect(plan(licenses)).toEqual({ go: ['b'], outcomes: ['b ok'] })
  })

  test('a license of another firm code says so', () => {
    const licenses = [license('a'), license('b', { firmCode: 11, item: item({ itemNumber: 'CAM' }) })]
    expect(plan(licenses)).toEqual({ go: ['a'], outcomes: ['a ok', 'b FIRM_CODE_OTHER'] })
  })

  test('licenses that are over are not spoken of', () => {
    expect(plan([license('a', { state: 'Withdrawn' }), license('b', { state: 'Replaced' })])).toEqual({
      go: [],
      outcomes: [],
    })
  })
})

test('selection=all takes every license that can go', () => {
  const licenses = [license('a'), license('b'), license('c', { state: 'Confirmed', containerId: 'there' })]
  expect(plan(licenses, { all: true })).toEqual({ go: ['a', 'b'], outcomes: ['a ok', 'b ok', 'c LICENSE_STATE'] })
})

test('license ids take exactly those, each once, and an unknown one says so', () => {
  const licenses = [license('a'), license('b'), license('c', { state: 'Withdrawn' })]
  expect(plan(licenses, { licenseIds: ['b', 'x', 'b', 'c'] })).toEqual({
    go: ['b'],
    outcomes: ['b ok', 'c LICENSE_STATE', 'x LICENSE_UNKNOWN'],
  })
})

test('a license on its way into this container is no failure and no new step', () => {
  const licenses = [license('a', { state: 'Collected', containerId: 'here' })]
  expect(plan(licenses, {}, target({ onTheWay: new Map([['a', {}]]) }))).toEqual({ go: [], outcomes: ['a ok'] })
})

test('a license on its way keeps the values of its parameters', () => {
  const host = { name: 'host', valueKind: 'text', givenAt: 'activation', mandatory: true } as const
  const named = { state: 'Collected', containerId: 'here', item: item({ parameters: [host] }) } as const
  const into = (kept: Record<string, string>) => target({ onTheWay: new Map([['a', kept]]) })
  const told = (value: string, kept: Record<string, string>, name = 'host') =>
    plan([license('a', named)], { parameters: [{ name, value }] }, into(kept)).outcomes
  expect(told('A', { host: 'A' })).toEqual(['a ok'])
  expect(told('B', { host: 'A' })).toEqual(['a PARAMETER_INVALID'])
  expect(told('B', {})).toEqual(['a PARAMETER_INVALID'])
  expect(told('B', { host: 'A' }, 'of another item')).toEqual(['a ok'])
})

describe('an inseparable ticket', () => {
  const inseparable = true

  test('goes as a whole, whatever was named', () => {
    expect(plan([license('a'), license('b')], { inseparable, licenseIds: ['b', 'x'] })).toEqual({
      go: ['a', 'b'],
      outcomes: ['a ok', 'b ok', 'x LICENSE_UNKNOWN'],
    })
  })

  test('stays as a whole when one license cannot go', () => {
    const licenses = [license('a'), license('b', { item: item({ containerKinds: ['dongle'] }) })]
    expect(plan(licenses, { inseparable })).toEqual({ go: [], outcomes: ['a CONTAINER_KIND', 'b CONTAINER_KIND'] })
  })

  test('sends later licenses into the container of the first ones', () => {
    const first = license('a', { state: 'Confirmed', containerId: 'there' })
    expect(plan([first, license('b')], { inseparable })).toEqual({
      go: [],
      outcomes: ['a LICENSE_STATE', 'b LICENSE_STATE'],
    })
    expect(plan([first, license('b')], { inseparable }, target({ containerId: 'there' }))).toEqual({
      go: ['b'],
      outcomes: ['a NOTHING_TO_DO', 'b ok'],
    })
  })

  test('does not wait for licenses of another firm code', () => {
    expect(plan([license('a'), license('b', { firmCode: 11 })], { inseparable })).toEqual({
      go: ['a'],
      outcomes: ['a ok', 'b FIRM_CODE_OTHER'],
    })
  })
})

test.each([
  ['CONTAINER_KIND', { item: item({ containerKinds: ['dongle', 'cloud'] }) }, 'dongle or cloud'],
  ['LICENSE_STATE', { dedicatedSerial: '130-2' }, 'dedicated to another container'],
  ['LICENSE_STATE', { state: 'Confirmed', containerId: 'there' }, 'in another container'],
  ['LICENSE_STATE', { state: 'Returning', containerId: 'there' }, 'on its way out'],
  ['LICENSE_STATE', { state: 'Returning', containerId: 'here' }, 'on its way out'],
  ['LICENSE_STATE', { state: 'WithdrawPending', containerId: 'here' }, 'withdrawn'],
  ['NOTHING_TO_DO', { state: 'Collected', containerId: 'here' }, 'in this container already'],
  ['FIRM_CODE_OTHER', { firmCode: 11 }, 'send a context for 11'],
] as const)('%s: %j', (code, changes, text) => {
  expect(refusedWith(changes)).toEqual({
    licenseId: 'a',
    ok: false,
    code,
    text: expect.stringContaining(text) as string,
  })
})

test('a license that is dedicated to this container goes', () => {
  expect(refusedWith({ dedicatedSerial: '130-1' })).toEqual({ licenseId: 'a', ok: true })
})

test('CONTAINER_KIND for an option that the kind cannot hold', () => {
  const transfer = { transferScheme: 'complete', mayBePulled: true, mayBeReturned: true } as const
  const licenseTransfer = { ...transfer, firmItemMustExist: false, keepHistory: false, borrowHours: 0 }
  const movable = { item: item({ containerKinds: ['cloud', 'software'], options: { licenseTransfer } }) }
  expect(refusedWith(movable, target({ container: containerOfKind('cloud') }))).toMatchObject({
    code: 'CONTAINER_KIND',
  })
  expect(refusedWith(movable)).toMatchObject({ ok: true })
})

describe('parameters', () => {
  const needsName = item({
    parameters: [{ name: 'host', valueKind: 'text', givenAt: 'activation', mandatory: true }],
  })

  test('go with the licenses whose items know them', () => {
    const licenses = [license('a', { item: needsName }), license('b', { item: item({ itemNumber: 'CAM' }) })]
    const given = wish({ parameters: [{ name: 'host', value: 'node1' }] })
    expect(
      planActivation({ inseparable: false, licenses }, given, target()).go.map((entry) => entry.parameters),
    ).toEqual([{ host: 'node1' }, {}])
  })

  test('PARAMETER_INVALID for the license whose item misses one', () => {
    expect(refusedWith({ item: needsName })).toMatchObject({ code: 'PARAMETER_INVALID' })
  })

  test('PARAMETER_INVALID for a name that no item knows', () => {
    const given = wish({
      parameters: [
        { name: 'host', value: '' },
        { name: 'hots', value: '' },
      ],
    })
    expect(parameterNameFault([license('a', { item: needsName })], given)).toMatchObject({
      code: 'PARAMETER_INVALID',
      facts: { field: 'activation/parameters/parameter[2]/name' },
    })
  })
})

describe('the fault when nothing can go', () => {
  const refused = (licenseId: string, code: 'LICENSE_STATE' | 'CONTAINER_KIND'): LicenseOutcome => ({
    licenseId,
    ok: false,
    code,
    text: `because of ${licenseId}`,
  })

  test('has the code on which all agree', () => {
    expect(nothingToActivate([refused('a', 'LICENSE_STATE'), refused('b', 'LICENSE_STATE')])).toMatchObject({
      code: 'LICENSE_STATE',
      message: expect.stringContaining('because of a') as string,
      facts: { details: { 'license[a]': 'LICENSE_STATE: because of a', 'license[b]': 'LICENSE_STATE: because of b' } },
    })
    expect(nothingToActivate([refused('a', 'CONTAINER_KIND')])).toMatchObject({ message: 'because of a' })
  })

  test('is NOTHING_TO_DO when they differ, and for an empty ticket', () => {
    expect(nothingToActivate([refused('a', 'LICENSE_STATE'), refused('b', 'CONTAINER_KIND')])).toMatchObject({
      code: 'NOTHING_TO_DO',
      facts: { details: { 'license[a]': 'LICENSE_STATE: because of a', 'license[b]': 'CONTAINER_KIND: because of b' } },
    })
    expect(nothingToActivate([])).toMatchObject({ code: 'NOTHING_TO_DO' })
  })
})

describe('a license that takes the place of another', () => {
  const exchange = (state: LicenseState, containerId: string | null) =>
    refusedWith({ exchange: { state, containerId } })

  test.each(['Collected', 'Confirmed', 'Returning', 'WithdrawPending'] as const)(
    'goes into no other container while the other one is %s',
    (state) => {
      expect(exchange(state, 'there')).toMatchObject({
        code: 'LICENSE_STATE',
        text: expect.stringContaining('another container, and can go only') as string,
      })
    },
  )

  test('waits for the exchange in the container of the other one', () => {
    expect(exchange('WithdrawPending', 'here')).toMatchObject({
      code: 'LICENSE_STATE',
      text: expect.stringContaining('exchanged in one step') as string,
    })
  })

  test.each(['NotCollected', 'Withdrawn', 'Replaced', 'Blocked'] as const)(
    'goes anywhere once the other one is %s',
    (state) => {
      expect(exchange(state, null)).toEqual({ licenseId: 'a', ok: true })
    },
  )
})

describe('licenses that need others', () => {
  const base = item({ itemNumber: 'BASE' })
  const upgrade = item({ itemNumber: 'UPGRADE', upgradeBases: ['BASE'] })
  const module_ = item({ itemNumber: 'MODULE', moduleBases: ['BASE'] })
  const there = (id: string, itemNumber: string, upgradeBases: string[] = []) => {
    return { id, itemNumber, firmCode: 10, stays: true, baseId: null, upgradeBases }
  }
  const holding = (...licenses: ReturnType<typeof there>[]) => target({ contents: { licenses, trials: [] } })

  test('a module is judged after its base, wherever it stands on the ticket', () => {
    const licenses = [license('m', { item: module_ }), license('b', { item: base })]
    for (const wished of [{}, { all: true }, { licenseIds: ['m', 'b'] }]) {
      expect(plan(licenses, wished)).toEqual({ go: ['b', 'm'], outcomes: ['b ok', 'm ok'] })
    }
    expect(plan(licenses, { licenseIds: ['m'] })).toMatchObject({ outcomes: ['m BASE_LICENSE_MISSING'] })
  })

  test('a module does not go where its base does not go', () => {
    const forDongles = license('b', { item: { ...base, containerKinds: ['dongle'] } })
    expect(plan([license('m', { item: module_ }), forDongles])).toEqual({
      go: [],
      outcomes: ['b CONTAINER_KIND', 'm BASE_LICENSE_MISSING'],
    })
  })

  test('an upgrade waits for a base of the same step, also on an inseparable ticket', () => {
    const licenses = [license('u', { item: upgrade }), license('b', { item: base })]
    const told = { go: ['b'], outcomes: ['b ok', 'u BASE_LICENSE_MISSING'] }
    expect(plan(licenses)).toEqual(told)
    expect(plan(licenses, { inseparable: true })).toEqual(told)
    expect(plan([license('u', { item: upgrade }), license('a')], { inseparable: true })).toMatchObject({ go: [] })
  })

  test('one license of each item: what was upgraded is not lacking, but can be named', () => {
    const licenses = [license('b', { item: base })]
    const into = holding(there('u', 'UPGRADE', ['BASE']))
    expect(plan(licenses, {}, into)).toEqual({ go: [], outcomes: ['b NOTHING_TO_DO'] })
    expect(plan(licenses, { licenseIds: ['b'] }, into)).toMatchObject({ go: ['b'] })
    expect(plan(licenses, { all: true }, into)).toMatchObject({ go: ['b'] })
  })

  test('a license limit counts what goes before', () => {
    const type = {
      containerTypeName: 'PC',
      containerKind: 'software',
      bindingScheme: 'strict',
      licenseLimit: 2,
    } as const
    const narrow = item({ containerTypeNames: ['PC'] })
    const into = { ...holding(there('x', 'OTHER')), containerTypes: new Map([['PC', type]]) }
    const licenses = [license('a', { item: narrow }), license('b', { item: narrow })]
    expect(plan(licenses, { all: true }, into)).toEqual({ go: ['a'], outcomes: ['a ok', 'b LIMIT_EXCEEDED'] })
  })
})
