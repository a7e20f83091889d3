import { planReturn, type ReturnableLicense } from '../../src/domain/license-return.ts'
import type { LicenseState } from '../../src/domain/license.ts'
import type { MoveVerdict } from '../../src/domain/move-rule.ts'

const own = 6_000_010

function license(id: string, baseId: string | null = null, state: LicenseState = 'Confirmed'): ReturnableLicense {
  return { id, state, firmCode: own, baseId }
}

const allowed: MoveVerdict = { allowed: true }
const never: MoveVerdict = { allowed: false, refusal: { code: 'RETURN_NOT_ALLOWED', text: 'never' } }

/** The groups by their ids, and how each license fares. */
function plan(held: readonly ReturnableLicense[], wished: readonly string[] | 'all', refused: readonly string[] = []) {
  const wish = { licenseIds: wished === 'all' ? [] : wished, all: wished === 'all' }
  const { groups, outcomes } = planReturn(held, wish, own, ({ id }) => (refused.includes(id) ? never : allowed))
  const fared = outcomes.map((outcome) => `${outcome.licenseId} ${outcome.ok ? 'ok' : outcome.code}`)
  return { groups: groups.map((group) => group.map(({ id }) => id)), fared: fared.toSorted() }
}

test('a base goes with all that rides on it, also on its modules, and each once', () => {
  const held = [license('base'), license('module', 'base'), license('part', 'module'), license('other')]
  const whole = { groups: [['base', 'module', 'part']], fared: ['base ok', 'module ok', 'part ok'] }
  expect(plan(held, ['base'], ['module', 'part'])).toEqual(whole)
  expect(plan(held, ['part', 'module', 'base'], ['module'])).toEqual(whole)
  expect(plan(held, ['part'])).toEqual({ groups: [['part']], fared: ['part ok'] })
})

test('licenses that ride on each other go together, and once', () => {
  const held = [license('a', 'b'), license('b', 'a')]
  expect(plan(held, ['a', 'b'])).toEqual({ groups: [['a', 'b']], fared: ['a ok', 'b ok'] })
})

test('what is on its way out is no failure, and goes no second time', () => {
  const held = [license('out', null, 'Returning'), license('in')]
  expect(plan(held, 'all')).toEqual({ groups: [['in']], fared: ['in ok', 'out ok'] })
})

test('refusals, each with its code', () => {
  const held = [
    license('gone', null, 'WithdrawPending'),
    { ...license('foreign'), firmCode: 6_000_011 },
    license('kept'),
  ]
  const fared = ['foreign FIRM_CODE_OTHER', 'gone LICENSE_STATE', 'kept RETURN_NOT_ALLOWED', 'nowhere LICENSE_UNKNOWN']
  expect(plan(held, ['gone', 'foreign', 'kept', 'nowhere'], ['kept'])).toEqual({ groups: [], fared })
})

test('all: everything of the firm code, and nothing of another', () => {
  const held = [license('mine'), { ...license('foreign'), firmCode: 6_000_011 }]
  expect(plan(held, 'all')).toEqual({ groups: [['mine']], fared: ['mine ok'] })
})
