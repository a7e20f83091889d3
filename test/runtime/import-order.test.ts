import fc from 'fast-check'
import { firstDigest } from '../../src/formats/digest.ts'
import { toBase64url } from '../../src/formats/encoding.ts'
import type { Action, Update } from '../../src/formats/update.ts'
import { applyUpdate } from '../../src/runtime/apply-update.ts'
import { RuntimeRefusal } from '../../src/runtime/refusal.ts'
import type { FirmState } from '../../src/runtime/state.ts'
import { license, newKeyPair, now } from '../formats/support.ts'
import { chain } from './support.ts'

const empty: FirmState = {
  root: newKeyPair().publicKey,
  test: false,
  epoch: 0,
  contextSeq: 0,
  counter: 0,
  digest: toBase64url(firstDigest),
  licenses: [],
  removed: [],
  updates: [],
}

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    put: fc.record({
      licenseId: fc.constantFrom('L-1', 'L-2', 'L-3'),
      generation: fc.integer({ min: 1, max: 3 }),
      options: fc.constant(license('x').options),
    }),
  }),
  fc.record({ remove: fc.record({ licenseId: fc.constantFrom('L-1', 'L-2', 'L-3') }) }),
)

/** As an honest Depot does it, a put never names fewer units than were known before. */
function withUnits(actions: Action[][]): Action[][] {
  return actions.map((list, index) =>
    list.map((entry) => ('put' in entry ? { put: { ...entry.put, consumed: BigInt(index) } } : entry)),
  )
}

/** A chain, and for each way through it updates that a Depot could have sent: any first step, any last one. */
const delivery = fc
  .array(fc.array(action, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .chain((actions) => {
    const cut = fc.tuple(fc.nat(actions.length - 1), fc.nat(actions.length - 1))
    return fc.record({ actions: fc.constant(withUnits(actions)), cuts: fc.array(cut, { maxLength: 12 }) })
  })

function updateOf(steps: ReturnType<typeof chain>, a: number, b: number): Update {
  const part = steps.slice(Math.min(a, b), Math.max(a, b) + 1)
  return { serial: '130-1', keyThumbprint: '', firmCode: 6000010, transferId: `${a}-${b}`, issuedAt: now, steps: part }
}

/** Imports what can be imported; a refusal for a missing one before leaves everything as it was. */
function tryImport(firm: FirmState, update: Update): FirmState {
  try {
    return applyUpdate(firm, update, update.transferId).firm
  } catch (error) {
    if (error instanceof RuntimeRefusal && error.code === 'UPDATE_MISSING') return firm
    throw error
  }
}

const essence = ({ counter, digest, licenses }: FirmState) => ({
  counter,
  digest,
  licenses: new Set(licenses.map(({ licenseId, generation, consumed }) => `${licenseId} ${generation} ${consumed}`)),
})

test('whatever arrives in whatever order, twice or not at all, the whole chain leads to the same state', () => {
  fc.assert(
    fc.property(delivery, ({ actions, cuts }) => {
      const steps = chain(actions)
      const whole = updateOf(steps, 0, steps.length - 1)
      const straight = applyUpdate(empty, whole, 'whole').firm
      const messy = cuts.reduce((firm, [a, b]) => tryImport(firm, updateOf(steps, a, b)), empty)
      expect(messy.counter).toBeLessThanOrEqual(steps.length)
      expect(messy.digest).toBe(toBase64url(steps[messy.counter - 1]?.digest ?? firstDigest))
      expect(essence(tryImport(messy, whole))).toEqual(essence(straight))
    }),
    { numRuns: 300 },
  )
})

test('a license is here or among the removed, never both, and its units never fall', () => {
  fc.assert(
    fc.property(delivery, ({ actions }) => {
      const steps = chain(actions)
      const seen = new Map<string, bigint>()
      let firm = empty
      for (const index of steps.keys()) {
        firm = applyUpdate(firm, updateOf(steps, 0, index), `${index}`).firm
        const all = [...firm.licenses, ...firm.removed]
        expect(new Set(all.map(({ licenseId }) => licenseId)).size).toBe(all.length)
        for (const { licenseId, consumed } of all) {
          expect(BigInt(consumed)).toBeGreaterThanOrEqual(seen.get(licenseId) ?? 0n)
          seen.set(licenseId, BigInt(consumed))
        }
      }
    }),
  )
})
