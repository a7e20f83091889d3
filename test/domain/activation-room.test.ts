import { fitPlan, mostLicensesOfContainer, type ActivationRoom } from '../../src/domain/activation-room.ts'
import type { BaseChoice } from '../../src/domain/base-license.ts'
import type { Departure } from '../../src/domain/activation.ts'

const empty: ActivationRoom = { held: 0, wholeSize: 100, freeSize: 100 }

/** What becomes of licenses of these sizes: `go`, or the beginning of the refusal. */
function fit(
  sizes: readonly number[],
  room: Partial<ActivationRoom> = {},
  inseparable = false,
  bases: readonly (BaseChoice | undefined)[] = [],
) {
  const go = sizes.map((size, index) => ({
    license: { id: `${index}`, size } as never,
    parameters: {},
    base: bases[index],
  }))
  const outcomes = go.map(({ license: { id } }) => ({ licenseId: id, ok: true }) as const)
  const prepared: string[] = []
  const prepare = ({ license }: Departure) => {
    prepared.push(license.id)
    return license as never as { id: string; size: number }
  }
  const fitted = fitPlan({ go, outcomes }, prepare, { ...empty, ...room }, inseparable)
  const told = fitted.outcomes.map((outcome) => (outcome.ok ? 'go' : toldOf(outcome)))
  return { told, going: fitted.going.map(({ id }) => id), laterMore: fitted.laterMore, prepared }
}

function toldOf({ code, text }: { code: string; text: string }): string {
  return code === 'LIMIT_EXCEEDED' ? `${code} ${text.slice(0, 20)}` : code
}

const full = 'LIMIT_EXCEEDED The update is full: '
const tooLarge = 'LIMIT_EXCEEDED The license takes 10'
const tooMany = 'LIMIT_EXCEEDED A container holds at'
const together = 'LIMIT_EXCEEDED The licenses of the '

test('licenses go as long as the update has room; the others wait, and are not even prepared', () => {
  const fitted = fit([40, 60, 1, 1])
  expect(fitted).toMatchObject({ told: ['go', 'go', full, full], going: ['0', '1'], laterMore: true })
  expect(fitted.prepared).toEqual(['0', '1'])
})

test('a smaller one does not overtake', () => {
  expect(fit([60, 60, 10])).toMatchObject({ told: ['go', full, full], prepared: ['0', '1'] })
})

test('unconfirmed steps take their room, however much', () => {
  expect(fit([50], { freeSize: 49 })).toMatchObject({ told: [full], laterMore: true })
  expect(fit([50], { freeSize: -1000 })).toMatchObject({ told: [full], laterMore: true })
})

test('what no update can hold is refused, and holds back nobody', () => {
  expect(fit([101, 100])).toMatchObject({ told: [tooLarge, 'go'], laterMore: false })
})

test('a module never goes ahead of its base', () => {
  const module_ = { kind: 'module', licenseId: '0' } as const
  const told = fit([101, 1, 1], {}, false, [undefined, module_])
  expect(told).toMatchObject({ told: [tooLarge, 'BASE_LICENSE_MISSING', 'go'], going: ['2'] })
})

test('a container is full at some number of licenses', () => {
  expect(fit([1, 1], { held: mostLicensesOfContainer - 1 })).toMatchObject({ told: ['go', tooMany], laterMore: false })
})

test('inseparable licenses go together or not at all', () => {
  expect(fit([40, 60], {}, true)).toMatchObject({ told: ['go', 'go'] })
  expect(fit([40, 61], {}, true)).toMatchObject({ told: [together, together], going: [], laterMore: true })
})
