import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { combineShares, inverse, multiply, shareSecret, type Share } from '../../src/runtime/shamir.ts'

const byte = fc.integer({ min: 0, max: 255 })

/** A secret, k and n, and the holders in some order. */
const sharing = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    secret: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    count: fc.constant(count),
    needed: fc.integer({ min: 1, max: count }),
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
  }),
)

const chosen = (shares: readonly Share[], order: readonly number[], many: number) =>
  order.slice(0, many).flatMap((at) => shares[at] ?? [])

test('any k of n shares give the secret back', () => {
  fc.assert(
    fc.property(sharing, ({ secret, count, needed, order }) => {
      const shares = shareSecret(secret, { needed, count }, randomBytes)
      expect(combineShares(chosen(shares, order, needed))).toEqual(secret)
      expect(combineShares(shares)).toEqual(secret)
    }),
  )
})

test('fewer than k fit every other secret as well', () => {
  fc.assert(
    fc.property(sharing, byte, ({ secret, count, needed, order }, other) => {
      fc.pre(needed > 1)
      const known = chosen(shareSecret(secret, { needed, count }, randomBytes), order, needed - 1)
      // The polynomial through what is known and any secret at 0 is one that could have been dealt: its value at a further
      // holder completes the known shares to that secret.
      const guess = Buffer.alloc(secret.length, other)
      const further = order.slice(needed - 1).map((at) => at + 1)[0] ?? 0
      const y = interpolate([...known, { x: 0, y: guess }], further)
      expect(combineShares([...known, { x: further, y }])).toEqual(guess)
    }),
  )
})

/** The value at x of the polynomials through these points, by the formula as it stands in books. */
function interpolate(points: readonly Share[], x: number): Buffer {
  const weights = points.map((point) =>
    points
      .filter((other) => other !== point)
      .reduce((product, other) => multiply(product, multiply(x ^ other.x, inverse(other.x ^ point.x))), 1),
  )
  const [first] = points
  return Buffer.from(
    [...(first?.y ?? [])].map((_, at) => points.reduce((s, p, i) => s ^ multiply(p.y[at] ?? 0, weights[i] ?? 0), 0)),
  )
}

test('a share of its own for each holder, and new ones each time', () => {
  const secret = Buffer.alloc(32)
  const deal = () => shareSecret(secret, { needed: 3, count: 5 }, randomBytes).map(({ y }) => y.toString('hex'))
  expect(new Set([...deal(), ...deal()]).size).toBe(10)
})

test('GF(256) is a field with the values that FIPS 197 gives', () => {
  expect(multiply(0x57, 0x83)).toBe(0xc1)
  expect(multiply(0x57, 0x13)).toBe(0xfe)
  fc.assert(
    fc.property(byte, byte, byte, (a, b, c) => {
      expect(multiply(a, b)).toBe(multiply(b, a))
      expect(multiply(a, b ^ c)).toBe(multiply(a, b) ^ multiply(a, c))
      if (a > 0) expect(multiply(a, inverse(a))).toBe(1)
    }),
  )
})

test.each([
  [0, 3],
  [4, 3],
  [2, 256],
])('nothing is shared %d of %d', (needed, count) => {
  expect(() => shareSecret(Buffer.alloc(1), { needed, count }, randomBytes)).toThrow(RangeError)
})
